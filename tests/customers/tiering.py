"""A scoring model for stories: doctors by title and place of work, and by whether their field is ours."""

from datetime import timedelta

from django.utils import timezone

from accounts.history import deed, system
from customers.models import ScoringModel, TierProposal
from customers.scoring import default_cells, default_scales
from customers.services.tier_score import score_customers
from tests.factories import LONG_AGO

TESTS = system("tests")
DOCTORS = {"title": 60, "place": 40, "effective_visits": 0, "field": 100}
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


def live_model(*, weights=None, **values):
    with deed("test.arrange", by=TESTS):
        return ScoringModel.objects.create(
            **{
                "version": 1,
                "status": "live",
                "valid_from": LONG_AGO,
                "weights": weights or {"person.doctor": DOCTORS},
                "scales": default_scales(),
                "cells": default_cells(),
                **values,
            }
        )


def night(model, on=TODAY):
    return score_customers(model, on=on, by=TESTS, again=True)


def change(person, **values):
    with deed("test.arrange", by=TESTS):
        for name, value in values.items():
            setattr(person, name, value)
        person.save()


def waiting(person):
    return TierProposal.objects.waiting().get(customer=person.customer_id)
