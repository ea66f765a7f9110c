"""Nobody can add rows that point at a person without saying what becomes of them when she is erased."""

import pytest
from django.apps import apps
from django.conf import settings

from accounts.field_register import is_history
from compliance.ledger.erasing import erased_tables, ways_of
from customers.erasure import ERASED_MODELS, TEXTS, declared, emptied, kept_whole
from visits.models import Appointment

pytestmark = pytest.mark.req("PRV-010", "PRV-012")


def keys_to_people():
    """{model: names of its foreign keys that lead to a person, at once or through rows that are emptied}"""
    found = {}
    for model in apps.get_models():
        targets = [(each.name, each.related_model) for each in model._meta.concrete_fields]
        names = [name for name, target in targets if target in {*ERASED_MODELS, *declared()}]
        if names and not is_history(model) and model not in ERASED_MODELS:
            found[model] = set(names)
    return found


# No key of theirs leads to a person; her rows name them, and their words may name her.
NAMED_BY_HERS = {Appointment}


def test_every_row_that_points_at_a_person_is_emptied_or_kept_for_a_reason():
    assert keys_to_people().keys() | NAMED_BY_HERS == {*declared(), *kept_whole()}
    assert [model for model, because in kept_whole().items() if not because] == []


def test_no_model_is_both():
    assert declared().keys() & kept_whole().keys() == set()


def test_what_is_emptied_has_a_history_that_the_database_empties_as_well():
    recorded = {model for model in declared() if hasattr(model, settings.HISTORY_MANAGER)}

    assert recorded == declared().keys()
    assert [table.model for table in erased_tables()][2:-1] == list(declared())


def test_rows_are_found_by_their_own_key_to_her_where_they_have_one():
    """A visit of hers may be named by a follow-up of another's; then it is the other's."""
    for model, names in keys_to_people().items():
        direct = {n for n in names if model._meta.get_field(n).related_model in ERASED_MODELS}
        if model in declared():
            assert set(declared()[model].by) == (direct or names), model


def test_parents_are_emptied_before_what_points_at_them():
    seen = set()
    for table in erased_tables():
        assert {of for _column, of in ways_of(table)} <= seen
        seen.add(table.name)


def test_what_stays_is_there_and_says_why():
    for line in declared().values():
        about_her = emptied(line.model).keys() | {"name"}
        assert line.stays.keys() <= about_her, line.model
        assert all(line.stays.values()), line.model


def test_only_texts_are_emptied_figures_and_days_are_named_as_staying():
    others = {
        (line.model, name)
        for line in declared().values()
        for name in line.values
        if not isinstance(line.model._meta.get_field(name), TEXTS)
    }

    assert others == set()


def test_what_is_chosen_from_a_list_stays():
    """A code that no list has would be shown as it is, and counted as nothing."""
    chosen = {
        (line.model, name)
        for line in declared().values()
        for name in line.values
        if line.model._meta.get_field(name).choices
    }

    assert chosen == set()
