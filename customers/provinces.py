"""The provinces of China by their full and short names."""

import re

MUNICIPALITIES = ["北京市", "天津市", "上海市", "重庆市"]
_FULL = [
    *MUNICIPALITIES,
    "河北省",
    "山西省",
    "内蒙古自治区",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "广西壮族自治区",
    "海南省",
    "四川省",
    "贵州省",
    "云南省",
    "西藏自治区",
    "陕西省",
    "甘肃省",
    "青海省",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
    "香港特别行政区",
    "澳门特别行政区",
]
_RANKS = ["特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"]


def _short(name):
    return next(name.removesuffix(rank) for rank in _RANKS if name.endswith(rank))


# 湖北省, 湖北 → 湖北省; 广西自治区 → 广西壮族自治区
PROVINCES = {
    written: name
    for name in _FULL
    for written in [name, _short(name), f"{_short(name)}自治区"]
    if written == name or not written.endswith("自治区") or name.endswith("自治区")
}
# 吉林市 is a city and 海南藏族自治州 a prefecture elsewhere: a short name counts only where no other name begins with it.
_NAMES = [
    name if name in _FULL or name.endswith("自治区") else f"{name}(?!市|藏族)"
    for name in sorted(PROVINCES, key=len, reverse=True)
]
PROVINCE_IN_FRONT = re.compile(rf"^(?:中国)?[\s.·,，]*({'|'.join(_NAMES)})")
