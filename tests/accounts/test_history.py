"""The database itself knows who did what."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from accounts.history import HistoryFields, coming_from, deed, recorded_models, system
from accounts.models import User


@pytest.mark.req("CMP-01")
def test_a_save_without_an_author_is_refused(lin):
    lin.name = "nobody's doing"

    with pytest.raises(IntegrityError, match="actor"), transaction.atomic():
        lin.save()


@pytest.mark.req("CMP-01")
def test_history_says_who_did_what_why_and_from_where(lin, an):
    with (
        coming_from("web", request_id="request-1", ip="127.0.0.1"),
        deed("user.rename", by=an, because="married"),
    ):
        lin.name = "林晓"
        lin.save()

    newest = lin.history.latest()
    assert (newest.name, newest.prev_record.name) == ("林晓", "林晓彤")
    assert (newest.actor, newest.history_user) == (an.actor, an)
    assert (newest.action, newest.history_change_reason) == ("user.rename", "married")
    assert (newest.via, newest.trace_id, newest.ip) == ("web", "request-1", "127.0.0.1")


@pytest.mark.req("CMP-01")
def test_after_a_deed_its_author_is_forgotten_even_in_the_same_transaction(lin, an):
    with deed("user.rename", by=an):
        lin.save()

    with pytest.raises(IntegrityError, match="actor"), transaction.atomic():
        lin.save()


def test_an_inner_deed_has_its_own_name_and_gives_the_outer_one_back(lin, an):
    with deed("outer", by=an):
        with deed("inner", by=system("clock")):
            lin.save()
        lin.save()

    actions = list(lin.history.order_by("-pk").values_list("action", "actor")[:2])
    assert actions == [("outer", an.actor), ("inner", "system:clock")]


@pytest.mark.req("CMP-01")
def test_a_password_is_in_no_history():
    assert not {"password", "last_login"} & {f.name for f in User.history.model._meta.fields}


@pytest.mark.req("CMP-01")
def test_no_record_has_a_field_that_takes_the_place_of_history_s_own():
    ours = {field.name for field in HistoryFields._meta.fields}
    taken = {
        model._meta.label: ours & {field.name, field.attname}
        for model in recorded_models(apps)
        for field in model._meta.fields
        if ours & {field.name, field.attname}
    }

    assert taken == {}
