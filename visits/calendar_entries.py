"""What stands in a person's own calendar: her plans, follow-ups and promises (ACC-05)."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.calendar_file import CalendarEntry, changes_of
from visits.conflicts import NOT_TAKING_PLACE, length_of
from visits.models import FollowUp, Request, Visit
from visits.request_reminders import address_of


def planned_visits(user, since, until):
    mine = Visit.objects.visible_to(user).filter(rep=user, planned_on__range=(since, until))
    visits = list(mine.with_place().order_by("planned_on", "planned_time", "pk"))
    changes = changes_of(Visit, visits)
    return [_visit_entry(visit, changes[visit.pk]) for visit in visits]


def open_follow_ups(user, since, until):
    mine = FollowUp.objects.visible_to(user).open().filter(owner=user)
    due = mine.filter(due_on__range=(since, until))
    rows = list(due.select_related("customer", "visit__organisation__customer"))
    changes = changes_of(FollowUp, rows)
    return [
        CalendarEntry(
            uuid=row.uuid,
            title=_title(_("Follow-up"), row, _place(row.visit, row.customer)),
            starts=row.due_on,
            change=changes[row.pk],
            place=_place(row.visit, row.customer),
            path=reverse("visits:follow_up_list"),
            name=f"{row.what} · {row.customer}",
        )
        for row in rows
    ]


def open_promises(user, since, until):
    mine = Request.objects.visible_to(user).open()
    mine = mine.filter(Q(raised_by=user) | Q(assignee=user))
    rows = list(mine.select_related("customer", "visit__organisation__customer"))
    changes = changes_of(Request, rows)
    due = {row: timezone.localtime(row.next_due) for row in rows}
    return [
        CalendarEntry(
            uuid=row.uuid,
            title=_title(_("Promised answer due"), row, _place(row.visit, row.customer)),
            starts=due_at,
            change=changes[row.pk],
            place=_place(row.visit, row.customer),
            path=address_of(row),
            name=_("Promised answer due: %(customer)s") % {"customer": row.customer},
        )
        for row, due_at in due.items()
        if since <= due_at.date() <= until
    ]


def _visit_entry(visit, change):
    begins, ends = visit.planned_on, None
    if visit.planned_time:
        begins = datetime.combine(
            visit.planned_on, visit.planned_time, timezone.get_current_timezone()
        )
        # A plan that does not say how long it takes keeps as much of the day free as is usual.
        ends = begins + length_of(visit)
    return CalendarEntry(
        uuid=visit.uuid,
        title=_title(_("Visit"), visit, _place(visit, visit.customer)),
        starts=begins,
        ends=ends,
        change=change,
        place=_place(visit, visit.customer),
        path=reverse("visits:visit_detail", args=[visit.uuid]),
        is_cancelled=visit.status in NOT_TAKING_PLACE,
    )


def _title(what, record, place):
    """The last signs of the record's number tell two on one day in one hospital apart."""
    return " · ".join(filter(None, [what, place, f"#{record.uuid.hex[-4:].upper()}"]))


def _place(visit, customer):
    if customer.is_organisation:
        return customer.name
    return visit.organisation.customer.name if visit and visit.organisation else ""
