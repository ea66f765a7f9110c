"""Visits, requests, follow-ups and care of September 2025, written as rows, and the figures that they make."""

import datetime
import threading
from types import SimpleNamespace

import pytest
from django.db import connection

from accounts.services.territory import territory_of
from analytics.kpis import KPIS
from analytics.periods import PeriodKind, period_of
from analytics.scope import Scope
from analytics.services import dirty_day, figure
from analytics.sources import ZONE
from customers.models import Care, PersonaFact, Playbook, PlaybookItem, TierPeriod
from tests import factories
from visits.models import (
    Effectiveness,
    FollowUp,
    Request,
    Visit,
    VisitParticipant,
    VisitPolicy,
    VisitProduct,
)

MONDAY = datetime.date(2025, 9, 1)
SEPTEMBER = period_of(PeriodKind.MONTH, MONDAY)


def day(number):
    return datetime.date(2025, 9, number)


# In date for 180 days, up to the 20th of September.
TIMES_HEARD_ON = day(20) - datetime.timedelta(days=180)
# (due, state, ended): in time, late, not needed, and closed by another playbook in time and too late.
CARE = [
    (day(5), "done", day(5)),
    (day(6), "done", day(7)),
    (day(8), "skipped", day(8)),
    (day(9), "closed", day(9)),
    (day(10), "closed", day(12)),
]


def at(on, hour, minute=0):
    return datetime.datetime.combine(on, datetime.time(hour, minute), ZONE)


def elsewhere(function):
    """Runs in a thread, hence in a transaction of its own."""

    def run():
        try:
            function()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def policy(arrange):
    with arrange():
        return VisitPolicy.objects.create(
            version=1, criteria=["participant"], valid_from=factories.LONG_AGO
        )


@pytest.fixture
def visited(arrange, policy):
    """visited(lin, zhou.customer, day(1), effective=False): a visit as it stands after its submission."""

    def make(
        rep,
        customer,
        on,
        *,
        outcome="seen",
        effective=True,
        logged_after=1,
        people=(),
        place=None,
        products=(),
        status="submitted",
        planned_on=None,
    ):
        submitted = status == "submitted"
        end = at(on, 10, 30)
        with arrange():
            visit = Visit.objects.create(
                rep=rep,
                territory=territory_of(rep, on),
                customer=customer,
                organisation=place,
                status=status,
                day=on,
                planned_on=planned_on,
                outcome=outcome if submitted else "",
                started_at=at(on, 10) if submitted else None,
                ended_at=end if submitted else None,
                submitted_at=end + datetime.timedelta(hours=logged_after) if submitted else None,
                adverse_event_mentioned=False if submitted else None,
            )
            for person in people:
                VisitParticipant.objects.create(visit=visit, person=person)
            for product in products:
                VisitProduct.objects.create(visit=visit, product=product)
            if visit.is_done:
                judge(visit, policy, effective)
        dirty_day.mark_days({(rep.pk, on), (rep.pk, planned_on or on)})
        return visit

    return make


def judge(visit, policy, effective):
    met, missed = (["participant"], []) if effective else ([], ["participant"])
    Effectiveness.objects.update_or_create(
        visit=visit,
        defaults={"policy": policy, "is_effective": effective, "met": met, "missed": missed},
    )


@pytest.fixture
def asked(arrange):
    """asked(lin, zhou.customer, at(day(1), 10), due=…): a question and what became of it; minutes are business time."""

    def make(rep, customer, raised_at, *, due, answered_at=None, minutes=None, resolved_at=None):
        with arrange():
            request = Request.objects.create(
                customer=customer,
                kind="question",
                words="肾功能不全怎么用？",
                territory=territory_of(rep, raised_at.date()),
                tier=_tier_on(customer, raised_at.date()),
                department="medical",
                status="resolved" if resolved_at else "answered" if answered_at else "open",
                raised_by=rep,
                raised_at=raised_at,
                respond_by=due,
                resolve_by=due + datetime.timedelta(days=2),
                first_response_at=answered_at,
                first_response_minutes=minutes,
                resolved_at=resolved_at,
                resolution_minutes=resolved_at and minutes,
            )
        moments = filter(None, [due, answered_at, resolved_at])
        dirty_day.mark_days({(rep.pk, moment.astimezone(ZONE).date()) for moment in moments})
        return request

    return make


@pytest.fixture
def promised(arrange):
    """promised(visit, due_on=day(9), done_at=None): a follow-up of the visit."""

    def make(visit, *, due_on, done_at=None, dropped_at=None):
        with arrange():
            follow_up = FollowUp.objects.create(
                customer=visit.customer,
                visit=visit,
                what="送指南",
                owner=visit.rep,
                due_on=due_on,
                done_at=done_at,
                dropped_at=dropped_at,
            )
        dirty_day.mark_days([(visit.rep_id, due_on)])
        return follow_up

    return make


@pytest.fixture
def cared(arrange, territories):
    """cared(lin, zhou.customer, day(9), "done", day(8)): care of a strategic doctor, due and ended on these days."""
    with arrange():
        playbook = Playbook.objects.create(
            tier="strategic",
            customer_type="doctor",
            version=1,
            status="live",
            valid_from=factories.LONG_AGO,
        )
        item = PlaybookItem.objects.create(playbook=playbook, kind="literature")

    def make(rep, customer, due_on, status, ended_on=None):
        with arrange():
            care = Care.objects.create(
                customer=customer,
                item=item,
                territory=territories["E11"],
                owner=rep,
                opens_on=due_on,
                due_on=due_on,
                lapses_on=due_on,
                status=status,
                ended_on=ended_on,
                how="sent" if status == "done" else "",
            )
        dirty_day.mark_days([(rep.pk, due_on)])
        return care

    return make


@pytest.fixture
def known(arrange, product):
    """known(zhou, day(1), "times", dropped_on=None): a fact of the persona, or all that a doctor needs."""

    def make(person, on, *kinds, dropped_on=None):
        with arrange():
            for kind in kinds or PersonaFact.Kind:
                of = product if kind == PersonaFact.Kind.PRESCRIBING else None
                about = PersonaFact.objects.about(person.customer, kind, of)
                about.update(is_current=False)
                PersonaFact.objects.create(
                    customer=person.customer,
                    kind=kind,
                    product=of,
                    value_sealed="",
                    source="visit",
                    known_on=on,
                    is_current=dropped_on is None,
                    dropped_on=dropped_on,
                )

    return make


def _tier_on(customer, on):
    held = TierPeriod.objects.on(on).filter(customer=customer).first()
    return held.tier if held else ""


@pytest.fixture
def figures():
    """figures(shen, "coverage") after all marks are folded; more words narrow the scope."""

    def read(viewer, code, period=SEPTEMBER, **narrower):
        dirty_day.refresh()
        return figure.figure(KPIS[code], Scope(viewer, period, **narrower))

    return read


@pytest.fixture
def september(
    lin,
    chen,
    shen,
    zhou,
    gu,
    first_hospital,
    territories,
    product,
    visited,
    asked,
    promised,
    cared,
    known,
):
    """Lin sees Zhou, a growth doctor Hu and the hospital; Chen sees Gu; Ma nobody sees.

    All is known of Zhou until his times, heard in March, are too old; of Hu from the 10th until a fact is taken back.
    """
    east = territories["E11"]
    hu = factories.PersonFactory(name="胡明", organisation=first_hospital, territory=east)
    factories.set_tier(hu.customer, "growth")
    ma = factories.PersonFactory(name="马宁", territory=east)
    hospital = first_hospital.customer
    first = visited(
        lin,
        zhou.customer,
        day(1),
        people=[zhou, hu],
        place=first_hospital,
        products=[product],
        planned_on=day(1),
    )
    visited(lin, zhou.customer, day(8), effective=False, people=[zhou], planned_on=day(5))
    visited(lin, hu.customer, day(8), outcome="not_seen", planned_on=day(8))
    visited(lin, hu.customer, day(9), outcome="too_short", effective=False, logged_after=30)
    visited(lin, zhou.customer, day(15), people=[zhou], products=[product])
    visited(lin, hospital, day(22), status="missed", planned_on=day(22))
    visited(chen, gu.customer, day(2), people=[gu], planned_on=day(2))
    asked(
        lin,
        zhou.customer,
        at(day(1), 10),
        due=at(day(2), 10),
        answered_at=at(day(1), 12),
        minutes=120,
        resolved_at=at(day(1), 12),
    )
    asked(
        lin,
        hu.customer,
        at(day(3), 10),
        due=at(day(4), 10),
        answered_at=at(day(5), 10),
        minutes=18 * 60,
    )
    asked(lin, zhou.customer, at(day(8), 10), due=at(day(9), 10))
    promised(first, due_on=day(5), done_at=at(day(5), 20))
    promised(first, due_on=day(6), done_at=at(day(7), 9))
    promised(first, due_on=day(6), dropped_at=at(day(4), 9))
    for due_on, *ended in CARE:
        cared(lin, zhou.customer, due_on, *ended)
    known(zhou, day(1), *set(PersonaFact.Kind) - {PersonaFact.Kind.TIMES})
    known(zhou, TIMES_HEARD_ON, PersonaFact.Kind.TIMES)
    known(hu, day(10), *set(PersonaFact.Kind) - {PersonaFact.Kind.CHANNEL})
    known(hu, day(10), PersonaFact.Kind.CHANNEL, dropped_on=day(24))
    known(gu, day(3))
    return SimpleNamespace(hu=hu, ma=ma, hospital=hospital, first=first)


@pytest.fixture
def story(
    september, lin, chen, shen, director, zhou, gu, territories, visited, arrange, policy, known
):
    """September with its people by name, all counted."""
    dirty_day.refresh()
    return SimpleNamespace(**locals())
