"""A manager sets a customer's tier, with a reason; every past day keeps the tier that it had (CUS-04)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import bulk_create_recorded, bulk_update_recorded, deed
from accounts.permissions import Permission, require
from accounts.registry import tell_tier_changed
from customers.frozen import refuse_frozen
from customers.models import Customer, Tier, TierPeriod, TierProposal
from customers.services.alignment import mark_changed


def set_tier(customer, *, tier, reason, valid_from=None, by):
    """From that day on, in place of what was planned for later. The days before keep theirs."""
    require(by, Permission.TIER_SET)
    day = valid_from or timezone.localdate()
    _check(tier, reason, day)
    with deed("tier.set", by=by, because=reason):
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        refuse_frozen(row.pk)
        _refuse_same(row, tier, day)
        author = None if getattr(by, "is_system", False) else by
        period = TierPeriod(customer=row, tier=tier, reason=reason, set_by=author, valid_from=day)
        begin_tiers([period], by=by)
    customer.refresh_from_db(fields=["tier"])
    return period


def put_tier_in_step(customer_ids):
    """Makes the tier that lists read agree with the dated ones. Derived: no history."""
    today = dict(
        TierPeriod.objects.today()
        .filter(customer__in=customer_ids)
        .values_list("customer_id", "tier")
    )
    for tier in ["", *Tier]:
        these = [pk for pk in customer_ids if today.get(pk, "") == tier]
        Customer.objects.filter(pk__in=these).exclude(tier=tier).update(tier=tier)


def tier_on(customer, day):
    """The tier of that day, "" for none."""
    return (
        TierPeriod.objects.on(day).filter(customer=customer).values_list("tier", flat=True).first()
        or ""
    )


def _check(tier, reason, day):
    problems = {}
    if tier not in Tier:
        problems["tier"] = _("Choose a tier.")
    if not reason.strip():
        problems["reason"] = _("Say why: the reason stays in the customer's history.")
    if day < timezone.localdate():
        problems["valid_from"] = _("The past stays as it was: choose today or a later day.")
    if problems:
        raise ValidationError(problems)


def begin_tiers(new, *, by):
    """Each of the new periods takes the place of what held or was planned; inside the deed of a verb.

    All begin on the same day. What waited for a decision on these customers is overtaken.
    """
    day, ids = new[0].valid_from, [period.customer_id for period in new]
    list(Customer.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    periods = TierPeriod.objects.select_for_update().filter(customer__in=ids)
    for later in periods.filter(valid_from__gte=day):
        later.delete()
    ending = list(periods.on(day))
    for period in ending:
        period.valid_to = day - timedelta(days=1)
    bulk_update_recorded(ending, ["valid_to"])
    bulk_create_recorded(new)
    _overtake(ids)
    put_tier_in_step(ids)
    mark_changed(ids, day)
    if day <= timezone.localdate():
        tell_tier_changed(ids, day, by)


def _overtake(customer_ids):
    overtaken = list(
        TierProposal.objects.waiting().select_for_update().filter(customer__in=customer_ids)
    )
    for proposal in overtaken:
        proposal.status = TierProposal.Status.SUPERSEDED
    bulk_update_recorded(overtaken, ["status"])


def _refuse_same(customer, tier, day):
    now = TierPeriod.objects.on(day).filter(customer=customer).first()
    if now and now.tier == tier:
        raise ValidationError(
            {"tier": _("The customer already is %(tier)s then.") % {"tier": Tier(tier).label}}
        )
