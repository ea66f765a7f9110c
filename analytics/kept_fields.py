"""What figures are kept for (PRV-001). All are counted from other records, and go with them."""

from django.utils.translation import gettext_lazy as _

from accounts.field_register import NOBODY, Basis, Kept, Retention
from accounts.permissions import Permission

FIGURES = _("Figures of work with customers, counted from visits and requests")


def figures(model, readers=Permission.KPI_READ, **classes):
    return Kept(
        *(f"analytics.{model}", FIGURES, Basis.WORK, Retention.INTERACTION, readers), **classes
    )


FIELDS = [
    figures("dirtyday", NOBODY, public="date marked_at", business="user"),
    figures("dirtyterritory", NOBODY, public="territory marked_at"),
    figures(
        "dailyfact",
        public="date territory tier customer_type product kpi numerator denominator",
        business="user",
    ),
    figures("customerfact", public="date territory done effective met", business="user customer"),
    figures(
        "responsefact",
        public="date territory tier customer_type product kpi request minutes",
        business="user",
    ),
    figures("keptperiod", NOBODY, public="first last"),
    figures("unsettledcustomer", NOBODY, business="customer"),
    figures("periodflow", public="period territory kpi numerator denominator", business="user"),
    figures(
        "periodtarget",
        public="period territory tier targets covered frequented visits profiles fresh",
        business="user",
    ),
]
