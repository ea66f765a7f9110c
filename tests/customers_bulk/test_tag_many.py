"""Lin puts a tag on many customers at once, sees before whom it changes, and takes it back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Job
from accounts.services.job import cancel_job, run_job
from compliance.services.erasure import approve_erasure
from customers.bulk.action import action_named
from customers.models import BulkChange, Customer, CustomerTag
from customers.services import bulk_change, bulk_job
from customers.services.alignment import realign
from customers.services.bulk_change import (
    preview_bulk_change,
    start_bulk_change,
    stop_bulk_change,
    undo_bulk_change,
)
from customers.services.tag import create_tag, edit_tag, put_tag, take_tag_off
from tests import factories
from tests.compliance.conftest import asked, ruan  # noqa: F401
from tests.customers_bulk.conftest import fates, finish, keys, tagged


@pytest.fixture
def said(tag):
    return {"tag": str(tag.uuid)}


@pytest.mark.req("CUS-13")
def test_what_was_shown_is_what_is_done_and_who_has_it_already_is_left_out(
    lin, tag, said, three, act
):
    zhou, hospital, an = three
    put_tag([zhou.pk], tag, by=lin)

    seen = preview_bulk_change("tag_add", said, keys(three), by=lin)
    assert set(seen.changing) == {hospital.pk, an.pk}
    assert seen.left_out == [("They have this tag already.", 1)]
    assert tagged(tag) == {"周岚"}

    change = act("tag_add", said, three, by=lin)
    assert tagged(tag) == {"周岚", "临江市第一人民医院", "安然"}
    assert (change.status, change.chosen, change.changed, change.left_out) == ("applied", 3, 2, 1)
    assert fates(change)["周岚"] == ("left_out", "They have this tag already.")


@pytest.mark.req("CUS-13")
def test_the_history_of_each_customer_says_who_did_it_and_why(lin, tag, said, three, act):
    act("tag_add", said, three, because="For the ward round", by=lin)

    told = [(row.action, row.actor, row.history_change_reason) for row in CustomerTag.history.all()]
    assert told == [("customer_tag.add", lin.actor, "For the ward round")] * 3
    assert [row.action for row in BulkChange.history.order_by("pk")] == [
        "bulk_change.start",
        "bulk_change.finish",
    ]


@pytest.mark.req("CUS-13")
def test_taking_it_back_leaves_who_had_it_before_and_tells_who_lost_it_since(
    lin, tag, said, three, act, take_back
):
    zhou, _hospital, an = three
    put_tag([zhou.pk], tag, by=lin)
    change = act("tag_add", said, three, by=lin)
    take_tag_off([an.pk], tag, by=lin)

    take_back(change, by=lin)

    assert tagged(tag) == {"周岚"}
    assert (change.status, change.changed, change.undone, change.kept) == ("undone", 2, 1, 1)
    assert fates(change)["安然"] == ("kept", "The tag was taken off meanwhile.")
    assert CustomerTag.history.latest().history_change_reason == "A mistake"
    with pytest.raises(ValidationError):
        undo_bulk_change(change, because="Again", by=lin)


@pytest.mark.req("CUS-13")
def test_a_tag_is_taken_off_many_and_put_on_again(lin, tag, said, three, act, take_back):
    put_tag(keys(three), tag, by=lin)

    change = act("tag_remove", said, three, by=lin)
    assert tagged(tag) == set()

    take_back(change, by=lin)
    assert tagged(tag) == {"周岚", "临江市第一人民医院", "安然"}


@pytest.mark.req("CUS-13")
def test_who_moved_away_before_the_worker_came_stays_as_they_are(
    lin, shen, tag, said, three, territories
):
    """Judged when it is done, not when it was decided."""
    change = start_bulk_change("tag_add", said, keys(three), because="Round", whom="All", by=lin)
    realign(
        Customer.objects.filter(name="安然"),
        source=territories["E11"],
        target=territories["E12"],
        on=timezone.localdate(),
        because="Moved",
        by=shen,
    )
    finish(change)

    assert tagged(tag) == {"周岚", "临江市第一人民医院"}
    assert fates(change)["安然"] == ("left_out", "You don't see this customer any more.")


@pytest.mark.req("CUS-13")
def test_the_customers_of_others_do_not_change_whoever_names_them(lin, tag, said, three, gu, act):
    change = act("tag_add", said, [*three, gu.customer], by=lin)

    assert fates(change)["顾明慧"] == ("left_out", "You don't see this customer any more.")
    assert "顾明慧" not in tagged(tag)


@pytest.mark.req("CUS-13", "PRV-010")
def test_who_asked_to_be_erased_is_left_alone_both_ways(
    lin,
    wen,
    tag,
    said,
    three,
    act,
    take_back,
    asked,  # noqa: F811
):
    change = act("tag_add", said, three, by=lin)
    why = "This person's data were erased on request: nothing is entered here any more."
    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))

    seen = preview_bulk_change("tag_remove", said, keys(three), by=lin)
    assert (len(seen.changing), seen.left_out) == (2, [(why, 1)])

    take_back(change, by=lin)
    assert (change.undone, change.kept) == (2, 1)
    kept = change.bulk_change_items.get(state="kept")
    assert (kept.customer, kept.why) == (three[0], why)


@pytest.mark.req("CUS-13")
def test_a_worker_that_died_is_taken_over_behind_what_it_had_done(
    lin, tag, said, three, monkeypatch
):
    monkeypatch.setattr(bulk_job, "CHUNK", 1)
    change = start_bulk_change("tag_add", said, keys(three), because="Round", whom="All", by=lin)
    steps = iter([None, None, ConnectionError("killed")])

    def die_at_the_third(job, *args, **more):
        if problem := next(steps, None):
            raise SystemExit from problem
        return progress(job, *args, **more)

    progress = bulk_job.job_progress
    monkeypatch.setattr(bulk_job, "job_progress", die_at_the_third)
    with pytest.raises(SystemExit):
        run_job(change.job_id)
    assert (len(tagged(tag)), Job.objects.get(pk=change.job_id).done) == (2, 2)

    finish(change)
    assert (change.status, change.changed, len(tagged(tag))) == ("applied", 3, 3)
    assert CustomerTag.history.count() == 3


@pytest.mark.req("CUS-13")
def test_it_is_stopped_half_way_and_taken_back(lin, tag, said, three, take_back):
    change = start_bulk_change("tag_add", said, keys(three), because="Round", whom="All", by=lin)
    stop_bulk_change(change, by=lin)
    finish(change)
    assert (change.status, tagged(tag)) == ("stopped", set())

    take_back(change, by=lin)
    assert (change.status, change.undone) == ("undone", 0)


@pytest.mark.req("CUS-13")
def test_one_whose_job_was_called_off_can_be_taken_back_as_well(lin, tag, said, three, take_back):
    change = start_bulk_change("tag_add", said, keys(three), because="Round", whom="All", by=lin)
    cancel_job(change.job, by=lin)

    take_back(change, by=lin)

    assert (change.status, tagged(tag)) == ("undone", set())


@pytest.mark.req("CUS-13")
def test_a_tag_that_was_retired_before_the_worker_came_stops_it_with_a_sentence(
    lin, tag, said, three
):
    change = start_bulk_change("tag_add", said, keys(three), because="Round", whom="All", by=lin)
    edit_tag(tag, is_archived=True, by=lin)
    finish(change)

    assert change.status == "stopped"
    assert change.problem.startswith("Select a valid choice.")


@pytest.mark.req("CUS-13")
def test_nothing_begins_without_a_reason_for_nobody_or_for_too_many(
    lin, tag, said, three, monkeypatch
):
    for because, customers, more in [
        ("", keys(three), {}),
        ("Round", [], {}),
        ("Round", keys(three), {"expected": 2}),
    ]:
        with pytest.raises(ValidationError):
            start_bulk_change(
                "tag_add", said, customers, because=because, whom="All", by=lin, **more
            )
    monkeypatch.setattr(bulk_change, "MOST", 2)
    with pytest.raises(ValidationError, match="At most 2 customers"):
        preview_bulk_change("tag_add", said, keys(three), by=lin)
    assert not BulkChange.objects.exists()


@pytest.mark.req("CUS-13")
def test_reps_managers_and_stewards_tag_and_nobody_else(mo, director, tag, said, three):
    for user in (mo, director):
        with pytest.raises(PermissionDenied):
            start_bulk_change("tag_add", said, keys(three), because="Round", whom="All", by=user)
        with pytest.raises(PermissionDenied):
            create_tag(name="X", by=user)


@pytest.mark.req("CUS-13")
def test_tags_have_names_of_their_own(lin, tag):
    with pytest.raises(ValidationError, match="There is a tag of this name already"):
        create_tag(name=" 教学医院 ", by=lin)


@pytest.mark.req("CUS-13")
def test_a_change_costs_the_same_for_three_and_for_thirty(
    lin, tag, said, three, territories, django_assert_max_num_queries
):
    action = action_named("tag_add")
    more = [factories.PersonFactory(territory=territories["E11"]).customer for _ in range(30)]

    def cost(customers):
        with django_assert_max_num_queries(12) as counted:
            action.carry_out(keys(customers), tag=tag, because="Round", by=lin)
        return len(counted)

    assert cost(three) == cost(more)
