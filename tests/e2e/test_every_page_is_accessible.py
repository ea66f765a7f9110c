"""axe-core finds nothing, and nothing scrolls sideways, on any page that a role can reach in two steps."""

import re
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.req("ALL-02")
# Everybody at a desk; on a phone those who work on one.
PEOPLE = [
    *(
        (role, "desk")
        for role in ["rep1", "manager1", "director", "compliance1", "medical1", "admin"]
    ),
    *((role, "phone") for role in ["rep1", "manager1", "medical1"]),
]
BEFORE_SIGN_IN = ["/account/login/", "/account/password/reset/", "/nowhere/"]
OWN = ["/account/password/change/", "/account/sessions/", "/account/2fa/"]
LINKS = "elements => elements.map(element => element.href)"
# What tells pages of one kind apart: keys, days, figures, kinds of records.
NAMES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d[\d-]*|(?<=/figures/)\w+|(?<=/history/)[\w.]+")


def paths(visitor, selector):
    origin = urlsplit(visitor.product.url).netloc
    links = [urlsplit(link) for link in visitor.page.eval_on_selector_all(selector, LINKS)]
    return list(
        dict.fromkeys(link.path for link in links if link.netloc == origin and link.path != "/")
    )


def kind(path):
    return NAMES.sub("…", path)


def reachable(visitor):
    """The pages of the navigation, and one page of each further kind to which they lead."""
    visitor.goes_to("/")
    first = ["/", *paths(visitor, ".side-nav a, .bottom-bar a, .topbar a"), *OWN]
    known = {kind(path) for path in first}
    for path in first:
        visitor.goes_to(path)
        yield path
        for onward in paths(visitor, "main a[href]:not([download])"):
            if kind(onward) not in known:
                known.add(kind(onward))
                visitor.goes_to(onward)
                yield onward


@pytest.mark.parametrize(("role", "size"), PEOPLE)
def test_every_page_of_a_role(visitor, role, size):
    person = visitor(size, dark=role == "manager1").signs_in(role)

    faults = [fault for _path in reachable(person) for fault in person.faults()]

    assert sorted(set(faults)) == []
    # A broken link, a script's error, or something the content policy refused.
    assert person.complaints == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_component_and_the_pages_before_sign_in(visitor, size, dark, language):
    anyone = visitor(size, dark=dark, language=language)
    faults = []
    for path in ["/styleguide/", "/styleguide/?bar=1", *BEFORE_SIGN_IN]:
        anyone.goes_to(path)
        faults += anyone.faults()

    assert faults == []
