"""What the demo's representatives propose about customers' own data: some decided, some waiting for the steward."""

from customers.models import Customer
from customers.services.data_change import (
    accept_data_change,
    file_data_change,
    reject_data_change,
)
from customers.services.organisation import create_organisation

PROPOSED = [
    # field, value, how it is known, the steward's answer ("" is yes, None is not yet)
    ("licence_number", "110330000021764", "执业证公示页查询", ""),
    ("licence_number", "110330000047105", "同事转述", "转述不算依据，请附执业证或公示页"),
    ("licence_number", "110330000058213", "本人出示的执业证", None),
    ("aliases", ["小周主任"], "科室同事的称呼", None),
]
NEW = [("临江新城社区卫生服务站", "health_centre"), ("云栖路便民大药房", "pharmacy")]


def propose_changes(company, leaves):
    steward = company.people["steward1"]
    for (_territory, rep, people), said in zip(leaves, PROPOSED, strict=False):
        name, value, evidence, answer = said
        customer = Customer.objects.get(pk=people[0]["customer_id"])
        change = file_data_change(customer, values={name: value}, evidence=evidence, by=rep)
        if answer:
            reject_data_change(change, because=answer, by=steward)
        elif answer is not None:
            accept_data_change(change, by=steward)
    for (_territory, rep, _people), (name, kind) in zip(leaves, NEW, strict=False):
        create_organisation(name=name, type=kind, city="临江市", by=rep)
