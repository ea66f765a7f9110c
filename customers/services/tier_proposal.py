"""Changes of tier that scores ask for: proposed by the night's scoring, decided by a manager (CUS-04)."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import bulk_create_recorded, bulk_update_recorded, deed
from accounts.permissions import Permission, require
from accounts.registry import why_frozen
from customers.models import Customer, TierPeriod, TierProposal, TierScore
from customers.proposal_notices import tell_managers
from customers.proposal_wording import why
from customers.services.tier import begin_tiers

Status = TierProposal.Status
MOST = 500  # proposals in one decision: what one person can have looked at
BATCH = 2000
# What a waiting proposal takes over from each night's score.
REFRESHED = ["scoring_model_id", "customer_type", "value", "need", "cell", "points"]


def propose_changes(model, *, on, by):
    """Compares the open scores with the tiers of today; returns how many proposals are new."""
    with deed("tier_proposal.propose", by=by):
        wanted = _wanted(model, on)
        kept = _settle_waiting(wanted, model, on)
        new = [pk for pk in wanted if pk not in kept]
        count = 0
        for start in range(0, len(new), BATCH):
            scores = [wanted[pk] for pk in new[start : start + BATCH]]
            count += len(bulk_create_recorded(_proposals(scores, on)))
        if count:
            tell_managers(on)
    return count


def approve_proposals(proposals, *, because="", by):
    """One decision over a shown list: each customer has the proposed tier from today on. Returns the proposals."""
    with _decision("tier_proposal.approve", proposals, because, by) as rows:
        _check_not_frozen(rows)
        _decide(rows, Status.APPROVED, because, by)
        author = None if getattr(by, "is_system", False) else by
        begin_tiers(
            [
                TierPeriod(
                    customer_id=row.customer_id,
                    tier=row.tier_to,
                    reason=because.strip() or why(row),
                    proposal=row,
                    set_by=author,
                    valid_from=timezone.localdate(),
                )
                for row in rows
            ],
            by=by,
        )
    return rows


def reject_proposals(proposals, *, because, by):
    """The tier stays; the same version proposes it no more for a while. Returns the proposals."""
    with _decision("tier_proposal.reject", proposals, because, by) as rows:
        if not because.strip():
            raise ValidationError(
                {"because": _("Say why: the reason stays in the customer's history.")}
            )
        _decide(rows, Status.REJECTED, because, by)
    return rows


def expire_proposals(customer):
    """Registered as accounts.registry.customer_endings, inside the deed that ends what is planned."""
    for proposal in TierProposal.objects.waiting().select_for_update().filter(customer=customer):
        proposal.status = Status.EXPIRED
        proposal.save()


@contextmanager
def _decision(action, proposals, because, by):
    require(by, Permission.TIER_SET)
    ids = [proposal.pk for proposal in proposals]
    if not ids:
        raise ValidationError(_("Choose at least one proposal."))
    if len(ids) > MOST:
        raise ValidationError(_("Decide on %(most)s proposals at most at once.") % {"most": MOST})
    with deed(action, by=by, because=because):
        # Customers first, as who sets a tier or erases locks them.
        named = TierProposal.objects.filter(pk__in=ids).values("customer_id")
        held = Customer.objects.select_for_update().filter(pk__in=named)
        list(held.order_by("pk").values_list("pk"))
        rows = list(
            TierProposal.objects.visible_to(by)
            .filter(pk__in=ids)
            .select_for_update(of=("self",))
            .select_related("customer", "scoring_model")
            .order_by("pk")
        )
        if len(rows) < len(ids):
            raise PermissionDenied(_("Some of these customers are not yours any more."))
        yield rows


def _decide(rows, status, because, by):
    for row in rows:
        row.check_can_become(status)
        row.status, row.reason = status, because.strip()
        row.decided_by, row.decided_at = by, timezone.now()
    bulk_update_recorded(rows, ["status", "reason", "decided_by", "decided_at"])


def _check_not_frozen(rows):
    said = why_frozen([row.customer_id for row in rows])
    if said:
        names = ", ".join(row.customer.name for row in rows if row.customer_id in said)
        raise ValidationError(f"{names}: {next(iter(said.values()))}", code="FROZEN")


def _wanted(model, on):
    """{customer id: open score} of those whose tier is another, but for what was rejected lately."""
    rejected = TierProposal.objects.filter(
        customer=OuterRef("customer"),
        tier_to=OuterRef("tier"),
        scoring_model=model,
        status=Status.REJECTED,
        decided_at__gte=timezone.now() - TierProposal.QUIET,
    )
    scores = (
        TierScore.objects.filter(valid_to=None, scoring_model=model)
        .exclude(tier=F("customer__tier"))
        .exclude(Exists(rejected))
        .annotate(
            tier_now=F("customer__tier"),
            customer_type=Concat(
                "customer__kind",
                Value("."),
                Coalesce("customer__organisation__type", "customer__person__type"),
            ),
        )
    )
    wanted = {score.customer_id: score for score in scores.order_by("customer_id").iterator()}
    for pk in why_frozen(list(wanted)):
        wanted.pop(pk, None)
    return wanted


def _settle_waiting(wanted, model, on):
    """Brings what waits up to date with the scores, or ends it; returns the customers whose proposal stays."""
    ended, refreshed, kept = [], [], set()
    for row in TierProposal.objects.waiting().select_for_update().order_by("pk"):
        score = wanted.get(row.customer_id)
        if score is None or row.proposed_on <= on - TierProposal.EXPIRES_AFTER:
            row.status = Status.EXPIRED
            ended.append(row)
        elif (row.tier_from, row.tier_to) != (score.tier_now, score.tier):
            row.status = Status.SUPERSEDED
            ended.append(row)
        else:
            kept.add(row.customer_id)
            if row.update_from({name: getattr(score, name) for name in REFRESHED}):
                refreshed.append(row)
    bulk_update_recorded(ended, ["status"])
    bulk_update_recorded(refreshed, ["scoring_model", *REFRESHED[1:]])
    return kept


def _proposals(scores, on):
    before = _scores_before(scores)
    return [_proposal(score, before.get(score.customer_id), on) for score in scores]


def _scores_before(scores):
    """{customer id: the score that the open one replaced}"""
    ids = [score.customer_id for score in scores]
    ended = TierScore.objects.filter(customer__in=ids).exclude(valid_to=None)
    return {row.customer_id: row for row in ended.order_by("valid_from")}


def _proposal(score, before, on):
    return TierProposal(
        customer_id=score.customer_id,
        tier_from=score.tier_now,
        tier_to=score.tier,
        value_before=before and before.value,
        need_before=before and before.need,
        cell_before=before.cell if before else "",
        points_before=before.points if before else {},
        proposed_on=on,
        **{name: getattr(score, name) for name in REFRESHED},
    )
