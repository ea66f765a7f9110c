"""What people do with any customer: close it, archive it, open it again; and what every new or changed one needs."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import Territory
from accounts.permissions import Permission, require
from accounts.services.territory import territory_of
from customers.controlled import ask_for_review, decides
from customers.frozen import refuse_frozen
from customers.models import Customer
from customers.pinyin import sort_key
from customers.services.alignment import add_alignment, mark_customer_changed
from customers.services.care_cycle import renew_care
from customers.services.duplicate import look_for_duplicates_soon
from customers.services.search_key import rebuild_search_keys

OWN_FIELDS = {"name", "aliases", "source", "external_id"}


def close_customer(customer, *, on=None, because, by):
    """The customer itself has ended: a clinic gave up, a doctor retired."""
    return _move(customer, Customer.Status.CLOSED, on=on, because=because, by=by)


def archive_customer(customer, *, on=None, because, by):
    """We no longer need it: a duplicate, a test, an import that went wrong. Search leaves it out."""
    return _move(customer, Customer.Status.ARCHIVED, on=on, because=because, by=by)


def reopen_customer(customer, *, on=None, because, by):
    return _move(customer, Customer.Status.ACTIVE, on=on, because=because, by=by)


def _move(customer, status, *, on, because, by):
    require(by, Permission.CUSTOMER_EDIT)
    day = on or timezone.localdate()
    _check_reason_and_day(because, day)
    with deed(f"customer.{status}", by=by, because=because):
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        refuse_frozen(row.pk)
        row.check_can_become(status)
        row.status, row.status_on, row.status_reason = status, day, because
        row.full_clean()
        row.save()
        mark_customer_changed(row, day)
        renew_care([row.pk], timezone.localdate(), by)
    return row


def _check_reason_and_day(because, day):
    problems = {}
    if not because.strip():
        problems["because"] = _("Say why: the reason stays with the customer.")
    if day > timezone.localdate():
        problems["on"] = _("The day cannot lie ahead.")
    if problems:
        raise ValidationError(problems)


def admit(customer, half, *, identity, territory, by, mobile=None):
    """Saves a new customer and its half (an Organisation or Person), inside the deed of its verb."""
    customer.sort_key, customer.identity = sort_key(customer.name), identity
    customer.is_under_review = not decides(by)
    customer.full_clean()
    customer.save()
    half.customer = customer
    half.full_clean()
    half.save(force_insert=True)
    rebuild_search_keys([customer.pk], mobiles=None if mobile is None else {customer.pk: mobile})
    home = _home(territory, by)
    if home:
        add_alignment(customer, home, valid_from=timezone.localdate())
    ask_for_review(customer, by)
    look_for_duplicates_soon(customer)


def _home(territory, by):
    """Where a new customer belongs: the territory given, or else the one in which its author works."""
    if territory is None:
        return None if getattr(by, "is_system", False) else territory_of(by, timezone.localdate())
    if not Territory.objects.visible_to(by).leaves().filter(pk=territory.pk).exists():
        raise ValidationError({"territory": _("Choose one of your own territories.")})
    return territory


def halves(values, allowed):
    """(values of the customer itself, values of its half). Anything else is a programmer's mistake."""
    unknown = values.keys() - OWN_FIELDS - allowed
    if unknown:
        raise TypeError(f"Unknown fields: {', '.join(sorted(unknown))}")
    own = {name: value for name, value in values.items() if name in OWN_FIELDS}
    return own, {name: value for name, value in values.items() if name in allowed}


def apply(row, changes):
    """Saves a row when something differs; a save without a difference would only swell its history."""
    different = {name: new for name, new in changes.items() if getattr(row, name) != new}
    if different:
        for name, new in different.items():
            setattr(row, name, new)
        row.full_clean()
        row.save()
    return different


def put_in_step(customer, *, identity, mobile=None):
    """Order, identity and search key after a change of names, codes or phones. Derived: no history."""
    Customer.objects.filter(pk=customer.pk).update(
        sort_key=sort_key(customer.name), identity=identity
    )
    rebuild_search_keys([customer.pk], mobiles=None if mobile is None else {customer.pk: mobile})
