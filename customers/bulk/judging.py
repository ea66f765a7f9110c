"""Who of many customers a bulk action would change, and why the others stay as they are."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, SmallIntegerField, Value, When
from django.utils.translation import gettext as _

from accounts.registry import why_frozen
from customers.models import Customer


@dataclass(frozen=True)
class Preview:
    chosen: int
    changing: list  # keys of the customers
    left_out: list  # (why, how many), most first
    effects: list  # (words, how many) of what comes along


def preview(action, customer_ids, arguments, *, by):
    fates = judge(action, customer_ids, arguments, by=by)
    changing = [pk for pk, why in fates.items() if not why]
    return Preview(
        chosen=len(customer_ids),
        changing=changing,
        left_out=Counter(why for why in fates.values() if why).most_common(),
        effects=action.effects(changing, **arguments),
    )


def judge(action, customer_ids, arguments, *, by):
    """{customer id: why it is left out, or ""} in the order of the keys, by what the person sees and what holds now."""
    reasons = action.left_out(**arguments)
    which = Case(
        *(When(condition, then=Value(number)) for number, (_why, condition) in enumerate(reasons)),
        default=Value(None),
        output_field=SmallIntegerField(),
    )
    seen = Customer.objects.visible_to(by).filter(pk__among=customer_ids)
    found = dict(seen.order_by("pk").values_list("pk", which))
    fates = {pk: "" if number is None else str(reasons[number][0]) for pk, number in found.items()}
    return dict.fromkeys(customer_ids, "") | fates | _left_alone(customer_ids, found)


def out_of_reach(customer_ids, *, by):
    """{customer id: why} of those whom the person does not see any more, or who are to be left alone."""
    seen = Customer.objects.visible_to(by).filter(pk__among=customer_ids)
    return _left_alone(customer_ids, set(seen.values_list("pk", flat=True)))


def _left_alone(customer_ids, seen):
    gone = {pk: _("You don't see this customer any more.") for pk in customer_ids if pk not in seen}
    return gone | why_frozen([pk for pk in customer_ids if pk in seen])
