"""A manager sets a customer's tier, with a reason; every past day keeps the tier that it had (CUS-04)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.services.role import end_dated
from customers.frozen import refuse_frozen
from customers.models import Customer, Tier, TierPeriod
from customers.services.alignment import mark_customer_changed


def set_tier(customer, *, tier, reason, valid_from=None, by):
    """From that day on, in place of what was planned for later. The days before keep theirs."""
    require(by, Permission.TIER_SET)
    day = valid_from or timezone.localdate()
    _check(tier, reason, day)
    with deed("tier.set", by=by, because=reason):
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        refuse_frozen(row.pk)
        period = _begin(row, Tier(tier), reason, day, by)
        put_tier_in_step([row.pk])
        mark_customer_changed(row, day)
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


def _begin(customer, tier, reason, day, by):
    periods = TierPeriod.objects.select_for_update().filter(customer=customer)
    now = periods.on(day).first()
    if now and now.tier == tier:
        raise ValidationError(
            {"tier": _("The customer already is %(tier)s then.") % {"tier": tier.label}}
        )
    for period in periods.filter(valid_from__gte=day):
        period.delete()
    for period in periods.on(day):
        end_dated(period, day - timedelta(days=1))
    author = None if getattr(by, "is_system", False) else by
    period = TierPeriod(customer=customer, tier=tier, reason=reason, set_by=author, valid_from=day)
    period.full_clean()
    period.save()
    return period
