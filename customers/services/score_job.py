"""Scoring at once, after another version went live; the nights follow by themselves."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.job import runner
from customers.models import ScoringModel
from customers.services.tier_score import CLOCK, score_customers


@runner(
    "customers.score",
    label=_("Scoring of customers"),
    url=lambda job: reverse("customers:tier_grid"),
)
def run_scoring(job):
    model = ScoringModel.objects.get(pk=job.arguments["model"])
    run = score_customers(model, on=timezone.localdate(), by=CLOCK, again=True)
    return {"scored": run.scored, "proposed": run.proposed}
