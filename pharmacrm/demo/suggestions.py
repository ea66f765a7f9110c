"""What representatives of the demo said to suggestions: the rules have something to learn from."""

from datetime import timedelta

from accounts.history import deed
from visits.models import SuggestionAnswer, Visit
from visits.services.suggestion import dismiss_suggestion, learn_weights

# Rules that spoke, and how many of their suggestions were accepted.
ACCEPTED = [(["cadence"], 9), (["promise", "cadence"], 6), (["care"], 3), (["need", "cadence"], 2)]
PUT_OFF = [(["care"], "no_need"), (["tier"], "not_now"), (["care", "tier"], "met_elsewhere")]


def answer_suggestions(company):
    _leaf, rep = company.leaves[0]
    seen = Visit.objects.submitted().filter(rep=rep).select_related("customer").newest_first()
    visits = list(seen[: sum(number for _rules, number in ACCEPTED)])
    rules = [rules for rules, number in ACCEPTED for _one in range(number)]
    with deed("suggestion.accept", by=rep):
        for visit, spoke in zip(visits, rules, strict=False):
            SuggestionAnswer.objects.create(
                rep=rep,
                customer=visit.customer,
                answered_on=visit.day - timedelta(days=1),
                answer=SuggestionAnswer.Answer.ACCEPTED,
                rules=spoke,
                visit=visit,
            )
    for visit, (spoke, reason) in zip(visits[-len(PUT_OFF) :], PUT_OFF, strict=False):
        dismiss_suggestion(visit.customer, reason=reason, rules=spoke, by=rep)
    learn_weights()
