"""How long cycles are and how much fits into a day, as the company has set it (VIS-01)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.parameters import Parameter, declare_parameters
from accounts.services.parameter import parameters_on

CODE = "CYCLE-PLAN"

declare_parameters(
    CODE,
    Parameter("visits_a_day", _("Visits for which a field day has time"), 8, "", 1, 40),
    Parameter("months", _("Length of a cycle"), 1, _("months"), 1, 6),
    Parameter("open_ahead_days", _("Days before its begin that a cycle is opened"), 21, "", 8, 90),
    Parameter("close_after_days", _("Days after its end that a cycle is closed"), 7, "", 0, 60),
    Parameter("goal", _("Share of the planned visits that is the goal"), 90, "%", 1, 100),
    title=_("Cycle plans"),
)


def terms():
    """{name: value} as they hold today."""
    return parameters_on(timezone.localdate(), CODE)[CODE].whole
