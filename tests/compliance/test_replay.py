"""The trail alone tells what every record says now: replayed from nothing, it ends at the rows that are there (GL-010)."""

import datetime
import random
import string
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from accounts.database_role import roles
from accounts.history import bulk_update_recorded, deed, recorded_models
from accounts.models import (
    Attachment,
    CalendarDay,
    CalendarFeed,
    CalendarYear,
    KeyMessage,
    SigningFailure,
)
from accounts.permissions import Role
from compliance.models import AnticipatedQuestion, MaterialVersion
from customers.models import (
    AnswerMessage,
    CompetitorProduct,
    CustomerTag,
    ImportMapping,
    Need,
    NeedEvidence,
    Tag,
)
from tests import factories
from tests.access_records import build_world
from visits.models import (
    AskedQuestion,
    Request,
    SuggestionAnswer,
    VisitAmendment,
    VisitMaterial,
)
from visits.services.amendment import accept_amendment
from visits.services.request import respond_to_request

RECORDED = recorded_models(apps)
# Parts before wholes: what goes with its whole has been edited by then.
LABELLED = [(model._meta.label, model) for model in reversed(RECORDED)]
EDITS = 5  # tried on each kind of record in each example, and more until one is taken
TRIES_AT_MOST = 60
TEXT = string.ascii_letters + "甲乙丙丁 "


def replayed(model):
    """{key: {column: value}} from the history rows alone."""
    state = {}
    columns = columns_of(model)
    for version in model.history.model.objects.order_by("history_id"):
        pk = getattr(version, model._meta.pk.attname)
        if version.history_type == "-":
            del state[pk]
        else:
            state[pk] = {name: getattr(version, name) for name in columns}
    return state


def current(model):
    columns = columns_of(model)
    rows = model._base_manager.all()
    return {row.pk: {name: getattr(row, name) for name in columns} for row in rows}


def columns_of(model):
    return [field.attname for field in model.history.model.tracked_fields]


def dice_of(seed, label):
    """Its own for each model: one that is added leaves the edits of the others as they are."""
    return random.Random(f"{seed} {label}")


def any_value(field, dice):
    if isinstance(field, models.BooleanField):
        return dice.random() < 0.5
    if isinstance(field, models.DateTimeField):
        return datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(
            microseconds=dice.randrange(10**13)
        )
    if isinstance(field, models.DateField):
        return datetime.date(2026, 1, 1) + datetime.timedelta(days=dice.randrange(300))
    if isinstance(field, models.DecimalField):
        return Decimal(dice.randrange(1000)) / 100
    if isinstance(field, models.IntegerField):
        return dice.randrange(1, 100)
    if field.choices:
        return dice.choice(field.flatchoices)[0]
    text = "".join(dice.choice(TEXT) for _n in range(dice.randrange(1, 12)))
    return text[: field.max_length]


PLAIN = (
    models.BooleanField, models.DateField, models.DecimalField, models.IntegerField,
    models.CharField, models.TextField,
)  # fmt: skip


def editable(model):
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, PLAIN)
        and not (field.primary_key or field.unique or field.is_relation or field.generated)
        and field.attname in columns_of(model)
    ]


def edit(model, dice):
    """One random change of one row: saved, saved in bulk or deleted. What the database refuses has not happened."""
    pks = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    row = model._base_manager.get(pk=dice.choice(pks))
    fields = editable(model)
    try:
        with transaction.atomic(), deed("test.edit", by=factories.TESTS):
            if not fields or dice.random() < 0.1:
                row.delete()
            else:
                field = dice.choice(fields)
                setattr(row, field.attname, any_value(field, dice))
                bulk = dice.random() < 0.3
                bulk_update_recorded([row], [field.name]) if bulk else row.save()
            with connection.cursor() as cursor:
                # Judged now, as a commit would; the next edit writes its row before its version again.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (DatabaseError, models.ProtectedError):
        return False
    return True


def edited(model, dice):
    """Tries some edits; whether any was taken."""
    taken = False
    for tries in range(TRIES_AT_MOST):
        if tries >= EDITS and taken:
            break
        if model._base_manager.exists():
            taken |= edit(model, dice)
    return taken


@pytest.fixture(scope="module")
def records(django_db_setup, django_db_blocker):
    """Rows of our own in every table that a company fills by hand."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        fill(world.people)
        yield
        transaction.set_rollback(True)


def fill(people):
    """The tables that the world of the access matrix leaves empty."""
    request, manager = Request.objects.get(), people[Role.MANAGER]
    respond_to_request(request, text="There is data.", by=people[Role.MEDICAL])
    amendment = VisitAmendment.objects.get()
    accept_amendment(amendment, by=manager, credentials=factories.signing(manager))
    with deed("test.arrange", by=factories.TESTS):
        paper = Attachment.objects.first()
        NeedEvidence.objects.create(need=Need.objects.get(), attachment=paper)
        message = KeyMessage.objects.first()
        AnswerMessage.objects.create(
            competitor_product=CompetitorProduct.objects.get(), key_message=message
        )
        SigningFailure.objects.create(user=manager, what="visit.amend")
        CalendarDay.objects.create(country="CN", day=datetime.date(2026, 10, 1), is_working=False)
        CalendarYear.objects.create(country="CN", year=2026)
        ImportMapping.objects.create(source="List", owner=people[Role.STEWARD])
        CalendarFeed.objects.create(user=manager, digest="0" * 64)
        version, visit = MaterialVersion.objects.get(), request.visit
        VisitMaterial.objects.create(visit=visit, version=version, is_shown=True)
        question = AnticipatedQuestion.objects.get()
        AskedQuestion.objects.create(visit=visit, question=question)
        SuggestionAnswer.objects.create(
            rep=request.raised_by,
            customer=request.customer,
            answered_on=visit.day,
            answer="accepted",
            rules=["promise"],
        )
        tag = Tag.objects.create(name="Opens late")
        CustomerTag.objects.create(customer=request.customer, tag=tag)


@pytest.mark.req("GL-010")
@pytest.mark.parametrize("seed", [20261001, 20261002, 20261003])
def test_random_edits_replayed_from_nothing_end_at_the_rows_that_are_there(records, seed):
    with transaction.atomic():
        unchanged = [label for label, model in LABELLED if not edited(model, dice_of(seed, label))]

        assert {model._meta.label: replayed(model) for model in RECORDED} == {
            model._meta.label: current(model) for model in RECORDED
        }
        # A signature is written once: the application's role has no right to change it.
        assert unchanged == (["accounts.Signature"] if roles().are_split else [])
        transaction.set_rollback(True)
