"""What this app itself tells of a customer (tiers, needs, care, account plans), in one question to the database (CUS-14).

Each source gives rows of one shape; how a row reads is said once for each source.
"""

import datetime
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from django.db.models import CharField, DateTimeField, F, Q, Value
from django.db.models.functions import Cast, Coalesce, NullIf, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from accounts.prepared import prepared
from customers.care_today import ICONS
from customers.models import AccountPlan, Care, GuestLink, Need, PlaybookItem, TierPeriod
from customers.timeline import Entry, NextStep, start_of

READ_AT_MOST = 400
SOON = datetime.timedelta(days=7)
# What a step shows of care: its sentence is the item's.
CARE = ["uuid", "due_on", "item", "owner__name", "owner__username"]


class Row(NamedTuple):
    source: str
    uuid: UUID
    day: datetime.date
    at: datetime.datetime | None  # the very moment, where it is known
    code: str
    state: str
    text: str
    by: str


def own_entries(customer, user, before, limit):
    """Few rows a customer: the newest `READ_AT_MOST` are read whole. Registered as accounts.registry.timeline_entries."""
    rows = _rows(_story(user, customer=customer.pk))
    return [entry for entry in _entries(rows) if entry.at < before][:limit]


def changes_of_own(customer, user, since):
    """Registered as accounts.registry.changes_since: what may have followed from care."""
    rows = _rows(_changes(user, customer=customer.pk))
    first_tier = {row.uuid for row in rows if row.source == "tier" and not row.state}
    told = [row for row in rows if row.uuid not in first_tier]
    return [entry for entry in _entries(told) if entry.at >= start_of(since)]


def care_step(customer, user):
    """Care that is due comes after promises and plans. Registered as accounts.registry.next_steps."""
    if not can(user, Permission.CARE_READ):
        return None
    found = _nearest_care(user, customer=customer.pk)
    return _step_of(found[0]) if found else None


@prepared
def _nearest_care(reader, customer):
    today = timezone.localdate()
    due = Care.objects.visible_to(reader).begun(today).filter(customer=customer)
    nearest = due.filter(due_on__lte=today + SOON).select_related("item", "owner").only(*CARE)
    return nearest.order_by("due_on", "pk")[:1]


def _step_of(care):
    when = date_format(care.due_on, "DATE_FORMAT")
    late = care.due_on < timezone.localdate()
    return NextStep(
        title=str(care.item),
        why=_("The playbook asks for it: %(cadence)s") % {"cadence": care.item.cadence},
        url=reverse("customers:care_detail", args=[care.uuid]),
        link=_("Open the care"),
        when=_("overdue since %(on)s") % {"on": when} if late else when,
        by=str(care.owner),
    )


@prepared
def _story(reader, customer):
    return _newest(reader, customer, [*CHANGES, _care_given, _plans_begun, *LINKS])


@prepared
def _changes(reader, customer):
    return _newest(reader, customer, CHANGES)


def _newest(reader, customer, sources):
    first, *rest = [source(customer, reader) for source in sources]
    return first.union(*rest, all=True).order_by("-row_day", "-row_at")[:READ_AT_MOST]


def _rows(read):
    """Newest first; a tier's `state` is the tier before it."""
    rows = [Row(*row) for row in read]
    tiers = sorted((row for row in rows if row.source == "tier"), key=lambda row: row.day)
    before = {later.uuid: earlier.code for earlier, later in pairwise(tiers)}
    return [
        row._replace(state=before.get(row.uuid, "")) if row.source == "tier" else row
        for row in rows
    ]


def _entries(rows):
    entries = [SAYS[row.source](row) for row in rows]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _shaped(rows, source, *, day, code, text, by, at=None, state=None):
    """The columns of Row, of one type in all sources: PostgreSQL joins nothing else."""
    columns = {
        "row_source": Value(source, CharField()),
        "row_uuid": F("uuid"),
        "row_day": F(day) if isinstance(day, str) else day,
        "row_at": F(at) if at else Cast(Value(None), DateTimeField()),
        "row_code": F(code),
        "row_state": F(state) if state else Value("", CharField()),
        "row_text": F(text) if isinstance(text, str) else text,
        "row_by": _first_of(f"{by}__name", f"{by}__username") if by else Value("", CharField()),
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


def _tiers(customer, user):
    rows = TierPeriod.objects.visible_to(user).filter(customer=customer)
    how = {"day": "valid_from", "at": "set_at", "code": "tier", "text": "reason", "by": "set_by"}
    return _shaped(rows, "tier", **how)


def _needs_found(customer, user):
    rows = Need.objects.visible_to(user).filter(customer=customer)
    how = {"code": "category", "state": "status", "text": "pain_point", "by": "owner"}
    return _shaped(rows, "need", day="found_on", **how)


def _needs_closed(customer, user):
    rows = Need.objects.visible_to(user).filter(customer=customer, closed_on__isnull=False)
    how = {"code": "category", "state": "status", "text": _first_of("result", "dropped_reason")}
    return _shaped(rows, "need closed", day="closed_on", by="owner", **how)


def _care_given(customer, user):
    """Visits tell their own story."""
    rows = Care.objects.visible_to(user).done().filter(customer=customer)
    by_hand = rows.exclude(item__kind=PlaybookItem.Kind.VISIT)
    how = {"day": "ended_on", "code": "item__kind", "state": "how", "by": "ended_by"}
    return _shaped(by_hand, "care", text=_first_of("note", "item__what"), **how)


def _plans_begun(customer, user):
    rows = AccountPlan.objects.visible_to(user).filter(customer=customer)
    begun = rows.filter(~Q(status=AccountPlan.Status.DRAFT), starts_on__lte=timezone.localdate())
    how = {"code": "status", "text": "title", "by": "owner"}
    return _shaped(begun, "plan", day="starts_on", **how)


def _links_given(customer, user):
    rows = GuestLink.objects.visible_to(user).filter(customer=customer)
    how = {"at": "made_at", "code": "kind", "text": "purpose", "by": "made_by"}
    return _shaped(rows, "link", day=TruncDate("made_at"), **how)


def _links_opened(customer, user):
    rows = GuestLink.objects.visible_to(user).filter(customer=customer, opened_at__isnull=False)
    how = {"at": "opened_at", "code": "kind", "text": Value("", CharField()), "by": ""}
    return _shaped(rows, "link opened", day=TruncDate("opened_at"), **how)


CHANGES = [_tiers, _needs_found, _needs_closed]
LINKS = [_links_given, _links_opened]


def _first_of(*names):
    """The first of these texts that is not empty."""
    given = [NullIf(F(name), Value("")) for name in names]
    return Coalesce(*given, Value(""), output_field=CharField())


def _say_tier(row):
    from_day = _("from %(day)s") % {"day": date_format(row.day, "DATE_FORMAT")}
    # When it was decided, unless it was written down later than it began.
    decided_in_time = timezone.localdate(row.at) <= row.day
    return Entry(
        at=row.at if decided_in_time else start_of(row.day),
        icon="arrow-up-right",
        title=_("Tier"),
        tone="a",
        text=row.text,
        by=row.by,
        what=from_day,
        tier_from=row.state,
        tier_to=row.code,
    )


def _say_need(row):
    category = Need.Category(row.code).label
    what = Need.Status(row.state).label
    return _on_its_day(
        row, "target", _("Need found: %(category)s") % {"category": category}, what=what
    )


def _say_need_closed(row):
    if row.state == Need.Status.SOLVED:
        return _on_its_day(row, "circle-check", _("Need solved"), tone="g")
    return _on_its_day(row, "x", _("Need dropped"))


def _say_care(row):
    title = _("Care: %(kind)s") % {"kind": PlaybookItem.Kind(row.code).label}
    what = Care.How(row.state).label if row.state else ""
    return _on_its_day(row, ICONS[row.code], title, tone="g", what=what)


def _say_plan(row):
    return _on_its_day(row, "checklist", _("Account plan"), tone="a")


def _say_link(row):
    kind = GuestLink.Kind(row.code).label
    title = _("Link given: %(kind)s") % {"kind": kind}
    return Entry(at=row.at, icon="link", title=title, tone="a", text=row.text, by=row.by)


def _say_link_opened(row):
    kind = GuestLink.Kind(row.code).label
    title = _("Opened by the customer: %(kind)s") % {"kind": kind}
    return Entry(at=row.at, icon="eye", title=title, tone="g")


def _on_its_day(row, icon, title, **more):
    return Entry(
        at=start_of(row.day),
        icon=icon,
        title=title,
        text=row.text,
        url=reverse(PAGES[row.source], args=[row.uuid]),
        by=row.by,
        is_whole_day=True,
        **more,
    )


PAGES = {
    "need": "customers:need_detail",
    "need closed": "customers:need_detail",
    "care": "customers:care_detail",
    "plan": "customers:plan_detail",
}
SAYS = {
    "tier": _say_tier,
    "need": _say_need,
    "need closed": _say_need_closed,
    "care": _say_care,
    "plan": _say_plan,
    "link": _say_link,
    "link opened": _say_link_opened,
}
