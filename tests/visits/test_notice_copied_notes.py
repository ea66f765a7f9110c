"""Notes that were copied rather than written are noticed at night, as likeness alone (RSK-23)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.models import Alert
from compliance.services.evaluation import evaluate_by_night
from tests import factories
from visits.note_likeness import Index, groups, likeness, plain
from visits.note_risk import judge_notes
from visits.services.submission import log_visit

pytestmark = pytest.mark.req("RSK-23")
NOTE = (
    "周岚主任认为亚组数据对七十五岁以上患者很有参考价值，希望我们在科室会上介绍剂量调整方案，"
    "并提供肾功能不全患者的随访资料，下周三前给她答复。"
)
SWAPPED = NOTE.replace("周岚", "高远")
OTHER_WORDS = (
    "顾主任谈到集采之后药房备货不足，住院患者换药困难，请我们联系商业公司确认供货时间，"
    "并把结果告诉药剂科的值班药师。"
)
DEFAULTS = {"own_alike": 80, "others_alike": 90, "near": 40, "cluster": 5}


def alike(one, other, without=()):
    return likeness(groups(plain(one, without)), groups(plain(other, without)))


def test_names_figures_and_marks_do_not_tell_notes_apart():
    assert alike(NOTE, SWAPPED, ["周岚", "高远"]) == 1
    assert alike("请在１２日给她资料：" + NOTE, "请在3日给她资料," + NOTE) == 1
    assert round(alike(NOTE, OTHER_WORDS), 2) <= 0.07


def test_two_notes_from_one_template_are_two():
    template = "本次沟通了适应症内的疗效与安全性信息，已提示不良反应上报途径。"
    one, other = template + "患者多为老年人，关注低血压。", template + "门诊时间紧，约定科会再谈。"

    assert alike(one, other) > 0.4
    assert alike(one, other, [template]) == 0


def test_short_notes_are_not_compared():
    assert alike("常规沟通产品", "常规沟通产品") == 0


def test_the_index_finds_what_comparing_with_each_would_find():
    texts = [plain(NOTE[:end]) for end in range(40, len(NOTE))] + [plain(OTHER_WORDS)]
    index = Index(0.85)
    for number, text in enumerate(texts):
        index.add(number, text)

    for text in texts:
        each = {n: likeness(groups(text), groups(other)) for n, other in enumerate(texts)}
        assert index.alike(text) == {n: like for n, like in each.items() if like >= 0.85}


@pytest.mark.parametrize(
    ("own", "others", "told"),
    [
        ([0.79], 0.89, None),
        ([0.80], 0, ("medium", "own")),
        ([], 0.90, ("medium", "others")),
        ([0.4] * 3, 0, None),
        ([0.4] * 4, 0, ("low", "cluster")),
    ],
)
def test_how_alike_counts(own, others, told):
    verdict = judge_notes({"own": own, "others": others}, DEFAULTS)

    assert (verdict and (verdict.severity, verdict.sentence)) == told


@pytest.fixture
def gao(territories):
    return factories.PersonFactory(name="高远", territory=territories["E11"])


@pytest.fixture
def noted(lin, complete, policy):
    """noted(text, hours ago): Lin logs a visit with that note."""

    def log(text, hours, customer, by=lin):
        end = timezone.now() - timedelta(hours=hours)
        record = replace(
            complete, key_points=text, started_at=end - timedelta(minutes=20), ended_at=end
        )
        return log_visit(customer, record=record, adverse_event=False, by=by)

    return log


def test_a_note_with_another_name_raises_an_alert_that_holds_no_words(noted, zhou, gao):
    first, second = noted(NOTE, 3, zhou.customer), noted(SWAPPED, 2, gao.customer)
    evaluate_by_night()

    alert = Alert.objects.get(rule="RSK-23")
    assert (alert.subject, alert.sentence) == (str(second.uuid), "own")
    assert [row["key"] for row in alert.evidence] == [str(second.uuid), str(first.uuid)]
    assert "亚组" not in str(alert.inputs) + str(alert.evidence)


def test_honest_notes_raise_none(noted, zhou, gao):
    noted(NOTE, 3, zhou.customer)
    noted(OTHER_WORDS, 2, gao.customer)
    evaluate_by_night()

    assert not Alert.objects.filter(rule="RSK-23").exists()


def test_copied_from_a_colleague(noted, zhou, gu, chen):
    noted(NOTE, 3, zhou.customer)
    second = noted(NOTE, 2, gu.customer, by=chen)
    evaluate_by_night()

    alert = Alert.objects.get(rule="RSK-23")
    assert (alert.subject, alert.sentence) == (str(second.uuid), "others")
