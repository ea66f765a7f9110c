"""For how many days links of each kind may be made, as the company has set it (CMP-13, CUS-15)."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.parameters import Parameter, declare_parameters
from accounts.services.parameter import parameters_on
from customers.models import GuestLink

CODE = "GUEST-LINK"
Kind = GuestLink.Kind
MOST_DAYS = {Kind.OWN_PAGE: 30, Kind.BOARD: 90}
USUAL_DAYS = {Kind.OWN_PAGE: 7, Kind.BOARD: 30}
# A page that opens in one browser only stays open there no longer than this: the browser may be shared.
OPEN_FOR = timedelta(hours=1)

declare_parameters(
    CODE,
    *(
        Parameter(f"{kind}_days", kind.label, days, _("days at most"), 1, 365)
        for kind, days in MOST_DAYS.items()
    ),
)


def most_days(kind):
    return parameters_on(timezone.localdate(), CODE)[CODE].whole[f"{kind}_days"]


def usual_days(kind):
    return min(USUAL_DAYS[kind], most_days(kind))
