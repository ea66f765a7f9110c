"""The inbox of alerts, the page of each, and the rules' pages."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Access
from compliance.models import Alert, Suppression
from compliance.risk.rule import RULES
from compliance.risk.wording import inputs_of
from compliance.services.alert import close_alert, decide_alert, triage_alert
from tests.compliance.risk.conftest import in_force, versions
from tests.factories import COMPANY_ZONE


@pytest.fixture
def listed(as_user, wen):
    def ask(query="", user=wen):
        page = as_user(user).get(f"/alerts/{query}").context["page"]
        return [alert.subject for alert in page.rows]

    return ask


@pytest.fixture
def inbox(raised, lin, chen, wen):
    """Four alerts, the last one closed."""
    raised(200, subject="a", person=lin)
    raised(70, subject="b", person=chen)
    triage_alert(raised(70, subject="c"), by=wen)
    done = triage_alert(raised(70, subject="d"), by=wen)
    decide_alert(done, outcome="accepted", because="Agreed", by=wen)
    close_alert(done, by=wen)


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", ["c", "b", "a"]),
        ("?severity=high", ["a"]),
        ("?state=mine", ["c"]),
        ("?state=triaged", ["c"]),
        ("?state=closed", ["d"]),
        ("?state=all", ["d", "c", "b", "a"]),
        ("?state=overdue", []),
        ("?rule=RSK-31&who=林", ["a"]),
        ("?rule=RSK-53", []),
    ],
)
def test_each_filter_narrows_the_inbox(listed, inbox, query, subjects):
    assert listed(query) == subjects


def test_a_manager_s_inbox_holds_her_people_s(listed, inbox, shen):
    assert listed(user=shen) == ["a"]


def test_a_list_of_many_costs_as_many_queries_as_one_of_one(as_user, wen, run, happened, lin):
    client, counts = as_user(wen), []
    for n in range(1, 8, 6):
        for m in range(n):
            happened(70, subject=f"{n}-{m}", person=lin)
        run()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/alerts/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_the_list_leaves_as_a_file_and_the_log_says_so(as_user, wen, inbox):
    answer = as_user(wen).get("/alerts/?state=all&format=csv")

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["Rule"] for row in rows] == ["RSK-31"] * 4
    assert (rows[3]["Person"], rows[3]["What was noticed"]) == ("林晓彤", "It took 200 minutes.")
    assert Access.objects.filter(
        user=wen, action="export", what="compliance.alert", count=4
    ).exists()


def test_the_page_shows_sentence_evidence_and_figures(as_user, wen, raised, product, lin):
    alert = raised(70, person=lin, evidence=[product])

    text = as_user(wen).get(f"/alerts/{alert.uuid}/").text

    for part in (
        "It took 70 minutes.",
        "林晓彤",
        f"/history/accounts.product/{product.uuid}/?change={product.history.first().history_id}",
        "Longest visit",
    ):
        assert part in text
    assert Access.objects.filter(user=wen, subject=alert.uuid, action="view").exists()


def test_what_was_judged_is_read_in_words_and_people_by_their_names(happened, run, lin):
    fact = happened(70)
    fact.inputs.update(
        actors=[f"user:{lin.uuid}", "user:forged", ""],
        at=datetime(2026, 3, 2, 9, 30, tzinfo=COMPANY_ZONE).isoformat(),
    )
    (alert,) = run()

    assert dict(inputs_of(alert)) == {
        "minutes": "70",
        "actors": "林晓彤, user:forged, –",
        "at": "2 Mar 2026, 09:30",
    }


def test_wen_takes_it_up_decides_and_closes_it_by_her_page(as_user, wen, raised):
    alert = raised(70)
    client = as_user(wen)
    steps = {
        "triage": {},
        "investigate": {},
        "decide": {"decide-outcome": "confirmed", "decide-because": "Seen"},
        "close": {},
        "reopen": {"reopen-because": "A new witness"},
    }
    for step, said in steps.items():
        assert client.post(f"/alerts/{alert.uuid}/{step}/", said).status_code == 302

    alert.refresh_from_db()
    assert (alert.status, alert.owner) == ("investigating", wen)


def test_a_step_without_its_reason_comes_back_with_a_sentence(as_user, wen, raised):
    alert = triage_alert(raised(70), by=wen)

    answer = as_user(wen).post(f"/alerts/{alert.uuid}/decide/", {"decide-outcome": "confirmed"})

    assert answer.status_code == 422
    assert answer.context["forms"]["decide"].errors == {"because": ["This field is required."]}


def test_a_colleague_is_offered_but_not_whom_it_concerns(as_user, wen, law, mo, raised):
    alert = raised(70, person=law)
    page = as_user(wen).get(f"/alerts/{alert.uuid}/")
    assert list(page.context["forms"]["triage"].fields["owner"].queryset) == []

    other = raised(70, subject="visit-2")
    as_user(wen).post(f"/alerts/{other.uuid}/triage/", {"triage-owner": str(law.uuid)})
    other.refresh_from_db()
    assert other.owner == law


@pytest.mark.req("RSK-E04")
def test_to_whom_it_concerns_and_to_others_it_is_not_there(as_user, wen, chen, mo, raised):
    alert = raised(70, person=wen)

    codes = [as_user(who).get(f"/alerts/{alert.uuid}/").status_code for who in (wen, chen, mo)]
    assert codes == [404, 403, 403]
    assert as_user(wen).post(f"/alerts/{alert.uuid}/triage/").status_code == 404
    assert as_user(wen).get(f"/history/compliance.alert/{alert.uuid}/").status_code == 404


def test_silence_until_a_day_that_is_past_is_refused_beside_the_day(as_user, wen, raised):
    alert = raised(70)
    yesterday = timezone.localdate() - timedelta(days=1)

    answer = as_user(wen).post(
        f"/alerts/{alert.uuid}/suppress/",
        {"suppress-until": yesterday.isoformat(), "suppress-because": "Known"},
    )

    assert answer.status_code == 422
    assert answer.context["forms"]["suppress"].errors == {
        "until": ["From today, and for 92 days at most."]
    }


def test_silence_begins_on_the_alert_s_page_and_ends_on_the_rule_s(as_user, wen, raised):
    alert, client = raised(70), as_user(wen)
    until = timezone.localdate() + timedelta(days=10)

    client.post(
        f"/alerts/{alert.uuid}/suppress/",
        {"suppress-until": until.isoformat(), "suppress-because": "Known"},
    )
    held = Suppression.objects.get()
    assert list(client.get("/rules/RSK-31/").context["held"]) == [held]
    client.post(f"/suppressions/{held.uuid}/end/", {"because": "Solved"})
    assert list(client.get("/rules/RSK-31/").context["held"]) == []


def test_the_rules_page_shows_each_with_its_figures(as_user, wen, inbox):
    lines = as_user(wen).get("/rules/").context["lines"]

    shown = [(line.rule.id, line.open_alerts, line.precision.closed) for line in lines]
    known = {"RSK-31": (3, 1)}
    assert shown == [(code, *known.get(code, (0, 0))) for code in sorted(RULES)]


def test_who_comes_too_late_is_told_so_on_the_page_as_it_is_now(as_user, wen, law, raised):
    alert = raised(70)
    triage_alert(alert, by=law)

    answer = as_user(wen).post(f"/alerts/{alert.uuid}/triage/", follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        "An alert that is “Triaged” cannot become “Triaged”."
    ]


def test_other_parameters_are_proposed_tried_and_approved_by_page(as_user, wen, law, raised):
    raised(70)
    body = {
        "is_on": "on",
        "most_minutes": "90",
        "valid_from": timezone.localdate().isoformat(),
        "reason": "Conferences",
    }
    assert as_user(wen).post("/rules/RSK-31/", body).status_code == 302
    assert "tried" not in as_user(law).get("/rules/RSK-31/?try=1").context
    proposal = as_user(law).post("/rules/RSK-31/try/").context
    assert (proposal["proposal"].values["most_minutes"], proposal["tried"]["number"]) == (90, 0)

    decide = f"/parameters/{proposal['proposal'].uuid}/approve/"
    assert as_user(wen).post(decide).status_code == 403
    assert as_user(law).post(decide).status_code == 302
    assert in_force().whole["most_minutes"] == 90
    assert [version[1] for version in versions()] == ["approved", "approved"]


def test_a_value_out_of_bounds_stands_beside_its_field(as_user, wen, rule):
    answer = as_user(wen).post("/rules/RSK-31/", {"most_minutes": "0"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"most_minutes", "valid_from", "reason"}


def test_no_alert_is_no_blank_page(as_user, wen):
    assert "No alert is open" in as_user(wen).get("/alerts/").text
    assert Alert.objects.count() == 0
