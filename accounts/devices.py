"""A signed-in device as its owner knows it: "Chrome on Windows"."""

from functools import lru_cache

from django.utils.translation import gettext as _
from ua_parser import parse

HANDHELD = {"Android", "iOS"}
_parsed = lru_cache(maxsize=1000)(parse)


def device_name(user_agent):
    known = _parsed(user_agent)
    browser = known.user_agent and known.user_agent.family
    system = known.os and known.os.family
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown program")


def is_handheld(user_agent):
    system = _parsed(user_agent).os
    return bool(system and system.family in HANDHELD)
