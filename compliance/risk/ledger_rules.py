"""Rules about the record itself (RSK-53, RSK-54)."""

from django.utils.translation import gettext_lazy as _

from accounts.parameters import Parameter
from compliance.models import Severity
from compliance.risk.rule import Rule, Verdict


def judge_change(inputs, values):
    """A change with no application actor, or by a database role that nobody expects."""
    if "" in inputs["actors"]:
        return Verdict(Severity.HIGH, "nobody", {"changes": inputs["changes"]})
    expected = {*inputs["our_roles"], *values["more_roles"]}
    strangers = sorted(set(inputs["roles"]) - expected)
    if strangers:
        words = {"changes": inputs["changes"], "roles": ", ".join(strangers)}
        return Verdict(Severity.HIGH, "role", words)
    return None


def judge_trouble(inputs, values):
    """Guard off, verification not in order, a silent sink, or entries that wait to be sealed."""
    trouble = inputs["trouble"]
    limits = {"sink": values["sink_minutes"], "lag": values["lag_minutes"]}
    is_wrong = {
        "guard": lambda: bool(inputs["missing"]),
        "verification": lambda: inputs["exit_code"] != 0,
    }.get(trouble, lambda: inputs["minutes"] > limits[trouble])
    return Verdict(Severity.HIGH, trouble, _words(inputs)) if is_wrong() else None


def _words(inputs):
    return {
        name: ", ".join(value) if isinstance(value, list) else value
        for name, value in inputs.items()
        if name != "trouble"
    }


RULES = [
    Rule(
        "RSK-53",
        1,
        _("Change past the application"),
        why=_(
            "Records are changed by people through the application only (21 CFR 11.10(e), LED-001). A change without an"
            " author or by another database role went round it."
        ),
        source="ledger.changes",
        may_be_silenced=False,
        judge=judge_change,
        sentences={
            "nobody": _("Changes in one transaction that name no author: %(changes)s."),
            "role": _("Changes in one transaction by the database role %(roles)s: %(changes)s."),
        },
        parameters=(
            Parameter("more_roles", _("Further database roles that may change records"), ()),
        ),
        labels={
            "ledger.transaction": _("Transaction"),
            "at": _("At"),
            "actors": _("Authors"),
            "roles": _("Database roles"),
            "our_roles": _("Roles of the application"),
            "changes": _("Changes"),
            "rows": _("Rows of tables"),
        },
    ),
    Rule(
        "RSK-54",
        1,
        _("The ledger is not in order"),
        why=_(
            "The ledger proves something only while its guards are on, it is sealed and verified, and checkpoints leave"
            " the database (LED-012, LED-013, LED-014)."
        ),
        source="ledger.troubles",
        may_be_silenced=False,
        judge=judge_trouble,
        sentences={
            "guard": _("Guards of the database are missing or changed: %(missing)s."),
            "verification": _("Verification at level %(level)s found: %(codes)s."),
            "sink": _("%(sink)s has acknowledged no checkpoint for %(minutes)s minutes."),
            "lag": _("Entry %(entry)s has waited %(minutes)s minutes to be sealed."),
        },
        parameters=(
            Parameter("sink_minutes", _("A sink may be silent for"), 15, _("minutes"), 1, 1440),
            Parameter(
                "lag_minutes", _("An entry may wait for its seal for"), 5, _("minutes"), 1, 1440
            ),
        ),
        labels={
            "ledger": _("Ledger"),
            "trouble": _("Trouble"),
            "guard": _("Guards"),
            "verification": _("Verification"),
            "sink": _("Place of checkpoints"),
            "lag": _("Waiting entry"),
            "missing": _("Missing or changed"),
            "level": _("Level"),
            "exit_code": _("Result code"),
            "codes": _("Findings"),
            "minutes": _("Minutes"),
            "problem": _("Problem"),
            "entry": _("Entry"),
        },
    ),
]
