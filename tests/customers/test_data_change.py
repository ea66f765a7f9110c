"""Lin proposes what she has learnt of Zhou; a data steward decides, and Lin sees what became of it (CUS-12)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.history import deed, system
from accounts.models import Notification
from customers.models import Customer, DataChange
from customers.services.data_change import accept_data_change, end_data_changes, file_data_change
from tests.factories import OrganisationFactory

CARD = "her new name card"
CLINIC = {"name": "西山诊所", "type": "clinic", "city": "临江市"}


@pytest.fixture
def form(as_user, zhou):
    """Sends the form of Zhou's data as somebody, with what differs."""

    def send(user, **different):
        address = f"/customers/{zhou.customer.uuid}/person/"
        browser = as_user(user)
        said = browser.get(address).context["form"].initial
        said = {name: value for name, value in said.items() if value is not None}
        return browser.post(address, said | different)

    return send


@pytest.fixture
def proposed(zhou, lin):
    return file_data_change(zhou.customer, values={"title": "主任药师"}, evidence=CARD, by=lin)


def told(user):
    return list(Notification.objects.filter(user=user).values_list("kind", flat=True))


@pytest.mark.req("CUS-12")
def test_what_a_rep_may_set_is_kept_at_once_and_the_rest_waits_with_its_evidence(
    form, lin, steward, zhou
):
    before = zhou.title
    picture = SimpleUploadedFile("card.png", b"\x89PNG\r\n\x1a\n0")

    form(lin, title="主任药师", office_phone="0571-1", evidence=CARD, evidence_file=picture)

    zhou.refresh_from_db()
    change = DataChange.objects.get()
    assert (zhou.office_phone, zhou.title) == ("0571-1", before)
    assert (change.values, change.previous) == ({"title": "主任药师"}, {"title": before})
    assert (change.evidence, change.attachment.name, change.filed_by) == (CARD, "card.png", lin)
    assert told(steward) == ["data_change.filed"]


@pytest.mark.req("CUS-12")
def test_without_evidence_nothing_is_kept_and_nothing_typed_is_lost(form, lin, zhou):
    refused = form(lin, title="主任药师", office_phone="0571-1")

    zhou.refresh_from_db()
    assert list(refused.context["form"].errors) == ["evidence"]
    assert 'value="主任药师"' in refused.text
    assert (zhou.office_phone == "0571-1", DataChange.objects.count()) == (False, 0)


@pytest.mark.req("CUS-12")
def test_a_proposal_that_could_never_be_accepted_is_refused_beside_its_field(form, lin):
    refused = form(lin, type="nurse", evidence=CARD)

    assert list(refused.context["form"].errors) == ["type"]


@pytest.mark.req("CUS-12")
def test_the_steward_accepts_and_lin_is_told(as_user, proposed, steward, lin, zhou):
    as_user(steward).post(f"/data-changes/{proposed.uuid}/accept/")

    zhou.refresh_from_db()
    version = zhou.history.latest()
    assert (zhou.title, version.actor, version.action) == (
        "主任药师",
        steward.actor,
        "person.edit",
    )
    assert told(lin) == ["data_change.decided"]
    page = as_user(lin).get(f"/data-changes/{proposed.uuid}/")
    assert page.context["change"].get_status_display() == "Accepted"


@pytest.mark.req("CUS-12")
def test_a_rejection_needs_a_reason_and_changes_nothing(as_user, proposed, steward, lin, zhou):
    before, browser = zhou.title, as_user(steward)
    address = f"/data-changes/{proposed.uuid}/reject/"

    refused = browser.post(address, {"reject-because": ""})
    browser.post(address, {"reject-because": "the hospital's page says otherwise"})

    zhou.refresh_from_db()
    proposed.refresh_from_db()
    assert list(refused.context["reject"].errors) == ["because"]
    assert (zhou.title, proposed.status) == (before, "rejected")
    assert "otherwise" in as_user(lin).get(f"/data-changes/{proposed.uuid}/").text


@pytest.mark.req("CUS-12")
def test_what_changed_meanwhile_is_said_to_who_decides(as_user, proposed, steward, zhou):
    with deed("person.edit", by=system("tests")):
        zhou.title = "副主任药师"
        zhou.save()

    sides = as_user(steward).get(f"/data-changes/{proposed.uuid}/").context["sides"]

    assert [(side.label, side.after, side.now) for side in sides] == [
        ("Title", "主任药师", "副主任药师")
    ]


@pytest.mark.req("CUS-12")
def test_one_proposal_of_a_customer_waits_at_a_time(form, proposed, lin):
    refused = form(lin, name="周岚岚", evidence=CARD)

    assert "waits for a steward already" in refused.text
    assert DataChange.objects.count() == 1


@pytest.mark.req("CUS-12")
def test_its_author_withdraws_it_and_proposes_anew(as_user, form, proposed, lin):
    as_user(lin).post(f"/data-changes/{proposed.uuid}/withdraw/")
    form(lin, name="周岚岚", evidence=CARD)

    states = DataChange.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["withdrawn", "waiting"]


@pytest.mark.req("CUS-12")
def test_only_a_steward_decides_and_nobody_on_their_own(
    as_user, proposed, lin, shen, chen, steward
):
    address = f"/data-changes/{proposed.uuid}/accept/"

    answers = [as_user(user).post(address).status_code for user in (lin, shen, chen)]

    own = file_data_change(
        OrganisationFactory().customer, values={"level": "2A"}, evidence=CARD, by=steward
    )
    answers.append(as_user(steward).post(f"/data-changes/{own.uuid}/accept/").status_code)
    assert answers == [403, 403, 404, 403]


@pytest.mark.req("CUS-12")
def test_a_new_customer_is_usable_at_once_and_under_review(as_user, lin, steward):
    browser = as_user(lin)
    browser.post("/customers/new/organisation/", CLINIC)
    new = Customer.objects.latest("pk")
    change = DataChange.objects.get(customer=new)

    page = browser.get(f"/customers/{new.uuid}/")
    browser.post(f"/customers/{new.uuid}/organisation/", CLINIC | {"name": "西山门诊部"})
    as_user(steward).post(f"/data-changes/{change.uuid}/accept/")

    new.refresh_from_db()
    assert ("Under review" in page.text, new.status) == (True, "active")
    assert (new.name, new.is_under_review) == ("西山门诊部", False)
    assert (change.kind, told(lin)) == ("new", ["data_change.decided"])


@pytest.mark.req("CUS-12")
def test_a_new_customer_that_is_rejected_is_archived(as_user, lin, steward):
    as_user(lin).post("/customers/new/organisation/", CLINIC)
    change = DataChange.objects.get()
    said = {"reject-because": "it is the branch that we have"}

    as_user(steward).post(f"/data-changes/{change.uuid}/reject/", said)

    change.customer.refresh_from_db()
    assert (change.customer.status, change.customer.is_under_review) == ("archived", False)


@pytest.mark.req("CUS-12")
def test_what_a_steward_enters_needs_nobody(as_user, steward):
    as_user(steward).post("/customers/new/organisation/", CLINIC)

    new = Customer.objects.latest("pk")
    as_user(steward).post(f"/customers/{new.uuid}/organisation/", CLINIC | {"name": "西山门诊部"})

    new.refresh_from_db()
    assert (new.name, new.is_under_review, DataChange.objects.count()) == ("西山门诊部", False, 0)


@pytest.mark.req("CUS-12")
def test_the_queue_shows_what_waits_and_can_be_taken_away(as_user, proposed, lin, steward, chen):
    accepted = OrganisationFactory(territory=lin.memberships.get().territory)
    done = file_data_change(accepted.customer, values={"level": "2A"}, evidence=CARD, by=lin)
    accept_data_change(done, by=steward)

    def rows(user, query=""):
        return as_user(user).get(f"/data-changes/{query}").context["page"].rows

    assert rows(steward) == rows(lin, "?mine=1") == [proposed]
    assert rows(steward, "?status=all") == [done, proposed]
    assert rows(chen, "?status=all") == []
    exported = as_user(steward).get("/data-changes/?format=csv")
    assert CARD in b"".join(exported.streaming_content).decode()


@pytest.mark.req("CUS-12", "PRV-012")
def test_who_is_erased_leaves_no_proposal_behind(proposed, zhou):
    with deed("person.erase", by=system("tests")):
        end_data_changes(zhou.customer)

    proposed.refresh_from_db()
    assert (proposed.status, proposed.values, proposed.previous, proposed.evidence) == (
        "withdrawn",
        {},
        {},
        "",
    )
