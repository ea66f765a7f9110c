"""Phone numbers as people type them, reduced to digits."""

import re
import unicodedata

SEPARATORS = re.compile(r"[;,/、；，|]|\s{2,}|转|ext\.?")
AREA_CODE = re.compile(r"^\s*[(（]?\+?(?:86[- ]?)?(0\d{1,3})[)）\- ]\s*(.+)$")
SHORTEST = 5  # digits; less is an extension


def digits(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdecimal())


def mobile_digits(text):
    """The number without country code of China: what is fingerprinted and compared."""
    found = digits(text)
    return found[2:] if len(found) == 13 and found.startswith("86") else found


def office_numbers(text):
    """Each number with and without its area code: '0718-8223261' → 07188223261, 8223261."""
    numbers = []
    for part in SEPARATORS.split(unicodedata.normalize("NFKC", text)):
        with_code = AREA_CODE.match(part)
        numbers += [digits(part)] + ([digits(with_code[2])] if with_code else [])
    return [number for number in numbers if len(number) >= SHORTEST]
