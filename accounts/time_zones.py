"""Time zones to choose from: those that the company is likely to need, then every city that has one."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

CHINA = "Asia/Shanghai"
USUAL = [
    CHINA,
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Dubai",
    "Europe/London",
    "Europe/Zurich",
    "America/New_York",
    "America/Los_Angeles",
]

# CLDR names some cities under what the zone was called before.
FORMER = {now: before for before, now in get_global("zone_aliases").items()}


def company_zone():
    """Whose clock counts for who chose none, and for the company's own days."""
    return settings.TIME_ZONE


def place_zone():
    """Whose clock counts where customers are: that of their country, wherever the server stands."""
    return CHINA if settings.COUNTRY == "CN" else company_zone()


def choices(chosen=""):
    """Two groups of (name, "City (UTC+8)"); `chosen` is one of them even under a name that is no longer used."""
    usual, others = _named(get_language(), timezone.now().date())
    if chosen and chosen not in dict(usual + others):
        others = [(chosen, chosen), *others]
    return [(_("Often chosen"), usual), (_("All others"), others)]


def names():
    """All that one may have chosen, old names too."""
    return available_timezones()


@lru_cache(maxsize=4)  # today in each language
def _named(language, today):
    locale = Locale.parse(to_locale(language))
    noon = datetime(today.year, today.month, today.day, 12)
    known = set(get_global("zone_territories")) & available_timezones()
    cities = [zone for zone in known.difference(USUAL) if not zone.startswith("Etc/")]
    others = [(zone, _label(zone, locale, noon)) for zone in cities]
    usual = [(zone, _label(zone, locale, noon)) for zone in USUAL]
    return usual, sorted(others, key=lambda choice: choice[1])


def _label(zone, locale, at):
    name = locale.territories["CN"] if zone == CHINA else _city(zone, locale)
    return f"{name} ({_distance(ZoneInfo(zone), at)})"


def _city(zone, locale):
    named = (locale.time_zones.get(name, {}).get("city") for name in (zone, FORMER.get(zone)))
    return next(filter(None, named), zone.rpartition("/")[2].replace("_", " "))


def _distance(zone, at):
    """UTC+8, UTC+5:30, UTC−3."""
    minutes = round(at.replace(tzinfo=zone).utcoffset().total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
