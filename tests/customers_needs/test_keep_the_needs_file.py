"""Lin keeps a doctor's needs: from the pain to what came of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Attachment, Notification
from accounts.permissions import Role
from accounts.services.reminder import send_reminders
from accounts.services.territory import join_territory
from customers.models import Need
from customers.need_story import hand_over_needs, needs_that_move
from customers.services import need as verbs
from customers.services.customer import close_customer
from customers.timeline import timeline
from tests.customers_needs.conftest import DAY
from tests.factories import LONG_AGO, UserFactory

pytestmark = pytest.mark.req("CUS-06")


@pytest.fixture
def heir(territories, an):
    user = UserFactory(username="heir", roles=[Role.REP])
    join_territory(user, territories["E11"], valid_from=LONG_AGO, by=an)
    return user


def refused(verb, *args, **said):
    with pytest.raises(ValidationError) as refusal:
        verb(*args, **said)
    return (
        refusal.value.message_dict
        if hasattr(refusal.value, "error_dict")
        else refusal.value.messages
    )


def test_a_need_is_its_authors_and_stays_where_it_was_found(pain, lin, territories, today):
    assert (pain.owner, pain.territory, pain.status) == (lin, territories["E11"], "identified")
    assert (pain.found_on, pain.next_review_on) == (today, today + 30 * DAY)
    assert pain.history.latest().action == "need.open"


def test_an_organisation_has_needs_too(lin, first_hospital):
    need = verbs.open_need(
        first_hospital.customer, category="payment", pain_point="DRG caps the stay", by=lin
    )
    assert Need.objects.visible_to(lin).get() == need


def test_from_the_pain_to_the_result(pain, lin, today):
    verbs.edit_need(pain, root_cause="The system keeps no dates", solution="A paper card", by=lin)
    verbs.start_need(pain, by=lin)
    verbs.review_need(pain, text="Nurses like it", next_review_on=today + 7 * DAY, by=lin)
    need = verbs.solve_need(pain, solution="A paper card", result="9 of 10 return", by=lin)

    assert (need.status, need.closed_on, need.root_cause) == (
        "solved",
        today,
        "The system keeps no dates",
    )
    assert [row.action for row in need.history.order_by("history_id")] == [
        "need.open",
        "need.edit",
        "need.start",
        "need.review",
        "need.solve",
    ]
    assert [(row.review_note, row.history_user) for row in need.reviews] == [
        ("Nurses like it", lin)
    ]


def test_solved_takes_what_was_done_and_what_came_of_it(pain, lin):
    assert refused(verbs.solve_need, pain, solution="", result="x", by=lin) == {
        "solution": ["Say what was done."]
    }
    assert refused(verbs.solve_need, pain, solution="x", result=" ", by=lin) == {
        "result": ["Say what came of it, if possible as a figure."]
    }


def test_a_lesson_names_no_person(pain, lin):
    lesson = "周岚 hands out cards"
    problems = refused(verbs.solve_need, pain, solution="x", result="y", lesson=lesson, by=lin)

    assert problems == {"lesson": ["Leave out the customer's name: everybody reads this sentence."]}


def test_what_came_back_is_open_again_and_no_longer_told_to_others(solved, chen, today):
    need = verbs.reopen_need(solved, because="Cards ran out", next_review_on=today, by=chen)

    assert (need.status, need.closed_on, need.lesson) == ("in_progress", None, "")


def test_what_is_closed_takes_no_review_and_what_is_open_no_reopening(pain, lin, today):
    assert refused(verbs.reopen_need, pain, because="x", next_review_on=today, by=lin) == [
        "This need is open already."
    ]
    verbs.drop_need(pain, because="She retires", by=lin)
    assert refused(verbs.review_need, pain, text="x", next_review_on=today, by=lin) == [
        "This need is closed; reopen it to work on it again."
    ]
    assert refused(verbs.solve_need, pain, solution="x", result="y", by=lin) == [
        "A need that is dropped cannot become solved."
    ]


def test_a_review_lies_ahead(pain, lin, today):
    assert refused(verbs.review_need, pain, text="x", next_review_on=today - DAY, by=lin) == {
        "next_review_on": ["The next review lies ahead."]
    }


def test_its_owner_is_reminded_on_the_morning_of_the_review(pain, lin, today, arrange):
    send_reminders(timezone.now() + 29 * DAY)
    assert not Notification.objects.filter(user=lin).exists()

    with arrange():
        pain.next_review_on = today
        pain.save()
    send_reminders(timezone.now() + 31 * DAY)

    told = Notification.objects.get(user=lin)
    assert (told.kind, told.params["customer"], told.url) == (
        "need.review_due",
        "周岚",
        f"/needs/{pain.uuid}/",
    )


def test_of_what_is_solved_nobody_is_reminded(pain, lin):
    verbs.solve_need(pain, solution="x", result="y", by=lin)

    send_reminders(timezone.now() + 60 * DAY)

    assert not Notification.objects.filter(user=lin).exists()


def test_it_is_handed_only_to_who_serves_the_customer(pain, lin, shen, chen, heir):
    assert verbs.hand_need(pain, owner=heir, by=shen).owner == heir
    assert refused(verbs.hand_need, pain, owner=chen, by=shen) == {
        "owner": ["Choose a colleague who serves this customer."]
    }


@pytest.mark.req("ACC-06")
def test_a_leavers_open_needs_pass_to_the_successor(pain, lin, heir, an, arrange):
    with arrange():
        handed = hand_over_needs(lin, heir, an)

    assert (handed, Need.objects.get().owner) == (1, heir)


def test_only_the_field_keeps_needs(lin, mo, director, zhou):
    for user in (mo, director):
        with pytest.raises(PermissionDenied):
            verbs.open_need(zhou.customer, category="clinical", pain_point="x", by=user)


def test_nobody_writes_of_a_customer_unseen_or_closed(chen, lin, zhou):
    said = {"category": "clinical", "pain_point": "x"}
    not_one_of_yours = {"customer": ["This customer is not one of yours."]}
    assert refused(verbs.open_need, zhou.customer, **said, by=chen) == not_one_of_yours

    close_customer(zhou.customer, because="Retired", by=lin)
    assert refused(verbs.open_need, zhou.customer, **said, by=lin) == not_one_of_yours


def test_a_file_is_seen_by_who_sees_the_need(pain, lin, shen, chen, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    card = SimpleUploadedFile("card.pdf", b"%PDF-1.7")

    row = verbs.add_evidence(pain, file=card, by=lin)

    file = Attachment.objects.filter(pk=row.attachment_id)
    assert file.visible_to(shen).exists()
    assert not file.visible_to(chen).exists()


@pytest.mark.req("CUS-14")
def test_the_customers_timeline_tells_of_it(pain, lin, zhou, aged):
    aged(pain, 3)
    verbs.solve_need(pain, solution="Cards", result="9 of 10 return", by=lin)

    entries, _older = timeline(zhou.customer, lin)

    titles = [entry.title for entry in entries if entry.url == f"/needs/{pain.uuid}/"]
    assert titles == ["Need solved", "Need found: Clinical"]


def test_open_needs_are_counted_when_their_customers_move(pain, zhou, today):
    assert needs_that_move([zhou.customer.pk], today) == ("Open needs", 1)
