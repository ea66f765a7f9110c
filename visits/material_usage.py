"""How often each version of a material was planned, opened and shown, by territory, over the visits that one sees (VIS-14)."""

from dataclasses import dataclass

from django.db.models import Count, Q

from visits.models import Visit, VisitMaterial

WHAT = {
    "planned": Q(is_planned=True),
    "opened": Q(opened_at__isnull=False),
    "shown": Q(is_shown=True),
}


@dataclass(frozen=True)
class Used:
    """One version in one territory."""

    version: int
    version_uuid: object
    number: int
    material: object
    title: str
    territory: object
    territory_name: str
    planned: int
    opened: int
    shown: int


def usage(rows):
    """[Used] of VisitMaterial rows, by title, the newest version first, then by territory."""
    counted = (
        rows.values(
            *["version_id", "version__uuid", "version__version", "version__material__uuid"],
            *["version__material__title", "visit__territory__uuid", "visit__territory__name"],
        )
        .annotate(**{name: Count("pk", filter=condition) for name, condition in WHAT.items()})
        .order_by("version__material__title", "-version__version", "visit__territory__code")
    )
    return [Used(*row) for row in counted.values_list(*_columns())]


def rows_behind(user, filters, what):
    """The visits on which it was planned, opened or shown, the newest first."""
    rows = filters.narrow(VisitMaterial.objects.visible_to(user)).filter(WHAT[what])
    visits = Visit.objects.visible_to(user).filter(pk__in=rows.values("visit"))
    return visits.with_place().select_related("rep")


def _columns():
    return [
        *["version_id", "version__uuid", "version__version", "version__material__uuid"],
        *["version__material__title", "visit__territory__uuid", "visit__territory__name"],
        *WHAT,
    ]
