"""What a customer asks travels through programs as it does through pages."""

from uuid import uuid4

import pytest

from tests.api.conftest import uuids
from visits.models import Request


@pytest.mark.req("ALL-01", "VIS-08")
def test_lins_program_raises_what_zhou_asked(program, lin, zhou, service_levels, mo):
    key = str(uuid4())
    body = {
        "uuid": key,
        "customer": str(zhou.customer.uuid),
        "kind": "medical_inquiry",
        "words": "Is there data on renal failure?",
    }

    answer = program(lin).post("requests/", body)

    assert answer.status_code == 201
    said = answer.json()
    assert (said["uuid"], said["status"], said["department"]) == (key, "open", "medical")
    assert Request.objects.get().raised_by == lin


@pytest.mark.req("ALL-01", "VIS-08")
def test_mos_program_answers_and_resolves_it(program, mo, inquiry):
    mos = program(mo)

    assert uuids(mos.get("requests/", department="medical")) == [inquiry.uuid]
    mos.post(f"requests/{inquiry.uuid}/take/")
    mos.post(f"requests/{inquiry.uuid}/respond/", {"text": "Yes, see table 4."})
    said = mos.post(f"requests/{inquiry.uuid}/resolve/", {"text": "Sent."}).json()

    assert (said["status"], said["assignee"]) == ("resolved", str(mo.uuid))
    assert [entry["kind"] for entry in said["entries"]] == ["response", "resolution"]


@pytest.mark.req("ALL-01", "VIS-08")
def test_lins_program_confirms_it_or_opens_it_again(program, lin, mo, inquiry):
    program(mo).post(f"requests/{inquiry.uuid}/resolve/", {"text": "Sent."})
    lins = program(lin)

    said = lins.post(f"requests/{inquiry.uuid}/confirm/", {"satisfaction": 4}).json()
    assert (said["satisfaction"], said["confirmed_at"] is None) == (4, False)
    said = lins.post(f"requests/{inquiry.uuid}/reopen/", {"because": "Wrong table"}).json()
    assert (said["status"], said["reopened_count"]) == ("open", 1)


def test_a_request_is_handed_to_a_queue_that_its_sender_does_not_see(program, mo, inquiry):
    mos = program(mo)
    body = {"department": "quality", "because": "A complaint in truth"}

    assert mos.post(f"requests/{inquiry.uuid}/route/", body).json()["department"] == "quality"
    assert mos.get(f"requests/{inquiry.uuid}/").status_code == 404


def test_an_answer_after_the_end_is_refused_with_a_sentence(program, mo, inquiry):
    mos = program(mo)
    mos.post(f"requests/{inquiry.uuid}/resolve/", {"text": "Sent."})

    answer = mos.post(f"requests/{inquiry.uuid}/respond/", {"text": "And more"})

    assert answer.status_code == 409
    assert answer.json()["detail"] == "This request is resolved; reopen it to answer again."


def test_lin_does_not_answer_for_the_department(program, lin, inquiry):
    answer = program(lin).post(f"requests/{inquiry.uuid}/respond/", {"text": "I think so"})

    assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden")


@pytest.mark.req("ACC-03")
def test_the_director_reads_that_something_was_asked_but_not_what(program, director, mo, inquiry):
    program(mo).post(f"requests/{inquiry.uuid}/respond/", {"text": "Yes, see table 4."})

    said = program(director).get(f"requests/{inquiry.uuid}/").json()

    assert (said["words"], said["entries"][0]["text"]) == ("•••", "•••")
