"""What the needs file tells elsewhere: a customer's timeline, Today, a leaver's successor, another territory."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from accounts.prepared import prepared
from customers.models import Need, NeedEvidence
from customers.need_reminders import address_of, forget_review, remind_of_review

SHOWN_TODAY = 2
NEED = ["uuid", "pain_point", "category", "next_review_on", "customer__name"]


def review_boxes(user, today):
    """For templates/visits/_today_box.html: one's own needs whose review is due."""
    if not can(user, Permission.NEED_KEEP):
        return []
    due = _due_needs(user, today)
    if not due:
        return []
    more = None
    if len(due) > SHOWN_TODAY:
        url = f"{reverse('customers:need_list')}?state=due&whose=mine"
        more = {"url": url, "text": _("All needs to review")}
    rows = [_today_row(need) for need in due[:SHOWN_TODAY]]
    return [{"label": _("Needs to review"), "tone": "", "rows": rows, "more": more}]


@prepared
def _due_needs(reader, today):
    mine = Need.objects.visible_to(reader).due_for_review(today).filter(owner=reader.pk)
    shown = mine.select_related("customer").only(*NEED)
    return shown.order_by("next_review_on", "pk")[: SHOWN_TODAY + 1]


def hand_over_needs(leaver, successor, by):
    """Inside the leaver's deed; what the successor may not keep stays for the manager to hand on."""
    if not can(successor, Permission.NEED_KEEP):
        return 0
    rows = list(Need.objects.open().filter(owner=leaver).select_for_update(of=("self",)))
    for need in rows:
        need.owner = successor
        need.save()
        remind_of_review(need)
    return len(rows)


def drop_needs(customer):
    """Who is erased or restricted has nothing that we work on any more (PRV-010)."""
    held = Need.objects.open().filter(customer=customer).select_for_update(of=("self",))
    for need in held.order_by("pk"):
        need.status, need.closed_on = Need.Status.DROPPED, timezone.localdate()
        need.dropped_reason = _("The customer's data are erased or restricted on request.")
        need.save()
        forget_review(need)


def needs_that_move(customer_ids, on):
    return _("Open needs"), Need.objects.open().filter(customer__in=customer_ids).count()


def files_of_visible_needs(user):
    """Registered as accounts.registry.attachment_visibility."""
    from_needs = NeedEvidence.objects.visible_to(user).values("attachment_id")
    return Q(pk__in=from_needs)


def _today_row(need):
    when = date_format(need.next_review_on, "MONTH_DAY_FORMAT")
    return {
        "url": address_of(need),
        "icon": "hourglass",
        "title": need.pain_point[:60],
        "text": f"{need.customer} · {need.get_category_display()} · {when}",
    }
