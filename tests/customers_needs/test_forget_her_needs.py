"""Zhou asks to be forgotten: nobody works on her needs any more, and what was written of them is emptied."""

import pytest

from accounts.models import Reminder
from compliance.services.erasure import approve_erasure, request_erasure
from customers.models import Need
from customers.services.need import edit_need, solve_need

pytestmark = pytest.mark.req("CUS-06", "PRV-012")


@pytest.fixture
def forget(wen, steward, zhou):
    def do():
        case = request_erasure(zhou.customer, reason="a letter", by=steward)
        approve_erasure(case, because="No duty to keep", by=wen)

    return do


def test_an_open_need_is_dropped_and_reminds_nobody(pain, forget):
    forget()

    need = Need.objects.get()
    assert (need.status, need.pain_point, need.dropped_reason) == ("dropped", "–", "–")
    assert not Reminder.objects.filter(subject=pain.uuid, handled_at=None).exists()


def test_words_go_and_the_lesson_that_names_nobody_stays(pain, lin, forget):
    edit_need(pain, root_cause="Zhou keeps no list", evidence="Her words", by=lin)
    solve_need(pain, solution="A card", result="She is content", lesson="Use cards", by=lin)

    forget()

    need = Need.objects.get()
    assert [getattr(need, name) for name in Need.CHAIN] == ["–"] * 5
    assert (need.status, need.lesson) == ("solved", "Use cards")
