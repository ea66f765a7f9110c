"""What a rep settles before a visit: what it is for, by what it is measured, and what she brings (VIS-03, VIS-14)."""

from copy import copy
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.services.notification import declare_notification, notify
from visits.materials import refuse_materials, why_unusable
from visits.models import Visit, VisitMaterial
from visits.record import NOT_TYPED, record_of, set_columns, write_rows
from visits.services.visit import lock_own

WITHDRAWN = "material.withdrawn"


def prepare_visit(visit, *, by, **settled):
    """`settled`: objective, objective_measure, objective_by, materials; what is left out stays as it is planned."""
    require(by, Permission.VISIT_LOG)
    with deed("visit.prepare", by=by):
        visit = lock_own(visit, by)
        _check_open(visit)
        # Of a copy: what is read here must not be taken for what the rows say afterwards.
        record = replace(record_of(copy(visit)), **settled)
        refuse_materials(visit, record)
        set_columns(visit, record)
        visit.clean_fields(exclude=NOT_TYPED)
        visit.save()
        write_rows(visit, record)
    return visit


def open_material(visit, version, *, by):
    """She opens it on her screen for this visit; the first time is kept."""
    require(by, Permission.VISIT_LOG)
    with deed("visit.open_material", by=by):
        visit = lock_own(visit, by)
        _check_open(visit)
        if said := why_unusable(version, visit.day):
            raise ValidationError(said)
        row = VisitMaterial.objects.filter(visit=visit, version=version).first()
        row = row or VisitMaterial(visit=visit, version=version)
        if row.opened_at is None:
            row.opened_at = timezone.now()
            row.save()
    return row


def tell_who_planned(version):
    """Registered as accounts.registry.material_withdrawals: whoever brings it anyway would show what may not be shown."""
    rows = VisitMaterial.objects.planned().filter(version=version, visit__status__in=Visit.OPEN)
    for row in rows.select_related("visit__rep", "visit__customer"):
        visit = row.visit
        notify(
            visit.rep,
            WITHDRAWN,
            key=f"material:{version.uuid}:{visit.uuid}",
            params={
                "material": str(version),
                "customer": visit.customer.name,
                "day": visit.day,
                "why": version.reason,
            },
            url=reverse("visits:visit_prepare", args=[visit.uuid]),
        )


def declare():
    declare_notification(
        WITHDRAWN,
        _told,
        icon="ban",
    )


def _told(params):
    said = _(
        "“%(material)s” was withdrawn (%(why)s): leave it out of the visit to %(customer)s, %(day)s."
    )
    return said % params


def _check_open(visit):
    if visit.is_locked:
        visit.check_can_become(Visit.Status.PLANNED)
    if not visit.is_open:
        raise ValidationError(
            _("Only a visit that is to come can be prepared."), code="VISIT_STATUS"
        )
