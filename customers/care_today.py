"""Care on Today: what is overdue, then what is due soonest (CUS-05)."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.prepared import prepared
from customers.models import Care, PlaybookItem

SHOWN = 3
SOON = timedelta(days=7)
COUNTED = 99
READ = [
    *["uuid", "due_on", "status", "customer__name"],
    *["item__kind", "item__what"],
]


def care_boxes(user, today):
    """Boxes for templates/visits/_today_box.html, from one look at what is open. Visits due stand on the route."""
    rows = _due(user, today)
    late = [care for care in rows if care.due_on < today]
    soon = [care for care in rows if care.due_on >= today]
    boxes = [
        _box(_("Overdue care"), "alarm", late, "late"),
        _box(_("Care due"), "", soon, ""),
    ]
    return [box for box in boxes if box["rows"]]


@prepared
def _due(reader, today):
    mine = Care.objects.visible_to(reader).begun(today).filter(owner=reader.pk)
    is_visit = Q(item__kind=PlaybookItem.Kind.VISIT)
    due = mine.filter(Q(due_on__lte=today + SOON) & ~is_visit | Q(due_on__lt=today))
    shown = due.select_related("customer", "item").only(*READ)
    return shown.order_by("due_on", "pk")[: COUNTED + 1]


def _box(label, tone, rows, state):
    more = None
    if len(rows) > SHOWN:
        text = _("All %(n)s: %(label)s") % {"n": len(rows), "label": label}
        more = {"url": f"{reverse('customers:care_list')}?state={state}", "text": text}
    shown = [_row(care, tone) for care in rows[:SHOWN]]
    return {"label": label, "tone": tone, "rows": shown, "more": more}


def _row(care, tone):
    day = date_format(care.due_on, "MONTH_DAY_FORMAT")
    when = _("overdue since %(on)s") if tone else _("due by %(on)s")
    return {
        "url": reverse("customers:care_detail", args=[care.uuid]),
        "icon": ICONS[care.item.kind],
        "title": str(care),
        "text": f"{care.customer} · {when % {'on': day}}",
    }


Kind = PlaybookItem.Kind
ICONS = {
    Kind.VISIT: "route",
    Kind.LITERATURE: "book",
    Kind.POLICY: "file-text",
    Kind.STUDY: "flask",
    Kind.ADHERENCE: "pill",
    Kind.DELIVERY: "truck-delivery",
    Kind.PEER: "users",
    Kind.ORDERING: "presentation",
    Kind.DISPLAY: "layout-list",
    Kind.EDUCATION: "school",
    Kind.OTHER: "heart-handshake",
}
