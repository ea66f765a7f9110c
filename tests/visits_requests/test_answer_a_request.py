"""The department answers in its queue, and the asking rep hands the answer over."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Notification, Reminder
from accounts.permissions import Role
from customers.models import Customer
from tests.factories import UserFactory
from visits.models import Request
from visits.record import Talk
from visits.services.request import (
    confirm_request,
    note_on_request,
    raise_request,
    reopen_request,
    resolve_request,
    respond_to_request,
    route_request,
    take_request,
)
from visits.services.visit import plan_visit


def entries(request):
    return list(request.entries.order_by("pk").values_list("kind", "by__username"))


@pytest.mark.req("VIS-08")
def test_the_first_answer_stops_the_first_clock_and_tells_the_rep(inquiry, mo, lin):
    respond_to_request(inquiry, text="见附件第三节。", by=mo)

    inquiry.refresh_from_db()
    assert inquiry.status == Request.Status.ANSWERED
    assert inquiry.first_response_at <= timezone.now()
    assert inquiry.first_response_minutes == 0
    assert Notification.objects.get(user=lin).kind == "request.answered"
    assert entries(inquiry) == [("response", "mo")]


@pytest.mark.req("VIS-08")
def test_a_second_answer_leaves_the_first_response_as_it_was(inquiry, mo):
    respond_to_request(inquiry, text="收到，正在查。", by=mo)
    first = Request.objects.get().first_response_at
    respond_to_request(inquiry, text="见附件第三节。", by=mo)

    assert Request.objects.get().first_response_at == first


def test_resolving_at_once_answers_too_and_reminds_nobody_any_more(inquiry, mo):
    resolve_request(inquiry, text="见附件第三节。", by=mo)

    inquiry.refresh_from_db()
    assert inquiry.first_response_at == inquiry.resolved_at
    assert Reminder.objects.filter(subject=inquiry.uuid, handled_at=None).count() == 0


def test_a_resolved_request_is_not_answered_again(inquiry, mo):
    resolve_request(inquiry, text="好了。", by=mo)

    with pytest.raises(ValidationError, match="resolved"):
        respond_to_request(inquiry, text="还有一句。", by=mo)


@pytest.mark.req("VIS-08")
def test_the_customer_confirms_with_a_score_once(inquiry, mo, lin):
    resolve_request(inquiry, text="好了。", by=mo)
    confirm_request(inquiry, satisfaction=5, by=lin)

    inquiry.refresh_from_db()
    assert (inquiry.satisfaction, inquiry.confirmed_at is None) == (5, False)
    with pytest.raises(ValidationError):
        confirm_request(inquiry, satisfaction=1, by=lin)


@pytest.mark.req("VIS-08")
def test_reopening_gives_a_new_promise_and_keeps_the_first_response(inquiry, mo, lin):
    resolve_request(inquiry, text="好了。", by=mo)
    before = Request.objects.get()
    reopen_request(inquiry, because="缺少长期数据", by=lin)

    after = Request.objects.get()
    assert (after.status, after.reopened_count, after.resolved_at) == ("open", 1, None)
    assert after.first_response_at == before.first_response_at
    assert after.resolve_by > before.raised_at
    assert entries(inquiry)[-1] == ("reopened", "lin")
    assert after.history.latest().history_change_reason == "缺少长期数据"


def test_only_the_department_that_has_it_answers(inquiry, qiao):
    with pytest.raises(PermissionDenied, match="another department"):
        respond_to_request(inquiry, text="我们来答。", by=qiao)


def test_handing_over_moves_the_queue_but_not_the_promise(inquiry, mo, qiao):
    promised = inquiry.respond_by
    route_request(inquiry, department="quality", because="涉及不良反应", by=mo)

    inquiry.refresh_from_db()
    assert (inquiry.department, inquiry.respond_by, inquiry.assignee) == ("quality", promised, None)
    assert not Request.objects.visible_to(mo).exists()
    assert Request.objects.visible_to(qiao).get() == inquiry


def test_two_colleagues_do_not_take_the_same_request(inquiry, mo):
    colleague = UserFactory(username="shu", roles=[Role.MEDICAL])
    take_request(inquiry, by=mo)

    with pytest.raises(ValidationError, match="taken this request already"):
        take_request(inquiry, by=colleague)
    assert Request.objects.get().assignee == mo


def test_a_note_is_among_colleagues_and_stops_no_clock(inquiry, mo):
    note_on_request(inquiry, text="问过统计部。", by=mo)

    inquiry.refresh_from_db()
    assert (inquiry.status, inquiry.first_response_at) == ("open", None)


def test_the_department_sees_the_customer_who_asked_and_no_other(inquiry, mo, zhou, gu):
    assert list(Customer.objects.visible_to(mo)) == [zhou.customer]


def test_a_stranger_is_not_told_that_the_request_exists(as_user, chen, inquiry):
    url = f"/requests/{inquiry.uuid}/"

    assert as_user(chen).get(url).status_code == 404
    assert as_user(chen).post(f"{url}reopen/", {"text": "x"}).status_code == 404
    assert as_user(chen).post(f"{url}respond/", {"text": "x"}).status_code == 404


def test_the_asking_rep_may_read_but_not_answer(as_user, lin, inquiry):
    url = f"/requests/{inquiry.uuid}/"

    assert as_user(lin).get(url).status_code == 200
    assert as_user(lin).post(f"{url}respond/", {"text": "x"}).status_code == 403


def test_answering_in_the_queue(as_user, mo, inquiry):
    browser = as_user(mo)
    page = browser.get("/requests/")
    assert [asked.pk for asked in page.context["page"].rows] == [inquiry.pk]

    browser.post(f"/requests/{inquiry.uuid}/resolve/", {"text": "见附件第三节。"})

    assert browser.get("/requests/").context["page"].rows == []
    assert [r.pk for r in browser.get("/requests/?state=resolved").context["page"].rows] == [
        inquiry.pk
    ]


def test_an_empty_answer_is_refused_beside_the_field(as_user, mo, inquiry):
    response = as_user(mo).post(f"/requests/{inquiry.uuid}/respond/", {"text": "  "})

    assert response.status_code == 422
    assert response.context["say"].errors.keys() == {"text"}


def test_late_ones_are_counted_and_come_first(as_user, mo, inquiry, arrange):
    with arrange():
        inquiry.respond_by = timezone.now() - datetime.timedelta(days=4)
        inquiry.save()

    page = as_user(mo).get("/requests/?state=late")

    assert (page.context["late"], [r.pk for r in page.context["page"].rows]) == (1, [inquiry.pk])
    assert "late" in page.content.decode()


@pytest.mark.parametrize("is_named", [True, False])
def test_the_department_reads_what_and_where_it_was_asked(
    as_user, mo, lin, zhou, product, service_levels, is_named
):
    visit = plan_visit(
        zhou.customer, day=timezone.localdate(), products=[Talk(product, ())], by=lin
    )
    asked = raise_request(
        zhou.customer,
        kind="medical_inquiry",
        words="有亚组数据吗？",
        visit=visit,
        product=product if is_named else None,
        by=lin,
    )

    page = as_user(mo).get(f"/requests/{asked.uuid}/")

    assert page.context["products"] == [product]
    assert f'<dd class="org">{visit.organisation}' in page.content.decode()


def test_a_question_without_a_visit_has_no_place(as_user, mo, inquiry):
    page = as_user(mo).get(f"/requests/{inquiry.uuid}/")

    assert '<dd class="org">' not in page.content.decode()


@pytest.mark.req("VIS-08")
def test_the_queue_begins_with_what_is_due_next_whichever_clock_runs(
    as_user, inquiry, lin, zhou, product, mo, arrange
):
    later = raise_request(
        zhou.customer, kind="medical_inquiry", words="儿童剂量？", product=product, by=lin
    )
    respond_to_request(inquiry, text="见附件第三节。", by=mo)
    with arrange():
        Request.objects.filter(pk=later.pk).update(
            respond_by=inquiry.respond_by + datetime.timedelta(minutes=1)
        )

    rows = as_user(mo).get("/requests/").context["page"].rows

    inquiry.refresh_from_db()
    assert inquiry.resolve_by > later.respond_by
    assert [row.pk for row in rows] == [later.pk, inquiry.pk]
