"""A signed-in device as its owner knows it: "Chrome on Windows"."""

from functools import lru_cache

from django import template
from django.utils.translation import gettext as _
from ua_parser import parse

register = template.Library()
HANDHELD = {"Android", "iOS"}
_parsed = lru_cache(maxsize=1000)(parse)


@register.filter
def device(user_agent):
    known = _parsed(user_agent)
    browser = known.user_agent and known.user_agent.family
    system = known.os and known.os.family
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown program")


@register.filter
def device_icon(user_agent):
    system = _parsed(user_agent).os
    return "device-mobile" if system and system.family in HANDHELD else "device-desktop"
