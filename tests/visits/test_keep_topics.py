"""Marketing keeps the topics that a visit may be about (CN-025)."""

import pytest

from accounts.permissions import Permission, Role, can
from tests import factories
from visits.models import Topic

pytestmark = pytest.mark.req("CN-025")
WORDS = {"code": "dose", "name": "剂量", "name_en": "Dose", "is_active": "on"}


@pytest.fixture
def keeper(db):
    return factories.UserFactory(username="pan", name="潘市场", roles=[Role.MARKETING])


def test_a_new_topic_stands_on_the_next_log_form(as_user, keeper, lin, planned):
    assert as_user(keeper).post("/topics/new/", WORDS).url == "/topics/"

    assert "Dose" in as_user(lin).get(f"/visits/v/{planned.uuid}/log/").text
    assert Topic.objects.get(code="dose").history.latest().action == "topic.create"


def test_one_out_of_use_is_offered_no_more_and_stays_where_it_was(
    as_user, keeper, lin, submitted, topic
):
    as_user(keeper).post(f"/topics/{topic.uuid}/", {"code": topic.code, "name": topic.name})

    topic.refresh_from_db()
    assert (topic.is_active, topic.name_en) == (False, "")
    assert "治疗方案" in as_user(lin).get(f"/visits/v/{submitted.uuid}/").text


def test_a_code_that_is_taken_is_refused_beside_the_code(as_user, keeper, topic):
    answer = as_user(keeper).post("/topics/new/", WORDS | {"code": topic.code})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["code"]
    assert 'value="剂量"' in answer.text


def test_everybody_reads_them_and_a_rep_changes_none(as_user, lin, topic):
    browser = as_user(lin)

    assert "Therapy" in browser.get("/topics/").text
    assert not can(lin, Permission.TOPIC_MANAGE)
    assert browser.get(f"/topics/{topic.uuid}/").status_code == 403
    assert browser.post("/topics/new/", WORDS).status_code == 403
    assert Topic.objects.count() == 1
