"""The rule about files that were not taken (RSK-50), and the facts it judges. The refusal itself is CN-006's, and holds
also where the rule is off."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from compliance.models import Alert, Severity
from compliance.risk.rule import Effect, Fact, Mode, Rule, Verdict

ID, SOURCE, LABEL = "RSK-50", "uploads", "upload"


def fact_of(refused):
    """One matter a day for each file, however often somebody tries to bring it."""
    return Fact(
        label=LABEL,
        subject=refused.sha256,
        name=refused.name,
        inputs={
            "words": list(refused.counts.words),
            "doctors": list(refused.counts.doctors),
            "quantities": list(refused.counts.quantities),
        },
        window=timezone.localdate().isoformat(),
        person=refused.by.pk,
    )


def refused_before(since, keys=None):
    """Nothing was kept of the files: what the alerts of that time hold is what is known."""
    for alert in Alert.objects.filter(rule=ID, raised_at__gte=since):
        yield Fact(
            alert.label, alert.subject, alert.name, alert.inputs, alert.window, alert.person_id
        )


def judge_upload(inputs, values):
    if inputs["words"]:
        return Verdict(Severity.HIGH, "words", {"columns": ", ".join(inputs["words"])})
    if inputs["doctors"] and inputs["quantities"]:
        columns = [*inputs["doctors"], *inputs["quantities"]]
        return Verdict(Severity.HIGH, "table", {"columns": ", ".join(columns)})
    return None


RULE = Rule(
    ID,
    1,
    _("Prescription data in an upload"),
    why=_(
        "Nobody may ask for or count prescriptions by doctor, department or institution (CN-006; guidelines against"
        " commercial bribery, 2025). Such a file is refused, and who brought it should learn why."
    ),
    source=SOURCE,
    judge=judge_upload,
    sentences={
        "words": _("A file with prescription counts was refused: %(columns)s."),
        "table": _("A file with doctors beside quantities was refused: %(columns)s."),
    },
    modes=frozenset({Mode.BEFORE}),
    effect=Effect.BLOCK,
    labels={
        LABEL: _("Uploaded file"),
        "words": _("Headings and names"),
        "doctors": _("Columns of doctors"),
        "quantities": _("Columns of quantities"),
    },
)
