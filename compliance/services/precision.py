"""How often a rule is right: confirmed ÷ closed, counted for each version of its parameters (RSK-E09)."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from accounts.services.parameter import parameters_on
from compliance.models import Alert
from compliance.risk.rule import RULES
from compliance.services.alert_messages import ask_to_retune

ENOUGH = 50  # closed alerts
AT_LEAST = 10  # percent


@dataclass(frozen=True)
class Precision:
    parameters: int  # key of the version
    confirmed: int = 0
    closed: int = 0

    @property
    def percent(self):
        """None where nothing is closed: there is nothing to divide by."""
        return round(100 * self.confirmed / self.closed) if self.closed else None

    @property
    def asks_for_retuning(self):
        return self.closed >= ENOUGH and 100 * self.confirmed < AT_LEAST * self.closed


def precision_by_parameters(rules=None):
    """{key of the version of the parameters: Precision}"""
    rows = Alert.objects.closed().order_by().values("parameters")
    if rules:
        rows = rows.filter(rule__in=rules)
    counted = rows.annotate(
        confirmed=Count("pk", filter=Q(outcome=Alert.Status.CONFIRMED)), closed=Count("pk")
    )
    return {row["parameters"]: Precision(**row) for row in counted}


def look_at_precision():
    """Each night: who handles alerts is asked to adjust a rule that is mostly wrong."""
    counted = precision_by_parameters()
    for code, version in parameters_on(timezone.localdate()).items():
        precision = counted.get(version.pk)
        if code in RULES and precision and precision.asks_for_retuning:
            ask_to_retune(RULES[code], precision)
