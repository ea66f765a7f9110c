"""History speaks of every record, field and deed in words."""

import ast

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext, override

from accounts.history import recorded_models
from accounts.management.commands.make_messages import texts_in_use
from accounts.models import RepFiling
from compliance.actions import VERBS, words_of
from compliance.versions import fields_of
from customers.models import Customer, CustomerImport

# Deeds named after the status that they lead to.
BECOMES = {
    "filing.": set(RepFiling.Status) - {RepFiling.Status.DRAFT},
    "customer.": set(Customer.Status),
    "customer_import.": set(CustomerImport.Status) - {CustomerImport.Status.UPLOADED},
}
APPS = ["accounts", "customers", "compliance", "visits", "analytics"]


def deeds_in_the_code():
    """The first argument of every call of deed() in a verb."""
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "deed":
                    yield from actions_in(node.args[0])


def actions_in(said):
    """The actions that an expression may stand for: a text, a choice of two, or f"noun.{status}"."""
    if isinstance(said, ast.Constant):
        return [said.value]
    if isinstance(said, ast.IfExp):
        return [*actions_in(said.body), *actions_in(said.orelse)]
    if isinstance(said, ast.JoinedStr) and isinstance(said.values[0], ast.Constant):
        noun = said.values[0].value
        return [f"{noun}{status}" for status in BECOMES[noun]]
    return []


def test_every_deed_has_words():
    without = {action for action in deeds_in_the_code() if action.rpartition(".")[2] not in VERBS}

    assert without == set()


def test_a_deed_without_words_of_its_own_is_still_readable():
    assert words_of("visit.jump_over") == "Jump over"


def test_every_field_that_history_shows_can_be_translated():
    marked = {message.id for message in texts_in_use()}
    with override("en"):
        names = {
            str(named.verbose_name)
            for model in recorded_models(apps)
            for named in [model._meta, *fields_of(model.history.model)]
        }

    assert {name for name in names - marked if not is_django_s_own(name)} == set()


def is_django_s_own(name):
    with override("zh-hans"):
        return gettext(name) != name
