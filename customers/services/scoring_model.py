"""Versions of the scoring model: drafted and tried out by one person, published by another (CUS-04)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed, system
from accounts.permissions import Permission, require
from accounts.services.job import start_job
from customers.models import ScoringModel
from customers.scoring import (
    Axis,
    check_definition,
    criteria,
    customer_types,
    default_cells,
    default_scales,
)
from customers.services.trial import count_trial

CLOCK = system("day")
Status = ScoringModel.Status
THRESHOLDS = ["value_mid", "value_high", "need_mid", "need_high"]
DEFINITION = ["weights", "scales", "cells", *THRESHOLDS]


def draft_scoring_model(*, by):
    """A copy of the newest published version; the first weighs alike whatever suits each type of customer."""
    require(by, Permission.SCORING_EDIT)
    with deed("scoring_model.draft", by=by):
        newest = ScoringModel.objects.published().first()
        draft = ScoringModel(
            version=(ScoringModel.objects.aggregate(last=Max("version"))["last"] or 0) + 1,
            valid_from=timezone.localdate() + timedelta(days=1),
            drafted_by=by,
            **(_definition_of(newest) if newest else _first_definition()),
        )
        draft.full_clean()
        draft.save()
    return draft


def edit_scoring_model(draft, *, by, **definition):
    """Any of DEFINITION; what was tried out before no longer counts."""
    require(by, Permission.SCORING_EDIT)
    with deed("scoring_model.edit", by=by):
        draft = _hold(draft)
        if not draft.is_draft:
            raise ValidationError(_("Only a draft can be changed: begin the next version."))
        if draft.update_from(definition):
            check_definition(draft)
            draft.trial = {}
            draft.full_clean()
            draft.save()
    return draft


def try_scoring_model(draft, *, by):
    """Scores all customers by the draft, and keeps how many would move."""
    require(by, Permission.SCORING_EDIT)
    with deed("scoring_model.try", by=by):
        draft = _hold(draft)
        if not draft.is_draft:
            raise ValidationError(_("Only a draft is tried out."))
        check_definition(draft)
        today = timezone.localdate()
        draft.trial = count_trial(draft, on=today) | {"on": today.isoformat()}
        draft.save()
    return draft


def discard_scoring_model(draft, *, by):
    require(by, Permission.SCORING_EDIT)
    with deed("scoring_model.discard", by=by):
        draft = _hold(draft)
        draft.check_can_become(Status.DISCARDED)
        draft.status = Status.DISCARDED
        draft.save()
    return draft


def publish_scoring_model(draft, *, valid_from=None, because, by):
    """It holds from the day on; its predecessor ends the day before. Whoever drafted it leaves that to a colleague."""
    require(by, Permission.SCORING_PUBLISH)
    today = timezone.localdate()
    day = valid_from or today
    with deed("scoring_model.publish", by=by, because=because):
        draft = _hold(draft)
        draft.check_can_become(Status.LIVE)
        _check_publication(draft, day, because, by)
        _end_predecessor(day)
        draft.status, draft.valid_from, draft.reason = Status.LIVE, day, because.strip()
        draft.published_by = None if getattr(by, "is_system", False) else by
        draft.published_at = timezone.now()
        draft.full_clean()
        draft.save()
        if day <= today and draft.published_by:
            start_job("customers.score", by=by, arguments={"model": draft.pk})
    return draft


def end_models_by_the_clock():
    """Each morning: a version whose last day is over has ended."""
    over = ScoringModel.objects.filter(status=Status.LIVE, valid_to__lt=timezone.localdate())
    for model in over.select_for_update():
        with deed("scoring_model.end", by=CLOCK):
            model.status = Status.ENDED
            model.save()


def _check_publication(draft, day, because, by):
    if draft.drafted_by_id and draft.drafted_by_id == by.pk:
        raise PermissionDenied(_("Nobody publishes the version that they drafted."))
    if not because.strip():
        raise ValidationError({"because": _("Say why: everybody's tiers follow from it.")})
    if not draft.trial:
        raise ValidationError(_("Try it out first: nobody knows yet whom it would move."))
    if day < timezone.localdate():
        raise ValidationError(
            {"valid_from": _("The past stays as it was: choose today or a later day.")}
        )
    check_definition(draft)


def _end_predecessor(day):
    before = ScoringModel.objects.select_for_update().filter(status=Status.LIVE, valid_to=None)
    for model in before:
        if day <= model.valid_from:
            raise ValidationError(
                {
                    "valid_from": _(
                        "The present version holds from %(day)s; the next begins later."
                    )
                    % {"day": model.valid_from}
                }
            )
        model.valid_to = day - timedelta(days=1)
        if model.valid_to < timezone.localdate():
            model.status = Status.ENDED
        model.save()


def _definition_of(model):
    return {name: getattr(model, name) for name in DEFINITION}


def _first_definition():
    weights = {type_: _even_weights(type_) for type_ in customer_types()}
    return {"weights": weights, "scales": default_scales(), "cells": default_cells()}


def _even_weights(type_):
    """The criteria of an axis share its 100 per cent; the first ones take what cannot be shared."""
    shared = {}
    for axis in Axis:
        codes = [code for code, one in criteria().items() if one.axis == axis and one.suits(type_)]
        for place, code in enumerate(codes):
            shared[code] = 100 // len(codes) + (place < 100 % len(codes))
    return shared


def _hold(model):
    return ScoringModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
