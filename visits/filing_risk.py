"""Rules about visits for which no filing turns out to have held (RSK-28), or whose products none covered (RSK-29).

The verbs refuse both at once (CN-002), also where a rule is off. What is discovered later, say because a filing is
withdrawn with effect from a past day, is noticed here by night: once for each visit.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.filing_history import FilingHistory
from accounts.models import RepFiling
from compliance.models import Severity
from compliance.risk.rule import Effect, Evidence, Fact, Mode, Rule, Verdict
from visits.models import Visit, VisitProduct

SOURCE = "visits.filing"


def promoted(since, keys=None):
    """Each visit without a filing as it is known today, or with a product that none covered."""
    visits = list(_asked(since, keys).order_by("pk").values("pk", "uuid", "rep_id", "day"))
    history = FilingHistory({row["rep_id"] for row in visits})
    talks = _talks([row["pk"] for row in visits])
    for row in visits:
        held = history.in_force(row["rep_id"], row["day"])
        products = talks.get(row["pk"], ())
        uncovered = [one.code for one in products if not any(f.covers(one) for f in held)]
        if uncovered or not held:
            yield _fact(row, bool(held), sorted(uncovered))


def _asked(since, keys):
    submitted = Visit.objects.submitted()
    if keys is not None:
        return submitted.filter(uuid__in=keys)
    changed = RepFiling.history.filter(history_date__gte=since).values("user_id")
    return submitted.filter(Q(submitted_at__gte=since) | Q(rep__in=changed))


def _talks(visits):
    found = {}
    rows = VisitProduct.objects.filter(visit__in=visits).select_related("product")
    for row in rows:
        found.setdefault(row.visit_id, []).append(row.product)
    return found


def _fact(row, is_filed, uncovered):
    label = Visit._meta.label_lower
    return Fact(
        label=label,
        subject=str(row["uuid"]),
        name=str(row["day"]),
        inputs={"filed": is_filed, "uncovered": uncovered},
        person=row["rep_id"],
        evidence=(Evidence(label, str(row["uuid"]), ""),),
    )


def judge_filing(inputs, values):
    return None if inputs["filed"] else Verdict(Severity.HIGH, "unfiled")


def judge_products(inputs, values):
    if not (inputs["filed"] and inputs["uncovered"]):
        return None
    return Verdict(Severity.HIGH, "uncovered", {"products": ", ".join(inputs["uncovered"])})


LABELS = {"filed": _("A filing held"), "uncovered": _("Products not covered")}
RULES = [
    Rule(
        "RSK-28",
        1,
        _("Activity without a valid filing"),
        why=_(
            "Nobody may promote without being filed as a representative (filing measures of 2020)."
        ),
        source=SOURCE,
        judge=judge_filing,
        sentences={"unfiled": _("No filing of the representative held on that day.")},
        modes=frozenset({Mode.BEFORE, Mode.NIGHT}),
        effect=Effect.BLOCK,
        labels=LABELS,
    ),
    Rule(
        "RSK-29",
        1,
        _("Product outside the filed categories"),
        why=_("A filing names the categories of products that its holder lets be promoted."),
        source=SOURCE,
        judge=judge_products,
        sentences={"uncovered": _("No filing of that day covers %(products)s.")},
        modes=frozenset({Mode.BEFORE, Mode.NIGHT}),
        effect=Effect.BLOCK,
        labels=LABELS,
    ),
]
