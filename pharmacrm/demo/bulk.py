"""The demo's tags, and one decision over many customers that can still be taken back."""

from django.utils import translation

from accounts.services.job import run_job
from customers.forms.filter import CustomerFilter
from customers.models import Customer
from customers.services.bulk_change import start_bulk_change
from customers.services.tag import create_tag, put_tag

TAGS = ["本季重点", "教学医院"]
WHOM = {"kind": "person", "tier": "strategic"}


def act_on_many(leaves):
    _territory, rep, _people = leaves[0]
    quarter, teaching = [create_tag(name=name, by=rep) for name in TAGS]
    mine = Customer.objects.visible_to(rep)
    put_tag(_keys(mine.filter(organisation__level="3A")), teaching, by=rep)
    with translation.override(rep.language):
        whom = CustomerFilter(WHOM, user=rep)
        chosen = _keys(whom.narrow(mine))
        change = start_bulk_change(
            "tag_add",
            {"tag": str(quarter.uuid)},
            chosen,
            because="本季度学术活动优先邀请",
            whom=whom.in_words(),
            query=whom.query,
            by=rep,
        )
    run_job(change.job_id)


def _keys(customers):
    return list(customers.order_by("pk").values_list("pk", flat=True))
