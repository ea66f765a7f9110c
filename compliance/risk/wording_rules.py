"""Words that should not stand in what people write (CMP-06, RSK-47, RSK-48): one look for the note beside a text, and for
the rule that tells compliance of what was handed in all the same.

The lists are parameters of the rule: versioned, and approved by a second person.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import sensitive
from accounts.models import ParameterVersion
from accounts.parameters import Parameter
from accounts.registry import checked_texts
from accounts.services.parameter import parameters_on
from accounts.wording import Hit
from compliance.models import Severity
from compliance.risk.rule import IS_ON, Evidence, Fact, Rule, Verdict

ID, SOURCE = "RSK-47", "texts"
NEGATED = "negated"
# Nobody hides a word from a reader by what stands between its letters.
BETWEEN = r"[\W_]{0,3}"
NEGATIONS = re.compile(
    r"未|(?<!有)[没沒]有|拒[绝絕]|不得|禁止|\b(?:no|not|never|without|refused?|declined?|forbidden)\b"
)
WINDOW, WINDOW_LATIN = 6, 16  # characters before the word
LATIN = re.compile(r"[a-z]", re.IGNORECASE)
# The traditional letters of the words of the lists, and those that stand for them in names of this trade.
SIMPLIFIED = str.maketrans(
    "購禮紅現別費點帶無療遊屬統處車證顧問獎勵轉帳賬匯報銷煙葉請飯應癥擴適廣絕對癒療寶貝驗開單數據藥貨幣",
    "购礼红现别费点带无疗游属统处车证顾问奖励转账账汇报销烟叶请饭应症扩适广绝对愈疗宝贝验开单数据药货币",
)


@dataclass(frozen=True)
class WordList:
    code: str
    label: object
    words: tuple[str, ...]
    severity: Severity
    why: object
    instead: object


LISTS = [
    WordList(
        "bribery",
        _("Money and favours"),
        (
            *("回扣", "返点", "提成", "带金", "打点", "好处费", "红包", "现金", "私下", "别留痕"),
            *("购物卡", "礼品卡", "加油卡", "代金券", "cash", "kickback", "rebate", "bribe"),
            *("shopping card", "gift card", "red envelope", "voucher", "off the record"),
        ),
        Severity.HIGH,
        _("it sounds like money or a favour for a customer."),
        _(
            "Say what was given by its name in the catalogue, or what was asked and that it was declined."
        ),
    ),
    WordList(
        "prescriptions",
        _("Prescription data"),
        ("统方", "处方量", "prescription count", "prescription volume"),
        Severity.HIGH,
        _("nobody counts what a doctor prescribes."),
        _("Describe the habit by the ladder: from unaware to advocate."),
    ),
    WordList(
        "absolute",
        _("Absolute claims"),
        (
            *("根治", "无副作用", "最有效", "百分之百有效", "零风险"),
            *("no side effects", "most effective", "cures", "100% effective", "risk free"),
        ),
        Severity.MEDIUM,
        _("no medicine is sure to work, or without risk."),
        _("Say what the study found: in whom, how much, how sure."),
    ),
    WordList(
        "off_label",
        _("Use outside the approved label"),
        (
            "超适应症",
            "超说明书",
            "扩大适应症",
            "off-label",
            "unapproved use",
            "unapproved indication",
        ),
        Severity.MEDIUM,
        _("only the approved use may be spoken of."),
        _("If the customer asked about it, raise a medical inquiry: Medical answers."),
    ),
    WordList(
        "hospitality",
        _("Hospitality"),
        ("旅游", "家属", "KTV", "高尔夫", "sightseeing", "golf", "karaoke"),
        Severity.MEDIUM,
        _("it sounds like leisure or company, not work."),
        _("Say what the work was: topic, place, who took part."),
    ),
]
RANK = {Severity.LOW: 0, Severity.MEDIUM: 1, Severity.HIGH: 2}


@dataclass(frozen=True)
class Found:
    word: str  # as the list has it
    list: WordList
    is_negated: bool


def find(text, values):
    """Found words of the lists in a text, each once, where it is not negated if there is such a place."""
    plain = unicodedata.normalize("NFKC", text).translate(SIMPLIFIED)
    found = []
    for one in LISTS:
        for word in values.get(one.code, ()):
            places = list(_pattern(word).finditer(plain))
            if places:
                found.append(Found(word, one, all(_is_negated(plain, at) for at in places)))
    return found


def hits(text):
    """Registered as accounts.registry.wording_checks."""
    values = parameters_on(timezone.localdate(), ID)[ID].whole
    if not values[IS_ON.name]:
        return []
    return [
        Hit(one.word, one.list.why, one.list.instead, one.is_negated, asks=not one.is_negated)
        for one in find(text, values)
    ]


def texts(since, keys=None):
    """A fact for each text, as it was last handed in, that holds a word of any version of the lists."""
    known = _words_of_all_versions()
    for checked in checked_texts:
        lines = checked.model.history.order_by("history_id")
        lines = (
            lines.filter(uuid__in=keys)
            if keys is not None
            else lines.filter(history_date__gte=since)
        )
        for line, name, text in _written(checked, lines.exclude(history_type="-")):
            if found := find(text, known):
                yield _fact(checked, line, name, found)


def judge(inputs, values):
    """The gravest list counts; where each word is negated ("declined any rebate"), it is low, never nothing."""
    told = [
        (one, word)
        for one in LISTS
        for word in inputs.get(one.code, ())
        if word in values[one.code]
    ]
    if not told:
        return None
    serious = [one.severity for one, word in told if word not in inputs[NEGATED]]
    severity = max(serious, key=RANK.get) if serious else Severity.LOW
    words = {"words": ", ".join(word for _list, word in told)}
    return Verdict(severity, "words" if serious else NEGATED, words)


def _fact(checked, line, name, found):
    """One matter for each text of a record. What it says stays in the record: of the text only words of lists are kept."""
    label, key = checked.model._meta.label_lower, str(line.uuid)
    lists = {}
    for one in found:
        lists.setdefault(one.list.code, []).append(one.word)
    return Fact(
        label=label,
        subject=key,
        name="",
        inputs={"field": name, **lists, NEGATED: [one.word for one in found if one.is_negated]},
        window=name,
        person=line.history_user_id,
        evidence=(Evidence(label, key, ""),),
    )


def _written(checked, lines):
    """(line of history, field, text): the last line of each record, the sealed texts opened at once."""
    last = {line.uuid: line for line in lines.iterator(chunk_size=2000)}.values()
    for line in last:
        yield from ((line, name, getattr(line, name) or "") for name in checked.fields)
    if checked.sealed and last:
        yield from _opened(checked, last)


def _opened(checked, lines):
    field = checked.model._meta.get_field("customer").related_model
    ids = {line.customer_id for line in lines}
    uuids = dict(field._base_manager.filter(pk__in=ids).values_list("pk", "uuid"))
    sealed = [(line, name) for line in lines for name in checked.sealed]
    pairs = [(uuids.get(line.customer_id), getattr(line, name)) for line, name in sealed]
    told = sensitive.reveal_many(pairs, retention_class=checked.retention_class)
    return [(line, name, text) for (line, name), text in zip(sealed, told, strict=True)]


def _words_of_all_versions():
    """A proposal can be tried on the past only if its words are looked for."""
    known = {one.code: set(one.words) for one in LISTS}
    for version in ParameterVersion.objects.filter(code=ID):
        for code, words in known.items():
            words.update(version.values.get(code, ()))
    return {code: sorted(words) for code, words in known.items()}


@cache
def _pattern(word):
    letters = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", word).translate(SIMPLIFIED))
    joined = BETWEEN.join(map(re.escape, letters))
    if LATIN.search(letters):
        joined = rf"(?<![a-z0-9]){joined}s?(?![a-z])"
    return re.compile(joined, re.IGNORECASE)


def _is_negated(text, place):
    window = WINDOW_LATIN if LATIN.search(place.group()) else WINDOW
    before = text[max(0, place.start() - window) : place.start()]
    return bool(NEGATIONS.search(before.casefold()))


RULE = Rule(
    ID,
    1,
    _("Words that should not stand in a text"),
    why=_(
        "Nothing of value is given to customers, nobody counts prescriptions, and only the approved use is spoken of"
        " (RDPAC code, 2020 measures). Whoever writes is told at once; what stands all the same is looked at."
    ),
    source=SOURCE,
    judge=judge,
    sentences={
        "words": _("Words to be looked at: %(words)s."),
        NEGATED: _("Words to be looked at, each of them negated: %(words)s."),
    },
    parameters=tuple(Parameter(one.code, one.label, one.words) for one in LISTS),
    labels={
        "field": _("Field"),
        **{one.code: one.label for one in LISTS},
        NEGATED: _("Negated"),
    },
)
