"""Wen proposes how long facts about people hold; somebody else approves it, and from its day on it counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ParameterVersion
from accounts.services.parameter import parameters_on
from customers.persona_terms import CODE, DAYS, terms_of
from tests import factories

PAGE = f"/parameters/{CODE}/"
TODAY = timezone.localdate()


@pytest.fixture
def gao(db):
    return factories.UserFactory(username="gao", name="高总", roles=["general_manager"])


@pytest.fixture
def asked():
    """What the form sends for other days of one kind."""

    def form(**changes):
        values = {f"{kind}_days": days for kind, days in DAYS.items()} | {"ageing_days": 30}
        said = {"valid_from": (TODAY + timedelta(days=1)).isoformat(), "reason": "Concepts move"}
        return values | said | changes

    return form


@pytest.mark.req("CUS-03")
def test_other_days_count_once_a_second_person_approves_them(as_user, wen, gao, asked):
    before = as_user(wen).get(PAGE)
    as_user(wen).post(PAGE, asked(treatment_concept_days=90))
    proposal = ParameterVersion.objects.proposed().get(code=CODE)
    assert terms_of(TODAY + timedelta(days=1)).days["treatment_concept"] == 365

    decided = as_user(gao).post(f"/parameters/{proposal.uuid}/approve/")

    assert ("Treatment concept", "365 days in date") in before.context["values"]
    assert (decided.status_code, decided["Location"]) == (302, PAGE)
    assert terms_of(TODAY).days["treatment_concept"] == 365
    assert terms_of(TODAY + timedelta(days=1)).days["treatment_concept"] == 90


@pytest.mark.req("CUS-03")
def test_nobody_approves_the_own_proposal(as_user, wen, asked):
    as_user(wen).post(PAGE, asked(treatment_concept_days=90))
    proposal = ParameterVersion.objects.proposed().get(code=CODE)

    assert as_user(wen).post(f"/parameters/{proposal.uuid}/approve/").status_code == 403
    assert as_user(wen).post(f"/parameters/{proposal.uuid}/withdraw/")["Location"] == PAGE


@pytest.mark.req("CUS-03")
def test_a_number_that_cannot_be_stays_in_the_form_with_a_sentence(as_user, wen, asked):
    page = as_user(wen).post(PAGE, asked(channel_days=0, times_days=77))

    assert (page.status_code, page.context["form"]["times_days"].value()) == (422, "77")
    assert set(page.context["form"].errors) == {"channel_days"}
    assert parameters_on(TODAY, CODE)[CODE].version == 1


@pytest.mark.req("GL-016")
@pytest.mark.parametrize(
    ("person", "reads", "proposes"),
    [("wen", 200, 302), ("gao", 200, 403), ("shen", 403, 403), ("lin", 403, 403)],
)
def test_who_reads_and_who_proposes(request, as_user, asked, person, reads, proposes):
    client = as_user(request.getfixturevalue(person))

    assert client.get(PAGE).status_code == reads
    assert client.post(PAGE, asked(channel_days=90)).status_code == proposes


def test_a_set_without_a_page_of_its_own_is_not_there(as_user, wen):
    assert as_user(wen).get("/parameters/RSK-54/").status_code == 404


@pytest.mark.req("CUS-03")
def test_the_list_of_facts_leads_there(as_user, wen, lin):
    assert PAGE in as_user(wen).get("/customers/persona/").text
    assert PAGE not in as_user(lin).get("/customers/persona/").text
