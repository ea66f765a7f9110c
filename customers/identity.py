"""When two lines mean the same customer: names and addresses reduced to what does not vary by hand or list."""

import hashlib
import re
import unicodedata

from customers.provinces import PROVINCE_IN_FRONT

# Written both ways in official lists; NFKC leaves them apart.
VARIANTS = str.maketrans({"臺": "台", "巿": "市", "峯": "峰", "髙": "高", "邨": "村", "〇": "零"})
BRACKETS = re.compile(r"\s*[(（\[【〔［]([^()（）\[\]【】〔〕［］]*)[)）\]】〕］]")
# What stands in brackets names another site, not the same one in other words.
BRANCH = re.compile(r"(院区|分院|分店|分部|总店|店|校区|门诊部|[东西南北中]区|branch|campus|site)$")

# Lists leave out the province, or add a floor, an office and the name behind the house number.
BEHIND_THE_NUMBER = re.compile(r"(\d[号號])(?![路街线院]).*")


def folded(text):
    """Full-width to half-width, one case, one way of writing a character."""
    return unicodedata.normalize("NFKC", text).translate(VARIANTS).casefold()


def plain(text):
    """Letters, digits and characters only."""
    return "".join(character for character in folded(text) if character.isalnum())


def name_and_aliases(name):
    """The name without its bracketed other names, and those: 甲医院（甲一院） → 甲医院, [甲一院]."""
    aliases = [alias.strip() for alias in BRACKETS.findall(name) if not _names_a_branch(alias)]
    bare = BRACKETS.sub(lambda found: found[0] if _names_a_branch(found[1]) else "", name).strip()
    return (bare, [alias for alias in aliases if alias]) if bare else (name.strip(), [])


def street(address):
    """The part of an address that does not vary by hand: 吉林省长春市湖光路1018号2楼 → 长春市湖光路1018号."""
    return BEHIND_THE_NUMBER.sub(r"\1", PROVINCE_IN_FRONT.sub("", folded(address).strip()))


def organisation_identity(name, address="", place=""):
    """64 hexadecimal digits; equal for lines that mean the same place. `place` stands in where there is no address."""
    where = plain(street(address) or place)
    return _digest("organisation", plain(name_and_aliases(name)[0]), where)


def person_identity(name, organisation_name=""):
    """64 hexadecimal digits; `organisation_name` is that of the main place of work."""
    place = plain(name_and_aliases(organisation_name)[0]) if organisation_name else ""
    return _digest("person", plain(name), place)


def _names_a_branch(text):
    return bool(BRANCH.search(folded(text).strip()))


def _digest(*parts):
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
