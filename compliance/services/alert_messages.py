"""Who is told of alerts: those who handle them at once, and the management too when one is overdue (RSK-E03)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import Role
from accounts.services.notification import declare_notification, notify
from compliance.models import Severity
from compliance.risk.rule import RULES

RAISED, RAISED_HIGH = "alert.raised", "alert.raised_high"
ASSIGNED, OVERDUE, RETUNE = "alert.assigned", "alert.overdue", "alert.retune"
OFFICERS = (Role.COMPLIANCE,)
LEADERS = (Role.COMPLIANCE, Role.GENERAL_MANAGER)


def tell_raised(rule, alerts):
    """One line for each run and severity, however many there are."""
    high = [alert for alert in alerts if alert.severity == Severity.HIGH]
    others = [alert for alert in alerts if alert.severity != Severity.HIGH]
    for kind, chosen in ((RAISED_HIGH, high), (RAISED, others)):
        _tell(OFFICERS, kind, chosen, about="raised", query=f"rule={rule.id}")


def tell_overdue(alerts):
    """One line, however many are past their deadline since the last look."""
    _tell(LEADERS, OVERDUE, alerts, about="overdue", query="state=overdue")


def tell_owner(alert, by):
    if alert.owner_id != by.pk:
        notify(
            alert.owner,
            ASSIGNED,
            key=f"alert:{alert.uuid}:owner:{alert.owner_id}:{alert.status}",
            params={"rule": alert.rule, "name": alert.name},
            url=_page_of(alert),
        )


def ask_to_retune(rule, precision):
    """Once for each version of its parameters (RSK-E09)."""
    for officer in _people(OFFICERS):
        notify(
            officer,
            RETUNE,
            key=f"alert:retune:{precision.parameters}",
            params={"rule": rule.id, "percent": precision.percent, "closed": precision.closed},
            url=reverse("compliance:rule_detail", args=[rule.id]),
        )


def _tell(roles, kind, alerts, *, about, query):
    for user in _people(roles) if alerts else ():
        # Nobody learns of an alert about themselves.
        theirs = [alert for alert in alerts if not alert.is_about(user)]
        if theirs:
            first = theirs[0]
            notify(
                user,
                kind,
                key=f"alert:{first.uuid}:{about}:{first.counted_from.isoformat()}",
                params={"rule": first.rule, "number": len(theirs)},
                url=_page_of(*theirs, query=query),
            )


def _people(roles):
    active = User.objects.active()
    return {user for role in roles for user in active.with_role(role)}


def _page_of(first, *others, query=""):
    if others:
        return f"{reverse('compliance:alert_list')}?{query}"
    return reverse("compliance:alert_detail", args=[first.uuid])


def _named(code):
    return f"{code} {RULES[code].title}" if code in RULES else code


def _raised_in_words(params):
    named = {"rule": _named(params["rule"]), "number": params["number"]}
    if params["number"] == 1:
        return _("New alert: %(rule)s") % named
    return _("%(number)s new alerts: %(rule)s") % named


def _overdue_in_words(params):
    if params["number"] == 1:
        return _("An alert is past its deadline: %(rule)s") % {"rule": _named(params["rule"])}
    return _("%(number)s alerts are past their deadline") % {"number": params["number"]}


def declare():
    declare_notification(RAISED, _raised_in_words, icon="flag", by_email=False)
    declare_notification(RAISED_HIGH, _raised_in_words, icon="flag")
    declare_notification(OVERDUE, _overdue_in_words, icon="clock-exclamation")
    declare_notification(
        ASSIGNED, gettext_lazy("An alert is yours to look into: %(rule)s, %(name)s"), icon="flag"
    )
    declare_notification(
        RETUNE,
        gettext_lazy(
            "Rule %(rule)s: %(percent)s %% of %(closed)s closed alerts were confirmed. Adjust its parameters."
        ),
        icon="flag",
        by_email=False,
    )
