"""Incremental facts are what a full count gives, whatever people did (ANA-01)."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.history import system
from analytics.models import CustomerFact, DailyFact, DirtyDay, ResponseFact
from analytics.services import dirty_day, fact
from customers.services.person import edit_person
from customers.services.tier import set_tier
from tests import factories
from visits.models import FollowUp, Request, ServiceLevel, Topic, Visit
from visits.record import Record, Talk, record_of
from visits.services.amendment import accept_amendment, file_amendment
from visits.services.follow_up import drop_follow_up, finish_follow_up
from visits.services.request import (
    raise_request,
    reopen_request,
    resolve_request,
    respond_to_request,
)
from visits.services.submission import log_visit, submit_visit
from visits.services.visit import cancel_visit, mark_missed, plan_visit, reschedule_visit

FACTS = [DailyFact, CustomerFact, ResponseFact]


def cells():
    return {
        model: sorted(model.objects.values_list(*fact.columns(model)), key=str) for model in FACTS
    }


@pytest.mark.req("ANA-01")
def test_a_full_count_finds_nothing_to_change(september):
    dirty_day.refresh()
    before = cells()

    assert fact.differences() == []
    assert set(fact.rebuild().values()) == {(0, 0)}
    assert cells() == before
    assert {model: len(rows) > 0 for model, rows in before.items()} == dict.fromkeys(FACTS, True)


@pytest.mark.req("ANA-01")
def test_a_full_count_from_nothing_gives_the_same_facts(september):
    dirty_day.refresh()
    before = cells()
    for model in FACTS:
        model.objects.all().delete()

    fact.rebuild()

    assert cells() == before


@pytest.mark.req("ANA-01")
def test_the_check_names_the_cells_that_differ_and_changes_nothing(september, lin, capsys):
    dirty_day.refresh()
    wrong = DailyFact.objects.filter(kpi="attempts", product=None).earliest("date")
    DailyFact.objects.filter(pk=wrong.pk).update(numerator=7)
    CustomerFact.objects.filter(met=0).delete()

    with pytest.raises(CommandError, match="cells differ"):
        call_command("analytics_rebuild", check=True)

    told = capsys.readouterr().out
    assert "wrong in analytics_dailyfact" in told
    assert "kpi=attempts, numerator=7" in told
    assert "missing in analytics_customerfact" in told
    assert DailyFact.objects.get(pk=wrong.pk).numerator == 7


def test_a_rebuild_puts_right_what_the_check_found(september, capsys):
    dirty_day.refresh()
    DailyFact.objects.filter(kpi="timeliness").update(numerator=9)
    ResponseFact.objects.all().delete()

    call_command("analytics_rebuild")
    call_command("analytics_rebuild", check=True)

    assert "The facts are what a full count gives." in capsys.readouterr().out


def test_the_check_leaves_out_days_that_wait_to_be_counted(september, zhou, lin, visited):
    dirty_day.refresh()
    visited(lin, zhou.customer, timezone.localdate())
    assert fact.differences() == []

    DirtyDay.objects.all().delete()
    assert len(fact.differences()) > 0


class Story:
    """Deeds of Lin, Shen and Mo in the order of a throw of dice."""

    def __init__(self, dice, lin, shen, mo, people, product, messages, topic):
        self.dice, self.lin, self.shen, self.mo = dice, lin, shen, mo
        self.people, self.product, self.messages, self.topic = people, product, messages, topic

    def record(self, outcome=None, days_ago=0):
        end = timezone.now() - timedelta(days=days_ago, minutes=self.dice.randint(1, 50))
        chosen = self.dice.sample(self.people, self.dice.randint(1, 2))
        return Record(
            outcome=outcome or self.dice.choice(["seen", "seen", "too_short", "not_seen"]),
            started_at=end - timedelta(minutes=self.dice.randint(1, 30)),
            ended_at=end,
            organisation=self.dice.choice([None, self.people[0].affiliations.get().organisation]),
            objective=self.dice.choice(["", "Subgroup data"]),
            topic=self.topic,
            key_points="Dose",
            feedback="Good",
            next_step=self.dice.choice(["none", "send_material", "fix_meeting"]),
            participants=tuple(chosen),
            products=self.products(),
        )

    def products(self):
        return self.dice.choice([(), (Talk(self.product, (self.messages[0],), "neutral"),)])

    def customer(self):
        return self.dice.choice(self.people).customer

    def log(self):
        record = self.record(days_ago=self.dice.randint(0, 3))
        log_visit(self.customer(), record=record, adverse_event=False, by=self.lin)

    def plan(self):
        day = timezone.localdate() + timedelta(days=self.dice.randint(0, 3))
        plan_visit(self.customer(), day=day, by=self.lin)

    def move(self):
        day = timezone.localdate() + timedelta(days=self.dice.randint(0, 5))
        reschedule_visit(self.one(Visit.objects.filter(status="planned")), day=day, by=self.lin)

    def submit(self):
        visit = self.one(Visit.objects.filter(status="planned"))
        submit_visit(visit, record=self.record(), adverse_event=False, by=self.lin)

    def cancel(self):
        visit = self.one(Visit.objects.filter(status="planned"))
        cancel_visit(visit, because="ill", by=self.lin)

    def miss(self):
        mark_missed(self.one(Visit.objects.filter(status="planned")), by=factories.TESTS)

    def amend(self):
        visit = self.one(Visit.objects.submitted())
        record = record_of(visit)
        begun = record.started_at - timedelta(days=self.dice.randint(0, 1), minutes=5)
        outcome = self.dice.choice(["seen", "refused"])
        changed = replace(record, outcome=outcome, started_at=begun, products=self.products())
        filed = file_amendment(visit, record=changed, reason="wrong", by=self.lin)
        accept_amendment(filed, by=self.shen, credentials=factories.signing(self.shen))

    def ask(self):
        raise_request(self.customer(), kind="medical_inquiry", words="Dose?", by=self.lin)

    def answer(self):
        respond_to_request(self.one(Request.objects.all()), text="10 mg", by=self.mo)

    def resolve(self):
        resolve_request(self.one(Request.objects.all()), text="Done", by=self.mo)

    def reopen(self):
        reopen_request(self.one(Request.objects.all()), because="not enough", by=self.lin)

    def finish(self):
        finish_follow_up(self.one(FollowUp.objects.open()), evidence="sent", by=self.lin)

    def drop(self):
        drop_follow_up(self.one(FollowUp.objects.open()), because="no need", by=self.lin)

    def tier(self):
        tier = self.dice.choice(["strategic", "growth", "basic"])
        day = timezone.localdate() + timedelta(days=self.dice.randint(0, 2))
        set_tier(self.customer(), tier=tier, reason="review", valid_from=day, by=self.shen)

    def retype(self):
        person = self.dice.choice(self.people)
        edit_person(person, type=self.dice.choice(["doctor", "pharmacist"]), by=system("tests"))

    def one(self, rows):
        found = list(rows.order_by("pk"))
        if not found:
            raise ValidationError("nothing there")
        return self.dice.choice(found)


DEEDS = [
    *["log", "plan", "move", "submit", "cancel", "miss", "amend", "ask", "answer"],
    *["resolve", "reopen", "finish", "drop", "tier", "retype"],
]


@pytest.mark.req("ANA-01")
@pytest.mark.parametrize("seed", range(3))
def test_after_any_story_the_incremental_facts_are_a_full_count(
    seed, lin, shen, mo, zhou, first_hospital, territories, product, messages, policy, arrange
):
    hu = factories.PersonFactory(
        name="胡明", organisation=first_hospital, territory=territories["E11"]
    )
    with arrange():
        topic = Topic.objects.create(code="therapy", name="治疗方案", name_en="Therapy")
        ServiceLevel.objects.create(
            kind="medical_inquiry",
            department="medical",
            response_hours=4,
            resolution_hours=9,
            valid_from=factories.LONG_AGO,
        )
    dice = random.Random(seed)
    story = Story(dice, lin, shen, mo, [zhou, hu], product, messages, topic)
    done, told = Counter(), []
    for number in range(60):
        deed = dice.choice(DEEDS) if number > 12 else ["log", "plan", "ask"][number % 3]
        try:
            getattr(story, deed)()
            done[deed] += 1
        except ValidationError:
            continue
        if number % 4 == 0:
            dirty_day.refresh()
            told += fact.differences()
    dirty_day.refresh()

    assert told + fact.differences() == []
    assert DirtyDay.objects.count() == 0
    assert len(done) >= 10, done
