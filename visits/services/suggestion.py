"""Suggestions are accepted, which plans the visit, or dismissed with a reason; the rules learn from both (VIS-13)."""

from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.registry import suggestion_rules
from visits.models import SuggestionAnswer, SuggestionWeight
from visits.services.visit import local_today, plan_visit

LEARNS_FROM = timedelta(days=365)
# As if each rule had been accepted and dismissed this many times: a few answers move nothing much.
PRIOR = 10
LEAST, MOST = Decimal("0.50"), Decimal("1.50")
CENT = Decimal("0.01")


def accept_suggestion(customer, *, day, rules, by):
    """Plans the visit; `rules` are the codes that spoke for it. Raises what planning refuses."""
    require(by, Permission.VISIT_LOG)
    with deed("suggestion.accept", by=by):
        visit = plan_visit(customer, day=day, by=by)
        return SuggestionAnswer.objects.create(
            rep=by,
            customer=customer,
            answered_on=local_today(by),
            answer=SuggestionAnswer.Answer.ACCEPTED,
            rules=_known(rules),
            visit=visit,
        )


def dismiss_suggestion(customer, *, reason, rules, by):
    require(by, Permission.VISIT_LOG)
    if reason not in SuggestionAnswer.Reason.values:
        raise ValidationError({"reason": _("Say why not: the rules learn from it.")})
    with deed("suggestion.put_off", by=by):
        today = local_today(by)
        return SuggestionAnswer.objects.create(
            rep=by,
            customer=customer,
            answered_on=today,
            answer=SuggestionAnswer.Answer.DISMISSED,
            reason=reason,
            rules=_known(rules),
            back_on=today + SuggestionAnswer.PAUSE[reason],
        )


def _known(rules):
    """Codes come back from a page that may be older than the rules."""
    codes = {rule.code for rule in suggestion_rules}
    return [code for code in dict.fromkeys(rules) if code in codes]


def learn_weights():
    """Once a day: what was answered in a year, counted anew for each rule."""
    today = timezone.localdate()
    answers = SuggestionAnswer.objects.filter(answered_on__gt=today - LEARNS_FROM).order_by()
    counted = (
        answers.annotate(rule=Func(F("rules"), function="unnest"))
        .values("rule")
        .annotate(
            accepted=Count("pk", filter=Q(answer=SuggestionAnswer.Answer.ACCEPTED)),
            dismissed=Count("pk", filter=Q(answer=SuggestionAnswer.Answer.DISMISSED)),
        )
    )
    rows = [SuggestionWeight(**row, factor=factor(**row), learned_on=today) for row in counted]
    with transaction.atomic():
        SuggestionWeight.objects.all().delete()
        SuggestionWeight.objects.bulk_create(rows)


def factor(*, accepted, dismissed, rule=""):
    """From 0.50 to 1.50: twice the share of acceptances, drawn towards 1 while there are few answers."""
    share = Decimal(2 * (accepted + PRIOR)) / (accepted + dismissed + 2 * PRIOR)
    return min(MOST, max(LEAST, share)).quantize(CENT)
