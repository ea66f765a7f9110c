"""Who works where, from when to when. A change begins a new row, so that every past day can be asked."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.services.role import end_dated
from customers.frozen import refuse_frozen
from customers.identity import person_identity
from customers.models import Affiliation, Customer, Person


def affiliate(
    person,
    organisation,
    *,
    department=None,
    position="",
    is_primary=False,
    valid_from=None,
    valid_to=None,
    uuid=None,
    by,
):
    """The first place of work becomes the main one by itself."""
    require(by, Permission.CUSTOMER_EDIT)
    with deed("affiliation.begin", by=by):
        # Two people who give one person two main places at once are judged one after the other.
        Person.objects.select_for_update().get(pk=person.pk)
        refuse_frozen(person.pk)
        return add_affiliation(
            person,
            organisation,
            department=department,
            position=position,
            is_primary=is_primary,
            valid_from=valid_from,
            valid_to=valid_to,
            uuid=uuid,
        )


def end_affiliation(affiliation, *, on=None, because="", by):
    """`on` is the last day there."""
    require(by, Permission.CUSTOMER_EDIT)
    with deed("affiliation.end", by=by, because=because):
        row = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
        refuse_frozen(row.person_id)
        end_dated(row, on or timezone.localdate())
        _put_identity_in_step(row.person)
    return row


def make_primary(affiliation, *, on=None, by):
    """From that day the person mainly works here; the days before keep the place that they had."""
    require(by, Permission.CUSTOMER_EDIT)
    day = on or timezone.localdate()
    with deed("affiliation.make_primary", by=by):
        person = Person.objects.select_for_update().get(pk=affiliation.person_id)
        refuse_frozen(person.pk)
        row = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
        if not row.holds_on(day):
            raise ValidationError(_("The person does not work there on that day."))
        if not row.is_primary:
            _end_primary(person, day)
            row = _changed_from(row, day, is_primary=True)
            _put_identity_in_step(person)
    return row


def add_affiliation(
    person,
    organisation,
    *,
    department=None,
    position="",
    is_primary=False,
    valid_from=None,
    valid_to=None,
    uuid=None,
):
    """The row itself, inside the deed of a verb."""
    first = valid_from or timezone.localdate()
    _check_place(person, organisation, department, first, valid_to)
    is_primary = is_primary or not person.affiliations.on(first).primary().exists()
    if is_primary:
        _end_primary(person, first)
    affiliation = Affiliation(
        person=person,
        organisation=organisation,
        department=department,
        position=position,
        is_primary=is_primary,
        valid_from=first,
        valid_to=valid_to,
        **with_uuid(uuid),
    )
    affiliation.full_clean()
    affiliation.save()
    _put_identity_in_step(person)
    return affiliation


def identity_today(customer):
    """A namesake elsewhere is somebody else: the main place of work is part of who a person is."""
    work = Affiliation.objects.today().primary().filter(person=customer.pk)
    names = work.values_list("organisation__customer__name", flat=True)
    return person_identity(customer.name, names.first() or "")


def _put_identity_in_step(person):
    customer = person.customer
    Customer.objects.filter(pk=customer.pk).update(identity=identity_today(customer))


def _check_place(person, organisation, department, first, last):
    if department and department.organisation_id != organisation.pk:
        raise ValidationError({"department": _("This department belongs elsewhere.")})
    there = person.affiliations.filter(organisation=organisation, department=department)
    until = Q() if last is None else Q(valid_from__lte=last)
    if there.filter(until, Q(valid_to=None) | Q(valid_to__gte=first)).exists():
        raise ValidationError({"organisation": _("The person already works there in that time.")})


def _end_primary(person, day):
    for row in person.affiliations.select_for_update().on(day).primary():
        _changed_from(row, day, is_primary=False)


def _changed_from(row, day, *, is_primary):
    """The row as it is from that day on; its earlier days stay as they were."""
    if row.valid_from == day:
        row.is_primary = is_primary
        row.save()
        return row
    last = row.valid_to
    row.valid_to = day - timedelta(days=1)
    row.save()
    later = Affiliation(
        person=row.person,
        organisation=row.organisation,
        department=row.department,
        position=row.position,
        is_primary=is_primary,
        valid_from=day,
        valid_to=last,
    )
    later.full_clean()
    later.save()
    return later
