"""One care for many customers, with a day on which it is due (CUS-05, CUS-13)."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from accounts.permissions import Permission
from customers.bulk.action import BulkAction
from customers.forms.bulk_change import CareForm
from customers.models import Customer, CustomerTerritory
from customers.services.care_assignment import (
    assign_care,
    care_between,
    items_like,
    take_back_care,
)


def _left_out(*, care, due_on):
    today = timezone.localdate()
    working = Membership.objects.today().filter(territory=OuterRef("territory"))
    served = CustomerTerritory.objects.filter(Exists(working), customer=OuterRef("pk"))
    return [
        (_("They are closed or archived."), ~Q(status=Customer.Status.ACTIVE)),
        (_("Nobody serves them today."), ~Q(Exists(served))),
        (_("Their playbook has no such care."), ~Q(Exists(items_like(care, today)))),
        (_("They have it already in these days."), Q(Exists(care_between(care, today, due_on)))),
    ]


def _carry_out(customer_ids, *, care, due_on, because, by):
    given = assign_care(customer_ids, care, due_on=due_on, because=because, by=by)
    return {pk: {"care": key} for pk, key in given.items()}


def _undo(items, *, because, by):
    ended = take_back_care([said["care"] for said in items.values()], because=because, by=by)
    why = _("It is not open any more: %(state)s.")
    return {row.customer_id: why % {"state": row.get_status_display().lower()} for row in ended}


def _in_words(*, care, due_on):
    day = date_format(due_on, "DATE_FORMAT")
    return _("Give them the care “%(care)s”, due %(day)s") % {"care": care, "day": day}


ASSIGN_CARE = BulkAction(
    name="care",
    label=gettext_lazy("Give them a care"),
    hint=gettext_lazy("One of those of the playbooks, on whoever serves each customer"),
    icon="heart-handshake",
    permission=Permission.CARE_ASSIGN,
    form=CareForm,
    in_words=_in_words,
    left_out=_left_out,
    carry_out=_carry_out,
    undo=_undo,
    undo_words=gettext_lazy(
        "What is still open is no longer due; what was done or skipped meanwhile stays."
    ),
)
