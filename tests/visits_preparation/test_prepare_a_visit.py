"""Before the visit: what is known and owed, what it is for, and what to bring (VIS-03)."""

from datetime import timedelta

import pytest

from accounts import registry
from customers.services.competitor import add_competitor, add_competitor_product
from customers.services.need import open_need
from customers.services.persona_fact import note_fact
from tests.visits.test_log_on_the_phone import inputs_of
from visits.preparation import Section
from visits.services.submission import submit_visit
from visits.services.visit import plan_visit

pytestmark = pytest.mark.req("VIS-03")
DAY = timedelta(days=1)


@pytest.fixture
def page(prepared):
    return f"/visits/v/{prepared.uuid}/prepare/"


@pytest.fixture
def everything(planned, complete, lin, zhou, product, messages, xiang, answer, today, version):
    """A visit behind, a need, a fact, a card: and the plan of next week."""
    submit_visit(planned, record=complete, adverse_event=False, by=lin)
    open_need(
        zhou.customer,
        category="clinical",
        pain_point="No renal data",
        next_review_on=today + DAY,
        by=lin,
    )
    note_fact(
        zhou.customer, kind="clinical_needs", value="Elderly patients", source="visit", by=lin
    )
    rival = add_competitor(name="Huanyu", by=xiang)
    add_competitor_product(
        rival,
        name="Oldapin",
        product=product,
        answer="Once daily",
        key_messages=messages[:1],
        by=xiang,
    )
    talk = complete.products[0]
    return plan_visit(zhou.customer, day=today + DAY, products=[talk], by=lin)


def test_everything_stands_on_one_page_at_twelve_questions(
    as_user, everything, lin, django_assert_max_num_queries
):
    browser = as_user(lin)
    browser.get("/me/")

    with django_assert_max_num_queries(12):
        said = browser.get(f"/visits/v/{everything.uuid}/prepare/").text

    for words in (
        "Send material",  # the follow-up of the last visit
        "No renal data",
        "Elderly patients",
        "Huanyu · Oldapin",
        "Once daily",
        "Renal dose change?",
        "None needed",
        "Leaflet v1",
    ):
        assert words in said, words


def test_what_she_settles_is_the_plan(as_user, planned, version, lin, today):
    page = f"/visits/v/{planned.uuid}/prepare/"
    as_user(lin).post(
        page,
        {
            "objective": "She agrees to screen 5 patients",
            "objective_measure": "5 names",
            "objective_by": today + 7 * DAY,
            "materials": [str(version.uuid)],
        },
    )

    planned.refresh_from_db()
    settled = (planned.objective, planned.objective_measure, planned.objective_by)
    assert settled == ("She agrees to screen 5 patients", "5 names", today + 7 * DAY)
    assert [row.version for row in planned.materials.all()] == [version]
    actions = planned.history.order_by("history_id").values_list("action", flat=True)
    assert list(actions) == ["visit.plan", "visit.prepare"]


def test_a_vague_objective_is_called_out_while_it_is_typed(as_user, planned, lin):
    typed = {"objective": "日常拜访", "objective_measure": "", "objective_by": ""}

    said = as_user(lin).post(f"/visits/v/{planned.uuid}/objective/", typed).text

    assert "“日常拜访” fits every visit" in said
    assert "Until when? Add a day." in said


def test_others_parts_stand_on_it_too(as_user, page, lin, monkeypatch):
    monkeypatch.setattr(registry, "preparation_sections", registry.Registry())
    registry.preparation_sections.register(
        lambda visit, user: Section("From elsewhere", "bulb", "visits/_prepare_messages.html")
    )

    assert "From elsewhere" in as_user(lin).get(page).text


def test_what_speaks_against_the_visit_stands_on_it(as_user, page, lin, zhou):
    note_fact(zhou.customer, kind="visits_wanted", value="do_not_visit", source="visit", by=lin)

    desk = as_user(lin)
    assert f"{page.removesuffix('prepare/')}notices/" in desk.get(page).text
    (notice,) = desk.get(f"{page.removesuffix('prepare/')}notices/").context["notices"]
    assert notice.stops


def test_it_is_her_own_and_leads_to_the_visit_once_submitted(
    as_user, prepared, page, complete, lin, shen, chen
):
    assert as_user(chen).get(page).status_code == 404
    assert as_user(shen).get(page).status_code == 403

    submit_visit(prepared, record=complete, adverse_event=False, by=lin)

    assert as_user(lin).get(page).url == f"/visits/v/{prepared.uuid}/"


def test_today_and_the_customers_page_lead_to_it(as_user, prepared, page, lin, zhou):
    browser = as_user(lin)

    assert page in browser.get("/").text
    assert page in browser.get(f"/customers/{zhou.customer.uuid}/").text
    assert (
        page in browser.get(f"/visits/v/{prepared.uuid}/edit/").text
        or page in browser.get(f"/visits/v/{prepared.uuid}/").text
    )


@pytest.mark.req("VIS-14")
def test_usage_counts_each_version_by_territory_with_its_visits(
    as_user, prepared, showing, version, lin, chen
):
    submit_visit(prepared, record=showing, adverse_event=False, by=lin)
    browser = as_user(lin)

    said = browser.get("/materials/usage/").text
    assert "/materials/usage/shown/?version=" in said.replace("&amp;", "&")
    assert f"/visits/v/{prepared.uuid}/" in browser.get("/materials/usage/shown/").text
    assert f"/visits/v/{prepared.uuid}/" not in browser.get("/materials/usage/opened/").text
    assert "Nothing was planned or shown" in as_user(chen).get("/materials/usage/").text


@pytest.mark.req("VIS-14")
def test_opening_a_material_from_the_page_counts_and_shows_it(
    as_user, prepared, page, version, lin
):
    answer = as_user(lin).post(f"/visits/v/{prepared.uuid}/materials/{version.uuid}/")

    assert answer.url == f"/materials/versions/{version.uuid}/file/"
    assert prepared.materials.get().opened_at is not None


def test_a_question_asked_today_is_counted_on_the_visit(as_user, prepared, answer, lin):
    phone, url = as_user(lin), f"/visits/v/{prepared.uuid}/log/"
    typed = inputs_of(phone.get(url))
    asked = {"asked": [str(answer.question.uuid)]}

    phone.post(url, typed | asked | {"outcome": ["seen"], "adverse_event": "no"})

    assert [row.question for row in prepared.asked.all()] == [answer.question]
    assert "Asked by the customer" in phone.get(f"/visits/v/{prepared.uuid}/").text
