"""Provinces, cities and districts as they are written in front of an address. What is not written there is not guessed."""

import re

from customers.identity import folded
from customers.provinces import MUNICIPALITIES, PROVINCE_IN_FRONT, PROVINCES

# A run of characters that is no street, number or bracket, up to the word that names its rank; 红旗路 is no 旗.
_CITY = re.compile(r"^([^\W\d_路街道号院区县]{1,11}?(?:自治州|地区|盟|市(?!场)))")
_DISTRICT = re.compile(
    r"^([^\W\d_路街道号院镇乡村]{1,11}?(?:自治县|自治旗|县|区|旗|市)(?![路街道大巷场区]))"
)
# Zones and estates are called 区 as well, and are no part of the state.
_NO_DISTRICT = re.compile(r"(开发区|高新区|园区|社区|小区|新村|风景区|工业区|^市区)$")

_TAIWAN = re.compile(r"^(.{2}[市縣县])(.{1,3}?[區鄉鎮市区乡镇])?")
TAIWAN = "台湾"


def province_named(text):
    """The full name of a Chinese province: 湖北 → 湖北省; any other text stays as it is."""
    return PROVINCES.get(text, text)


def place_in_front(address):
    """{province, city, district} as far as a Chinese address begins with them, in this order."""
    found = PROVINCE_IN_FRONT.match(address)
    if not found:
        return {}
    place = {"province": PROVINCES[found[1]]}
    rest = address[found.end() :].lstrip()
    if place["province"] in MUNICIPALITIES:
        place["city"] = place["province"]
        rest = rest.removeprefix(place["province"])
    elif city := _CITY.match(rest):
        place["city"] = city[1]
        rest = rest[city.end() :]
    district = _DISTRICT.match(rest)
    if district and "city" in place and not _NO_DISTRICT.search(district[1]):
        place["district"] = district[1]
    return place


def place_in_taiwan(address):
    """{province, city, district} of an address of Taiwan; 臺 and 巿 become the usual 台 and 市."""
    found = _TAIWAN.match(folded(address))
    if not found:
        return {}
    return {"province": TAIWAN, "city": found[1], "district": found[2] or ""}


class OfficialRegions:
    """Codes of the official list, by the names as written; empty when no list is loaded."""

    def __init__(self, regions):
        self._codes, self._names = {}, {}
        self._cities = {}
        for region in regions:
            self._names[region.code] = region.name
            self._codes.setdefault(region.parent_id or "", {})[region.name] = region.code
        for province, code in self._codes.get("", {}).items():
            for city in self._codes.get(code, {}):
                self._cities.setdefault(city, []).append(province)

    def code_of(self, province, city, district):
        """The code of the smallest of the three that the list has under the one before it; None without a province."""
        code = self._codes.get("", {}).get(province)
        if code is None:
            return None
        city_code = self._codes.get(code, {}).get(city)
        if city_code:
            return self._codes.get(city_code, {}).get(district) or city_code
        # A municipality, or a city of county rank written without the prefecture above it.
        areas = [self._codes.get(below, {}) for below in self._codes.get(code, {}).values()]
        for name in (district, city):
            found = [names[name] for names in areas if name in names]
            if len(found) == 1:
                return found[0]
        return code

    def elsewhere(self, province, city):
        """The only province that has such a city, if it is not this one; else an empty text."""
        has = self._cities.get(city, [])
        return has[0] if len(has) == 1 and province and province not in has else ""
