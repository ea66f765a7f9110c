"""A visit that is entered long after it took place: marked wherever it stands, and noticed by RSK-22 (GL-014)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from celery import current_app
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from compliance.models import Alert
from compliance.risk.wording import evidence_of, sentence_of, subject_of
from compliance.services.evaluation import evaluate_by_night, judge_changes, verdict_again
from customers.timeline import timeline
from tests import factories
from tests.conftest import _person
from visits.models import Visit
from visits.risk import ENTRIES, judge_entry
from visits.services.amendment import accept_amendment, file_amendment
from visits.services.submission import submit_visit

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DEFAULTS = {"late_hours": 24, "very_late_hours": 72, "batch_visits": 5, "batch_minutes": 10}
MONDAY = datetime(2026, 3, 2, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def logged_after(logged_on):
    """logged_after(31): Lin logs a visit of twenty minutes that ended so many hours ago."""
    return lambda hours, **more: logged_on(timezone.now() - hours * HOUR - 20 * MINUTE, **more)


@pytest.fixture
def submitted_at(arrange):
    """submitted_at(visit, moment): as if it had come in then."""

    def move(visit, moment):
        with arrange():
            visit.submitted_at = moment
            visit.save()
        return visit

    return move


def noticed():
    evaluate_by_night()
    late = Alert.objects.filter(rule="RSK-22").order_by("pk")
    return [(alert.severity, alert.sentence, alert.words) for alert in late]


def one(after):
    inputs = {"began": MONDAY - HOUR, "ended": MONDAY, "submitted": MONDAY + after}
    return judge_entry({name: at.isoformat() for name, at in inputs.items()}, DEFAULTS)


def several(gaps, *, old=30 * HOUR):
    """Visits that came in so many minutes after another, each `old` hours after it began."""
    moments = [MONDAY + sum(gaps[: n + 1]) * MINUTE for n in range(len(gaps))]
    inputs = {"began": [at - old for at in moments], "submitted": moments}
    said = {name: [at.isoformat() for at in ats] for name, ats in inputs.items()}
    return judge_entry(said, DEFAULTS)


@pytest.mark.req("RSK-22")
@pytest.mark.parametrize(
    ("after", "severity"),
    [
        (24 * HOUR, None),
        (24 * HOUR + timedelta(seconds=1), "low"),
        (72 * HOUR, "low"),
        (72 * HOUR + timedelta(seconds=1), "medium"),
    ],
)
def test_a_day_late_is_low_and_three_days_late_is_medium(after, severity):
    verdict = one(after)

    assert (verdict and verdict.severity) == severity


@pytest.mark.req("RSK-22")
@pytest.mark.parametrize(
    ("gaps", "number"),
    [
        ([0, 1, 1, 1, 1], 5),
        ([0, 0, 5, 5, 0], 5),
        ([0, 1, 1, 1, 8], None),  # the fifth comes eleven minutes after the first
        ([0, 1, 1, 1], None),
        ([0, 11, 2, 2, 2, 2, 40], 5),
    ],
)
def test_five_late_entries_within_ten_minutes_are_one_go(gaps, number):
    verdict = several(gaps)

    assert (verdict and verdict.words["number"]) == number


@pytest.mark.req("RSK-22")
def test_an_honest_days_end_is_no_flag():
    assert several([0, 1, 1, 1, 1], old=24 * HOUR) is None


@pytest.mark.req("RSK-22", "GL-014")
def test_a_visit_that_came_in_31_hours_late_is_noticed_with_its_record(wen, lin, logged_after):
    visit = logged_after(31)

    assert noticed() == [("low", "late", {"hours": 31})]

    alert = Alert.objects.get(rule="RSK-22")
    assert (alert.person, sentence_of(alert)) == (lin, "Logged 31 h after the visit.")
    assert subject_of(alert) == f"Visit {visit.day}"
    assert [(row["label"], row["key"], row["name"], row["change"]) for row in alert.evidence] == [
        ("visits.visit", str(visit.uuid), "", visit.history.latest().history_id)
    ]
    assert [shown["name"] for _kind, shown in evidence_of(alert)] == [str(visit)]
    assert verdict_again(alert).severity == "low"


@pytest.mark.req("RSK-22")
def test_a_visit_in_time_is_nobodys_matter(submitted, logged_after):
    logged_after(23)

    assert noticed() == []


@pytest.mark.req("RSK-22", "RSK-E02")
def test_however_often_it_is_looked_at_it_is_one_alert(wen, logged_after):
    visits = [logged_after(30) for _ in range(6)]
    first = noticed()

    for visit in visits:
        judge_changes(ENTRIES, [str(visit.uuid)])

    assert noticed() == first
    assert first.count(("low", "late", {"hours": 30})) == 6
    assert [alert for alert in first if alert[1] == "batch"] == [
        ("medium", "batch", {"number": 6, "minutes": 10, "hours": 24})
    ]


@pytest.mark.req("RSK-22")
def test_the_fifth_of_a_row_is_noticed_at_once_and_by_night_not_again(wen, logged_after):
    for number in range(1, 7):
        judge_changes(ENTRIES, [str(logged_after(30).uuid)])
        assert Alert.objects.filter(sentence="batch").count() == (number >= 5)

    (batch,) = Alert.objects.filter(sentence="batch")
    evaluate_by_night()

    assert Alert.objects.filter(sentence="batch").count() == 1
    assert len(batch.evidence) == 5
    assert subject_of(batch) == f"Entries of {timezone.localdate(batch.raised_at)}"


@pytest.mark.req("RSK-22")
def test_another_sitting_is_another_matter(wen, logged_after, submitted_at):
    for hours_ago in (3, 1):
        for _visit in range(5):
            submitted_at(logged_after(40), timezone.now() - hours_ago * HOUR)

    assert [one for one in noticed() if one[1] == "batch"] == [
        ("medium", "batch", {"number": 5, "minutes": 10, "hours": 24})
    ] * 2


@pytest.mark.req("RSK-22")
def test_what_two_reps_enter_is_not_counted_together(wen, lin, holder, logged_after, territories):
    other = _person("fang", "方一鸣", Role.REP, territory=territories["E11"])
    factories.RepFilingFactory(user=other, holder=holder)
    for by in (lin, other):
        for _visit in range(3):
            logged_after(30, by=by)

    assert {sentence for _severity, sentence, _words in noticed()} == {"late"}


@pytest.mark.req("RSK-22")
def test_a_verb_tells_of_late_entries_only(
    logged_after, planned, complete, lin, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **_: sent.append(args))

    with django_capture_on_commit_callbacks(execute=True):
        logged_after(2)
        visit = logged_after(30)

    assert [args for args in sent if args and args[0] == ENTRIES] == [[ENTRIES, [str(visit.uuid)]]]


@pytest.mark.req("RSK-22")
def test_an_amendment_that_dates_a_visit_back_is_a_late_entry(wen, lin, shen, submitted, complete):
    began = complete.started_at - 80 * HOUR
    earlier = replace(complete, started_at=began, ended_at=began + 20 * MINUTE)
    amendment = file_amendment(submitted, record=earlier, reason="It was last week", by=lin)
    assert noticed() == []

    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))

    assert noticed() == [("medium", "late", {"hours": 80})]


@pytest.mark.req("RSK-22", "RSK-E04")
def test_her_manager_reads_it_and_she_does_not(as_user, wen, lin, shen, logged_after):
    logged_after(31)
    evaluate_by_night()
    alert = Alert.objects.get(rule="RSK-22")

    page = reverse("compliance:alert_detail", args=[alert.uuid])
    assert "Logged 31 h after the visit." in as_user(shen).get(page).text
    assert "周岚" in as_user(shen).get(page).text
    assert as_user(lin).get(page).status_code == 403


@pytest.mark.req("GL-014")
def test_it_is_marked_on_its_page_in_lists_and_in_the_story(as_user, lin, zhou, logged_after):
    words, visit = "logged 31 h after the visit", logged_after(31)
    phone = as_user(lin)

    for url in (
        reverse("visits:visit_detail", args=[visit.uuid]),
        reverse("visits:visit_list"),
        reverse("visits:day", args=[visit.day]),
    ):
        assert phone.get(url).text.count(words) == 1, url
    (entry,) = [one for one in timeline(zhou.customer, lin)[0] if one.badge]
    assert entry.badge["text"] == words


@pytest.mark.req("GL-014")
def test_a_visit_in_time_bears_no_mark(as_user, lin, submitted):
    assert "after the visit" not in as_user(lin).get(reverse("visits:visit_list")).text


@pytest.mark.req("GL-014")
def test_the_export_says_how_late_each_came(as_user, lin, submitted, logged_after):
    logged_after(31)

    answer = as_user(lin).get(reverse("visits:visit_list"), {"format": "csv"})

    header, *rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert header.endswith("Submitted,Logged late,Hours until logged")
    assert sorted(row.rsplit(",", 1)[1] for row in rows) == ["0", "31"]


@pytest.mark.req("GL-014")
def test_the_phones_offset_is_kept_with_its_clock(as_user, planned, complete, lin):
    said = datetime.fromisoformat("2026-11-22T20:52:03-05:00")
    submit_visit(planned, record=complete, adverse_event=False, device_time=said, by=lin)

    visit = Visit.objects.get()
    assert (visit.device_time, visit.device_offset) == (said, -300)
    page = as_user(lin).get(reverse("visits:visit_detail", args=[visit.uuid])).text
    assert "the phone's clock said 2026-11-22 20:52:03 -0500" in page
