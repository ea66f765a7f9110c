"""Whatever way a change comes in, its entry says who, in which request, and why (LED-007)."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.history import coming_from
from accounts.models import CalendarDay
from accounts.services.job import run_job
from customers.models import Customer, CustomerImport
from customers.services.customer_import import apply_import, check_import, upload_import
from tests.customers_import.conftest import HOSPITALS
from visits.models import Visit

pytestmark = pytest.mark.req("LED-007")
WHY = "The ward is closed this week"


@pytest.fixture
def told(leaves_of, entries_of):
    """(actor, request, reason, channel) of a record's newest change, or of its first, as ledger and history hold it."""

    def read(record, which=-1):
        leaf, version = leaves_of(record)[which], record.history.order_by("pk")[::1][which]
        assert (version.actor, version.trace_id) == (leaf["actor"], leaf["req"])
        return leaf["actor"], leaf["req"], entries_of(record)[which][3], version.via

    return read


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_page(as_user, lin, planned, told):
    answer = as_user(lin).post(
        reverse("visits:visit_cancel", args=[planned.uuid]), {"because": WHY}
    )

    assert told(planned) == (lin.actor, answer.headers["X-Request-ID"], WHY, "web")


def test_the_api(program, lin, planned, told):
    answer = program(lin).post(f"visits/{planned.uuid}/cancel/", {"because": WHY})

    assert told(planned) == (lin.actor, answer.headers["X-Request-ID"], WHY, "api")


def test_the_administration_site(as_user, an, arrange, told):
    with arrange():
        day = CalendarDay.objects.create(country="CN", day="2031-05-04", is_working=False)

    answer = as_user(an).post(
        reverse("admin:accounts_calendarday_change", args=[day.pk]), {"name": "厂休"}
    )

    assert told(day) == (an.actor, answer.headers["X-Request-ID"], None, "web")


def test_a_job_works_for_the_person_and_the_request_that_started_it(steward, told):
    with coming_from("web", request_id="request-9"):
        listed = upload_import(name="list.csv", chunks=[HOSPITALS.encode()], by=steward)
        check_import(listed, mapping=listed.mapping, mode=listed.mode, by=steward)
    run_job(listed.job_id)
    with coming_from("web", request_id="request-10"):
        apply_import(listed, by=steward)
    run_job(listed.job_id)

    assert {told(customer) for customer in Customer.objects.all()} == {
        (steward.actor, "request-10", "list.csv", "task")
    }


def test_a_command_works_for_the_person_whom_it_names(steward, tmp_path, told):
    file = tmp_path / "list.csv"
    file.write_text(HOSPITALS)

    call_command("import_customers", file, by="steward", verbosity=0)

    assert told(CustomerImport.objects.get(), which=0) == (steward.actor, None, None, "command")


def test_the_next_request_on_the_same_connection_inherits_nobody(
    as_user, program, lin, chen, planned, gu, policy, today, told
):
    as_user(lin).post(reverse("visits:visit_cancel", args=[planned.uuid]), {"because": WHY})
    answer = program(chen).post("visits/", {"customer": str(gu.customer.uuid), "day": str(today)})

    of_chen = Visit.objects.get(uuid=answer.json()["uuid"])
    assert told(of_chen) == (chen.actor, answer.headers["X-Request-ID"], None, "api")
