"""Another owner for many customers: from one territory to another, from a day on (ACC-02, CUS-13)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import registry
from accounts.models import Territory
from accounts.permissions import Permission
from customers.bulk.action import BulkAction
from customers.forms.bulk_change import OwnerForm
from customers.models import Alignment, Customer
from customers.services.alignment import check_move, realign, take_back_realignment


def _belongs(territory, on):
    return Q(Exists(Alignment.objects.on(on).filter(territory=territory, customer=OuterRef("pk"))))


def _left_out(*, source, target, on):
    check_move(source, target, on)
    said = _("They don't belong to %(territory)s on that day.") % {"territory": source}
    return [(said, ~_belongs(source, on))]


def _in_words(*, source, target, on):
    return _("Move from %(source)s to %(target)s on %(day)s") % {
        "source": source,
        "target": target,
        "day": date_format(on, "DATE_FORMAT"),
    }


def _effects(customer_ids, *, source, target, on):
    ids = Customer.objects.filter(pk__among=customer_ids).values("pk")
    effects = [effect(ids, on) for effect in registry.realignment_effects]
    if there := len(_there(ids, target, on)):
        effects.append((_("Already in the new territory as well"), there))
    return effects


def _carry_out(customer_ids, *, source, target, on, because, by):
    there = set(_there(customer_ids, target, on))
    where = {"source": source, "target": target, "on": on}
    realign(customer_ids, **where, because=because, by=by)
    needed = {"source": source.pk, "target": target.pk, "on": on.isoformat()}
    return {pk: needed | {"was_there": pk in there} for pk in customer_ids}


def _there(customers, territory, on):
    rows = Alignment.objects.on(on).filter(territory=territory, customer__in=customers)
    return list(rows.values_list("customer_id", flat=True))


def _undo(items, *, because, by):
    """Back from today, or from the day of the move when it is still to come."""
    needed = next(iter(items.values()))
    source = Territory.objects.get(pk=needed["source"])
    target = Territory.objects.get(pk=needed["target"])
    on = max(date.fromisoformat(needed["on"]), timezone.localdate())
    there, back = set(_there(items, target, on)), set(_there(items, source, on))
    mine = [pk for pk in items if pk in there and pk not in back]
    staying = {pk for pk in mine if items[pk]["was_there"]}
    where = {"source": source, "target": target, "on": on}
    take_back_realignment(mine, **where, staying=staying, because=because, by=by)
    return {pk: _("It has moved again meanwhile.") for pk in items if pk not in mine}


CHANGE_OWNER = BulkAction(
    name="owner",
    label=gettext_lazy("Give them another owner"),
    hint=gettext_lazy("From one territory to another from a day on; the past stays where it was"),
    icon="arrows-right-left",
    permission=Permission.CUSTOMER_ALIGN,
    form=OwnerForm,
    in_words=_in_words,
    left_out=_left_out,
    effects=_effects,
    carry_out=_carry_out,
    undo=_undo,
    undo_words=gettext_lazy(
        "They go back to the territory they came from, from today or from the day of the move if it is still to come;"
        " the days between stay counted where they were. Who has moved again since stays there."
    ),
)
