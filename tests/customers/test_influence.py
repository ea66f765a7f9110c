"""Who advises, leads or opposes whom around Zhou: noted, drawn, listed, and seen by those who may know both."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from compliance.services.erasure import approve_erasure, request_erasure
from customers.influence_network import network_of
from customers.models import Influence
from customers.services.influence import end_influence, note_influence
from customers.services.search_key import rebuild_search_keys
from tests.factories import PersonFactory, signing

TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def si(first_hospital, territories):
    return PersonFactory(name="司徒映川", organisation=first_hospital, territory=territories["E11"])


@pytest.fixture
def he(first_hospital, territories):
    return PersonFactory(name="贺兰舟", organisation=first_hospital, territory=territories["E11"])


@pytest.fixture
def note(lin):
    def tell(who, kind, whom, *, by=lin, **more):
        return note_influence(
            who.customer, whom.customer, kind=kind, source="colleague", by=by, **more
        )

    return tell


@pytest.fixture
def known(note, zhou, si, he):
    """Situ advises Zhou, Zhou teaches He, and Situ leads He."""
    return [note(si, "advises", zhou), note(zhou, "teaches", he), note(si, "leads", he)]


def sentences(network):
    return [str(one) for one in network.influences]


@pytest.mark.req("CUS-02", "CUS-03")
def test_the_network_holds_her_relations_and_those_among_her_neighbours(lin, zhou, known):
    network = network_of(zhou.customer, lin)

    assert sentences(network) == [
        "司徒映川 advises 周岚",
        "周岚 teaches 贺兰舟",
        "司徒映川 leads 贺兰舟",
    ]
    assert {node.customer.name: node.column for node in network.nodes} == {
        "司徒映川": 0,
        "周岚": 1,
        "贺兰舟": 2,
    }
    assert len(network.edges) == 3


@pytest.mark.req("CUS-03")
def test_a_line_past_the_middle_runs_between_the_boxes(lin, zhou, known):
    network = network_of(zhou.customer, lin)

    (middle,) = [node for node in network.nodes if node.column == 1]
    (past,) = [edge.path for edge in network.edges if edge.influence.kind == "leads"]
    heights = {int(y) for y in re.findall(r"L\d+ (\d+)", past)}
    assert heights == {middle.y - 8}


@pytest.mark.req("CUS-03")
def test_an_organisations_network_is_its_peoples(lin, first_hospital, known):
    assert len(network_of(first_hospital.customer, lin).influences) == 3


@pytest.mark.req("CUS-03")
def test_it_is_drawn_without_inline_style_and_said_in_words_beside(as_user, lin, zhou, known):
    page = as_user(lin).get(f"/customers/{zhou.customer.uuid}/?tab=network").text

    drawing = page[page.index('<svg class="net"') :].partition("</svg>")[0]
    assert drawing.count('<path class="net-line') == 3
    assert re.findall(r"<title>(.*?)</title></path>", drawing) == [str(one) for one in known]
    assert (" style=" in page, " onclick=" in page) == (False, False)
    assert "<strong>advises</strong>" in page


@pytest.mark.req("CUS-03", "GL-016")
def test_who_may_not_know_of_one_of_the_two_is_not_told_of_the_relation(
    lin, chen, zhou, gu, arrange
):
    with arrange():
        Influence.objects.create(
            who=gu.customer, kind="advises", whom=zhou.customer, source="event", valid_from=TODAY
        )

    assert sentences(network_of(zhou.customer, lin)) == []
    assert sentences(network_of(gu.customer, chen)) == []


@pytest.mark.req("CUS-03")
def test_a_relation_is_noted_from_either_side(as_user, lin, zhou, si):
    url = f"/customers/{zhou.customer.uuid}/network/{si.customer.uuid}/"
    said = {"relation": "advises-back", "source": "visit", "valid_from": TODAY}

    assert as_user(lin).post(url, said).status_code == 302
    influence = Influence.objects.get()
    assert (str(influence), influence.noted_by) == ("司徒映川 advises 周岚", lin)
    assert influence.history.latest().action == "influence.note"
    assert as_user(lin).post(url, said).status_code == 422


def test_the_other_one_is_found_by_name_among_those_she_sees(as_user, lin, zhou, si, gu):
    rebuild_search_keys([si.pk, gu.pk])
    page = as_user(lin).get(f"/customers/{zhou.customer.uuid}/network/?q=司徒")
    hidden = as_user(lin).get(f"/customers/{zhou.customer.uuid}/network/?q=顾明慧")

    assert [one.name for one in page.context["found"]] == ["司徒映川"]
    assert list(hidden.context["found"]) == []


def test_it_ends_on_a_day_and_leaves_the_drawing_the_day_after(lin, zhou, known, arrange):
    with arrange():
        known[0].valid_from = YESTERDAY - datetime.timedelta(days=9)
        known[0].save()
    end_influence(known[0], on=YESTERDAY, because="She retired", by=lin)

    assert sentences(network_of(zhou.customer, lin)) == ["周岚 teaches 贺兰舟"]
    assert known[0].history.latest().history_change_reason == "She retired"


@pytest.mark.parametrize(
    ("kind", "other", "more", "sentence"),
    [
        ("advises", "zhou", {}, "Choose somebody else"),
        ("leads", "si", {"valid_from": TODAY + datetime.timedelta(days=1)}, "cannot lie ahead"),
        ("marries", "si", {}, "not a valid choice"),
    ],
)
def test_what_is_no_relation_is_refused(note, zhou, si, kind, other, more, sentence):
    with pytest.raises(ValidationError, match=sentence):
        note(zhou, kind, {"zhou": zhou, "si": si}[other], **more)


def test_it_does_not_end_before_it_began(lin, known):
    with pytest.raises(ValidationError, match="It began later"):
        end_influence(known[0], on=YESTERDAY, by=lin)


def test_a_manager_reads_and_notes_nothing(shen, note, zhou, si, known):
    assert len(network_of(zhou.customer, shen).influences) == 3
    with pytest.raises(PermissionDenied):
        note(zhou, "opposes", si, by=shen)
    with pytest.raises(PermissionDenied):
        end_influence(known[0], by=shen)


@pytest.mark.req("GL-016")
def test_for_a_rep_of_another_region_a_relation_does_not_exist(as_user, chen, known):
    assert as_user(chen).get(f"/influences/{known[0].uuid}/end/").status_code == 404


@pytest.mark.req("CUS-03", "PRV-010")
def test_an_erasure_leaves_no_relation(zhou, known, wen, steward):
    case = request_erasure(zhou.customer, reason="a letter", by=steward)
    approve_erasure(case, because="nothing keeps it", by=wen, credentials=signing(wen))

    assert [str(one) for one in Influence.objects.all()] == ["司徒映川 leads 贺兰舟"]


def test_the_page_asks_as_often_for_one_relation_as_for_many(
    as_user, lin, zhou, note, territories, django_assert_max_num_queries
):
    browser, url = as_user(lin), f"/customers/{zhou.customer.uuid}/?tab=network"
    note(zhou, "leads", PersonFactory(name="甲", territory=territories["E11"]))
    browser.get(url)
    with django_assert_max_num_queries(12) as one:
        browser.get(url)
    for number in range(60):
        note(zhou, "leads", PersonFactory(name=f"医生{number}", territory=territories["E11"]))
    with django_assert_max_num_queries(12) as many:
        page = browser.get(url)

    assert len(one) == len(many)
    assert len(page.context["network"].nodes) == 40


@pytest.mark.req("CUS-03")
def test_an_organisation_lists_who_decides_influences_uses_and_blocks(
    as_user, lin, zhou, si, he, first_hospital, arrange
):
    with arrange():
        for person, role in [(si, "decides"), (he, "blocks")]:
            person.decision_role = role
            person.save()

    page = as_user(lin).get(f"/customers/{first_hospital.customer.uuid}/?tab=stakeholders")

    roles = [
        (str(label), [row.person.customer.name for row in rows])
        for label, rows in page.context["roles"]
    ]
    assert roles == [("Decides", ["司徒映川"]), ("Blocks", ["贺兰舟"])]
    assert "1 person here has no role in decisions yet" in page.text
