"""Opens the care that customers are due, and ends what no longer is: each morning for all, at once for some (CUS-05).

Whatever it does is found by comparing rows, so that mornings that were missed are made up for, and twice is once.
"""

from itertools import islice

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.copying import copy_recorded
from accounts.history import bulk_update_recorded, deed, system
from accounts.models import Membership
from accounts.registry import mark_days_changed
from customers.cadence import slots_ahead
from customers.models import Care, Customer, CustomerTerritory, Playbook, TierPeriod

CHUNK = 5000  # rows written at once
MORNING = system("start_the_day")
Status = Care.Status


def turn_care():
    """Registered as accounts.registry.day_starters."""
    today = timezone.localdate()
    _miss(today)
    renew_care(None, today, MORNING)
    _pass_on(today)


def renew_care(customer_ids, on, by):
    """Registered as accounts.registry.tier_changed: the old playbook's care ends, the new one's begins, in one deed.

    Also for a change of type or state. `customer_ids` None means all. A day ahead waits for its morning.
    """
    today = timezone.localdate()
    if on > today:
        return
    _close(_outdated(_of(Care.objects.open(), "customer", customer_ids), today), today, by)
    for playbook in _playbooks_for(customer_ids, today):
        _open(playbook, customer_ids, today, by)


def _playbooks_for(customer_ids, today):
    """Those in force; of some customers only their tiers' and types', for each asks about every item it has."""
    playbooks = Playbook.objects.live().on(today).prefetch_related("items")
    if customer_ids is None:
        return playbooks
    customer_type = Coalesce("customer__organisation__type", "customer__person__type")
    tiers = _of(TierPeriod.objects.on(today), "customer", customer_ids)
    kinds = set(tiers.values_list("tier", customer_type).distinct())
    return [one for one in playbooks if (one.tier, one.customer_type) in kinds]


def end_care(customer):
    """Registered as accounts.registry.customer_endings: nothing more is due to her, inside the deed that says so."""
    _close(Care.objects.open().filter(customer=customer), timezone.localdate(), None)


def _miss(today):
    with deed("care.miss", by=MORNING):
        for rows in _chunks(Care.objects.open().filter(lapses_on__lt=today)):
            for row in rows:
                row.status, row.ended_on = Status.MISSED, today
            _save(rows, ["status", "ended_on"])


def _outdated(rows, today):
    """Of another playbook than that of the customer's tier and type today."""
    tier = TierPeriod.objects.on(today).filter(
        customer=OuterRef("customer"), tier=OuterRef("item__playbook__tier")
    )
    of_type = Q(customer__organisation__type=F("item__playbook__customer_type")) | Q(
        customer__person__type=F("item__playbook__customer_type")
    )
    in_force = Q(item__playbook__valid_to=None) | Q(item__playbook__valid_to__gte=today)
    fits = of_type & in_force & Q(Exists(tier), customer__status=Customer.Status.ACTIVE)
    return rows.exclude(pk__in=rows.filter(fits).values("pk"))


def _close(rows, today, by):
    """Without `by` inside a deed that has its own word for it."""
    for chunk in _chunks(rows):
        for row in chunk:
            row.status, row.ended_on, row.reason = Status.CLOSED, today, _why()
        if by is None:
            _save(chunk, ["status", "ended_on", "reason"])
        else:
            with deed("care.close", by=by):
                _save(chunk, ["status", "ended_on", "reason"])


def _why():
    return _("The playbook of the customer is another now.")


def _open(playbook, customer_ids, today, by):
    served = served_today(_entitled(playbook, customer_ids, today), today)
    for item in playbook.items.all():
        for slot in slots_ahead(item.times, item.period, today):
            missing = served.exclude(Exists(_had(item, slot))).order_by("pk")
            found = missing.values_list("pk", "territory_now", "rep_now")
            rows = (_care(item, slot, *one) for one in found.iterator(chunk_size=CHUNK))
            while chunk := list(islice(rows, CHUNK)):
                with deed("care.open", by=by):
                    copy_recorded(chunk)
                mark_care_changed(chunk)


def _entitled(playbook, customer_ids, today):
    tier = TierPeriod.objects.on(today).filter(customer=OuterRef("pk"), tier=playbook.tier)
    customers = _of(Customer.objects.active(), "pk", customer_ids).filter(Exists(tier))
    of_type = Q(organisation__type=playbook.customer_type)
    return customers.filter(of_type | Q(person__type=playbook.customer_type))


def served_today(customers, today, customer="pk"):
    """Those whom somebody serves, with `territory_now` and `rep_now`; of several sales lines the first."""
    members = Membership.objects.on(today).filter(territory=OuterRef("territory"))
    homes = (
        CustomerTerritory.objects.filter(customer=OuterRef(customer))
        .annotate(rep=Subquery(members.order_by("user_id").values("user_id")[:1]))
        .filter(rep__isnull=False)
        .order_by("territory_id")
    )
    return customers.annotate(
        territory_now=Subquery(homes.values("territory_id")[:1]),
        rep_now=Subquery(homes.values("rep")[:1]),
    ).filter(rep_now__isnull=False)


def _had(item, slot):
    """The same care in the same days, also under another tier or version of the playbook."""
    same = Q(item__kind=item.kind, item__what=item.what)
    when = Q(opens_on__range=(slot.first, slot.last))
    return Care.objects.exclude(status=Status.CLOSED).filter(same, when, customer=OuterRef("pk"))


def _care(item, slot, customer, territory, rep):
    return Care(
        customer_id=customer,
        item=item,
        territory_id=territory,
        owner_id=rep,
        opens_on=slot.first,
        due_on=slot.due_on,
        lapses_on=slot.lapses_on,
    )


def _pass_on(today):
    """What is open goes to who serves the customer now: after a new alignment, a leaver or a newcomer."""
    theirs = Membership.objects.on(today).filter(
        user=OuterRef("owner"), territory=OuterRef("territory")
    )
    here = CustomerTerritory.objects.filter(
        customer=OuterRef("customer"), territory=OuterRef("territory")
    )
    astray = Care.objects.open().exclude(Exists(theirs), Exists(here))
    with deed("care.pass_on", by=MORNING):
        for rows in _chunks(served_today(astray, today, "customer_id")):
            mark_care_changed(rows)
            for row in rows:
                row.territory_id, row.owner_id = row.territory_now, row.rep_now
            _save(rows, ["territory", "owner"])


def _save(rows, fields):
    bulk_update_recorded(rows, fields)
    mark_care_changed(rows)


def mark_care_changed(rows):
    """Their figures are those of the day on which they are due."""
    mark_days_changed(sorted({(row.owner_id, row.due_on) for row in rows}))


def _chunks(rows):
    """Locked, in one order; each chunk is read when the one before is written, and no longer among them."""
    held = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    while chunk := list(held[:CHUNK]):
        yield chunk


def _of(rows, field, customer_ids):
    return rows if customer_ids is None else rows.filter(**{f"{field}__in": customer_ids})
