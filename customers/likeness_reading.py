"""Reads of many customers what likeness compares, with a fixed number of queries."""

from django.db.models import OuterRef, Subquery

from customers.likeness import Described, digits_to_compare
from customers.models import Affiliation, Customer
from customers.phone import office_numbers

READ = (
    "pk",
    "kind",
    "name",
    "aliases",
    "source",
    "external_id",
    "search_key__phone_hashes",
    "organisation__type",
    "organisation__city",
    "organisation__district",
    "organisation__address",
    "organisation__phone",
    "person__type",
    "person__specialty",
    "person__licence_number",
    "person__office_phone",
    "work_name",
    "work_city",
)


def described(ids):
    """{id: Described} of those in use that no other record speaks for."""
    work = Affiliation.objects.today().primary().filter(person=OuterRef("pk"))
    customers = Customer.objects.in_use().filter(pk__among=list(ids), merged_into=None)
    rows = customers.annotate(
        work_name=Subquery(work.values("organisation__customer__name")[:1]),
        work_city=Subquery(work.values("organisation__city")[:1]),
    ).values(*READ)
    return {row["pk"]: _described(row) for row in rows}


def _described(row):
    half = "person" if row["kind"] == Customer.Kind.PERSON else "organisation"
    phone = row["person__office_phone"] if half == "person" else row["organisation__phone"]
    return Described(
        kind=row["kind"],
        names=(row["name"], *row["aliases"]),
        type=row[f"{half}__type"] or "",
        city=row["organisation__city"] or row["work_city"] or "",
        district=row["organisation__district"] or "",
        address=row["organisation__address"] or "",
        phones=digits_to_compare(office_numbers(phone or "")),
        mobiles=frozenset(row["search_key__phone_hashes"] or ()),
        licence=row["person__licence_number"] or "",
        specialty=row["person__specialty"] or "",
        place=row["work_name"] or "",
        code=(row["source"], row["external_id"]) if row["external_id"] else (),
    )
