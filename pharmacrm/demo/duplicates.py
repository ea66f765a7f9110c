"""Customers whom a second list has brought once more: most wait for the steward, one was merged, one found to be two."""

from customers.models import Customer, Duplicate
from customers.services.duplicate import dismiss_duplicate, find_duplicates
from customers.services.merge import merge_customers
from customers.services.organisation import create_organisation
from customers.services.person import create_person

PEOPLE = 3
HOUSES = 3


def bring_customers_twice(company, leaves):
    steward = company.people["steward1"]
    pairs = [*_people(leaves, steward), *_houses(leaves, steward)]
    find_duplicates({one.pk for pair in pairs for one in pair}, by=steward)
    found = [_pair(*pair) for pair in pairs]
    found = [one for one in found if one is not None]
    if len(found) > 2:
        merge_customers(
            found[0], survivor=found[0].left, because="同一执业证，已与本人核对", by=steward
        )
        dismiss_duplicate(found[-1], because="两处院区，分别挂牌", by=steward)


def _people(leaves, by):
    """The same person, as a conference list writes her: in Latin letters, with her place of work."""
    for territory, _rep, people in leaves[:PEOPLE]:
        first = Customer.objects.select_related("person").get(pk=people[1]["customer_id"])
        work = first.person.affiliations.select_related("organisation").first()
        spoken = first.sort_key.partition("  ")[0].title()
        second = create_person(
            name=spoken,
            type=first.person.type,
            specialty=first.person.specialty,
            organisation=work.organisation,
            territory=territory,
            by=by,
        )
        yield first, second.customer


def _houses(leaves, by):
    """The same house under its short name, without an address."""
    for territory, _rep, people in leaves[:HOUSES]:
        first = Customer.objects.select_related("organisation").get(pk=people[0]["organisation_id"])
        second = create_organisation(
            name=f"{first.name}（老院）",
            type=first.organisation.type,
            city=first.organisation.city,
            phone=first.organisation.phone,
            territory=territory,
            by=by,
        )
        yield first, second.customer


def _pair(one, other):
    return Duplicate.objects.open().filter(left=one, right=other).first()
