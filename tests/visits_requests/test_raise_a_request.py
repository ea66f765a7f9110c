"""A customer asks; the promise follows from the service table."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Notification, Reminder
from visits.models import Request, Visit
from visits.services.request import raise_request

URL = "/requests/new/?customer={}"


@pytest.mark.req("VIS-08")
def test_the_promise_counts_business_hours_over_the_weekend(
    lin, zhou, service_levels, friday_evening
):
    request = raise_request(
        zhou.customer, kind="medical_inquiry", words="有数据吗？", raised_at=friday_evening, by=lin
    )

    promised = timezone.localtime(request.respond_by)
    assert promised == friday_evening.replace(day=23, hour=16)
    assert (request.department, request.tier, request.status) == ("medical", "strategic", "open")
    assert request.territory.code == "E11"


@pytest.mark.req("VIS-08")
def test_a_customer_without_a_row_of_their_tier_gets_the_general_promise(
    lin, first_hospital, service_levels, friday_evening
):
    request = raise_request(
        first_hospital.customer,
        kind="medical_inquiry",
        words="有数据吗？",
        raised_at=friday_evening,
        by=lin,
    )

    assert timezone.localtime(request.respond_by) == friday_evening.replace(day=24, hour=15)


def test_without_a_service_level_nothing_is_promised(lin, zhou, service_levels):
    with pytest.raises(ValidationError) as refusal:
        raise_request(zhou.customer, kind="complaint", words="包装破损", by=lin)

    assert list(refusal.value.message_dict) == ["kind"]
    assert Request.objects.count() == 0


@pytest.mark.req("VIS-10")
def test_the_department_is_told_at_once_and_reminded_before_and_at_the_promise(inquiry, mo, lin):
    told = Notification.objects.get(user=mo)
    moments = Reminder.objects.filter(subject=inquiry.uuid)

    assert (told.kind, told.url) == ("request.raised", f"/requests/{inquiry.uuid}/")
    assert set(moments.values_list("user__username", "kind", "due_at")) == {
        ("mo", "request.promise_soon", inquiry.respond_by - datetime.timedelta(hours=2)),
        ("mo", "request.promise_late", inquiry.respond_by),
        ("lin", "request.promise_late", inquiry.respond_by),
    }


def test_the_form_keeps_what_was_typed_and_says_what_is_missing(as_user, lin, zhou, service_levels):
    response = as_user(lin).post(
        URL.format(zhou.customer.uuid), {"words": "有数据吗？", "kind": ""}
    )

    assert response.context["form"].errors.keys() == {"kind"}
    assert "有数据吗？" in response.content.decode()


def test_from_the_form_to_its_page(as_user, lin, zhou, product, service_levels):
    response = as_user(lin).post(
        URL.format(zhou.customer.uuid),
        {"words": "有数据吗？", "kind": "medical_inquiry", "product": product.pk},
        follow=True,
    )

    request = Request.objects.get()
    assert response.redirect_chain == [(f"/requests/{request.uuid}/", 302)]
    assert request.product == product


def test_nobody_raises_requests_for_customers_of_others(as_user, chen, zhou, service_levels):
    assert as_user(chen).get(URL.format(zhou.customer.uuid)).status_code == 404


def test_a_department_answers_and_does_not_ask(mo, zhou, service_levels):
    with pytest.raises(PermissionDenied):
        raise_request(zhou.customer, kind="medical_inquiry", words="?", by=mo)


def test_a_visit_to_somebody_else_is_no_source_of_it(
    lin, zhou, first_hospital, arrange, territories, service_levels
):
    with arrange():
        visit = Visit.objects.create(
            rep=lin,
            customer=first_hospital.customer,
            territory=territories["E11"],
            day=timezone.localdate(),
        )

    with pytest.raises(ValidationError, match="another customer"):
        raise_request(zhou.customer, kind="medical_inquiry", words="?", visit=visit, by=lin)


def test_an_archived_customer_asks_nothing_more(lin, zhou, service_levels, arrange):
    with arrange():
        zhou.customer.status = "archived"
        zhou.customer.save()

    with pytest.raises(ValidationError, match="not one of yours"):
        raise_request(zhou.customer, kind="medical_inquiry", words="?", by=lin)
