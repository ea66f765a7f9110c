"""The rows behind a figure, exactly: the same source, conditions and scope that made it (PROMISE-2)."""

from django.db.models.functions import Coalesce

from analytics.kpis import DONE, Kind, Part
from analytics.services import target
from analytics.sources import VISITS


def rows_of(kpi, scope, part):
    """Visits, customers, requests, follow-ups or care, as many as this part of the figure says.

    A distribution has one part: the rows whose times it describes.
    """
    if kpi.kind in {Kind.DISTINCT, Kind.STOCK}:
        rows = CUSTOMERS[kpi.code, part](scope)
        # Nobody keeps who was met for which product, so there is no such figure either.
        return rows.none() if scope.product else rows
    return _in_scope(kpi.source, scope).filter(kpi.which(part))


def _in_scope(source, scope):
    period = scope.period
    rows = source.cells(source.rows(source.model.objects.visible_to(scope.viewer))).filter(
        source.between(period.first, period.last),
        scope.place(person=source.person, territory=source.territory),
        scope.kind_of_customer(tier="cell_tier", customer_type="cell_type"),
    )
    return rows.filter(**{source.product: scope.product}) if scope.product else rows


def _visits_of_frequented(scope):
    """A tier here is the target's at the end of the period, as in the figure; not the visit's own."""
    rows = _in_scope(VISITS, scope.only(tier=None, customer_type=""))
    one = Coalesce("customer__merged_into_id", "customer_id")
    return rows.alias(one=one).filter(DONE, one__in=target.frequented(scope).values("pk"))


CUSTOMERS = {
    ("coverage", Part.NUMERATOR): target.covered,
    ("coverage", Part.DENOMINATOR): target.targets,
    ("frequency", Part.NUMERATOR): _visits_of_frequented,
    ("frequency", Part.DENOMINATOR): target.frequented,
    ("profile_freshness", Part.NUMERATOR): target.fresh,
    ("profile_freshness", Part.DENOMINATOR): target.profiles,
}
