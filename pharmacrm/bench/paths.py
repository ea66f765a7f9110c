"""The hot paths: which page, as whom, and how many times the floor it may take."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Territory, User
from customers.models import CustomerTerritory, Organisation, Tag
from visits.models import Visit

READ_TARGET, SUBMIT_TARGET = 3.0, 4.0


@dataclass(frozen=True)
class Cast:
    """Who is measured, and the records that they open."""

    rep: User
    manager: User
    director: User
    customer: object
    planned: Visit


def cast():
    rep = User.objects.get(username="rep1")
    place = Membership.objects.today().get(user=rep).territory
    aligned = CustomerTerritory.objects.filter(territory=place, customer__kind="person")
    today = Visit.objects.filter(rep=rep, status="planned", day__gte=timezone.localdate())
    return Cast(
        rep=rep,
        manager=User.objects.get(username="manager1"),
        director=User.objects.get(username="director"),
        customer=aligned.select_related("customer").first().customer,
        planned=today.order_by("day", "pk").first(),
    )


def listings(people, customers):
    """The list of customers, narrowed as the grid, a tag, a saved filter or a person narrows it."""
    tag = Tag.objects.visible_to(people.director).in_use().order_by("name").first()
    city = Organisation.objects.exclude(city="").order_by("pk").first().city
    ways = {
        "of a cell": {"cell": "high-high"},
        "with a tag": {"tag": tag.uuid},
        "of a saved filter": {"kind": "person", "type": "doctor", "tier": "growth"},
        "of a city": {"city": city},
    }
    return [
        (f"customers {way}, director", people.director, f"{customers}?{urlencode(words)}")
        for way, words in ways.items()
    ]


def pages(people):
    """[(name, who, address)]"""
    customers, visits = reverse("customers:list"), reverse("visits:visit_list")
    customer = reverse("customers:detail", args=[people.customer.uuid])
    district = Territory.objects.visible_to(people.manager).filter(level="district").first()
    figures, grid = reverse("analytics:dashboard"), reverse("customers:tier_grid")
    return [
        ("Today, rep", people.rep, reverse("visits:today")),
        ("customer list, rep", people.rep, customers),
        ("customer list, director", people.director, customers),
        ("customer list, strategic, director", people.director, f"{customers}?tier=strategic"),
        ("search, rep", people.rep, f"{reverse('customers:search')}?{urlencode({'q': '林'})}"),
        ("search by initials, director", people.director, f"{reverse('customers:search')}?q=lxt"),
        ("customer page, rep", people.rep, customer),
        ("customer's persona, rep", people.rep, f"{customer}?tab=persona"),
        *listings(people, customers),
        ("grid of tiers, manager", people.manager, grid),
        ("grid of tiers, director", people.director, grid),
        ("visit list, rep", people.rep, visits),
        ("calendar month, rep", people.rep, reverse("visits:calendar")),
        ("calendar month, manager", people.manager, reverse("visits:calendar")),
        ("end of the day, rep", people.rep, reverse("visits:end_of_day")),
        ("visit list, manager", people.manager, visits),
        ("visit list, director", people.director, visits),
        ("log form, rep", people.rep, reverse("visits:visit_log", args=[people.planned.uuid])),
        ("dashboard month, manager", people.manager, f"{figures}?territory={district.code}"),
        ("dashboard month, director", people.director, figures),
        ("request queue, director", people.director, reverse("visits:request_list")),
    ]
