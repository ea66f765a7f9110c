"""Calls out objectives that nobody could reach or miss: vague ones, without a deed, a measure or a day (VIS-03).

Pure: texts in, findings out. It warns beside the field and holds nothing up.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

VAGUE, NO_DEED, NO_MEASURE, NO_DAY, LATE = "vague", "deed", "measure", "day", "late"

# What can be said of every visit says nothing of this one. Whole words in English, anywhere in Chinese.
PHRASES = [
    *[
        "客情维护",
        "维护客情",
        "维护关系",
        "关系维护",
        "客户维护",
        "日常拜访",
        "例行拜访",
        "常规拜访",
    ],
    *[
        "沟通产品",
        "产品沟通",
        "沟通感情",
        "增进感情",
        "加强沟通",
        "保持联系",
        "了解情况",
        "日常沟通",
    ],
    *["推广产品", "宣传产品", "介绍产品", "随访", "跟进", "拜访客户", "看望"],
    *["maintain relationship", "maintain the relationship", "maintain relations", "keep in touch"],
    *["build rapport", "relationship building", "routine visit", "regular visit", "courtesy visit"],
    *["courtesy call", "routine call", "follow up", "catch up", "check in", "touch base"],
    *["introduce product", "promote product", "discuss product", "product discussion", "say hello"],
]
# Somebody does something that can be seen afterwards.
DEEDS = [
    *[
        "同意",
        "确认",
        "处方",
        "试用",
        "使用",
        "换用",
        "转用",
        "采用",
        "提供",
        "安排",
        "介绍给",
        "参加",
        "答应",
    ],
    *[
        "列入",
        "进药",
        "提单",
        "申请",
        "签",
        "筛选",
        "评估",
        "反馈",
        "决定",
        "推荐",
        "预约",
        "起始",
        "启用",
    ],
    *[
        "agree",
        "confirm",
        "prescribe",
        "try",
        "tries",
        "tried",
        "start",
        "switch",
        "adopt",
        "use",
        "provide",
        "arrange",
    ],
    *["attend", "join", "list", "apply", "sign", "screen", "assess", "decide", "recommend", "book"],
    *["identify", "choose", "select", "name", "give", "send", "share", "test", "compare", "accept"],
]
NUMBER = re.compile(
    r"[0-9０-９]|[一二两三四五六七八九十百]+(?:例|名|位|个|次|人|床|盒|篇|家|项)|%|％"
)
DAY_WORDS = re.compile(
    r"\d{1,2}\s*月|\d{4}-\d{1,2}|\d{1,2}[日号]|月底|月末|年底|季度末?|下周|本周|本月|下月|下次|周[一二三四五六日天]|"
    r"\b(?:by|until|before|within|next|this)\b|\b(?:mon|tues|wednes|thurs|fri)day\b",
    re.IGNORECASE,
)
REST_AT_LEAST = 6  # characters that must remain beside a vague phrase
MARKS = re.compile(r"[\s\W_]+")
SAID = {
    VAGUE: _("“%(phrase)s” fits every visit: say what shall be different afterwards."),
    NO_DEED: _("Who does what? Name what the customer shall do, try, agree or decide."),
    NO_MEASURE: _("By what will you know? Add a number or something that can be seen."),
    NO_DAY: _("Until when? Add a day."),
    LATE: _("The day lies before the visit."),
}


@dataclass(frozen=True)
class Finding:
    code: str
    sentence: str


def findings(text, *, measure="", by_day: date | None = None, visit_day: date | None = None):
    """[Finding] of what keeps an objective from being specific; none for an empty one, which is asked elsewhere."""
    text = text.strip()
    if not text:
        return []
    found, everything = [], f"{text} {measure}"
    if phrase := vague_phrase(text):
        found.append(Finding(VAGUE, SAID[VAGUE] % {"phrase": phrase}))
    if not _has_deed(everything):
        found.append(_finding(NO_DEED))
    if not measure.strip() and not NUMBER.search(text):
        found.append(_finding(NO_MEASURE))
    if by_day is None and not DAY_WORDS.search(everything):
        found.append(_finding(NO_DAY))
    if by_day and visit_day and by_day < visit_day:
        found.append(_finding(LATE))
    return found


def vague_phrase(text):
    """The phrase that the text is about, if hardly anything stands beside it."""
    folded = text.casefold()
    for phrase in PHRASES:
        if _holds(folded, phrase):
            rest = MARKS.sub("", folded.replace(phrase, ""))
            if len(rest) < REST_AT_LEAST * (1 if _is_chinese(phrase) else 3):
                return phrase
    return ""


def _has_deed(text):
    folded = text.casefold()
    return any(_holds(folded, word) for word in DEEDS)


def _holds(folded, words):
    if _is_chinese(words):
        return words in folded
    return re.search(rf"\b{re.escape(words)}(?:s|es|d|ed|ing)?\b", folded) is not None


def _is_chinese(words):
    return not words.isascii()


def _finding(code):
    return Finding(code, str(SAID[code]))
