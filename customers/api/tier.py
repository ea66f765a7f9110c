"""Tiers on any day, scores, proposals with their evidence and decisions, and versions of the scoring model."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Endpoint, Listed, Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.permissions import Permission
from customers.models import ScoringModel, TierPeriod, TierProposal, TierScore
from customers.proposal_wording import why
from customers.services import scoring_model as models
from customers.services.tier_proposal import approve_proposals, reject_proposals


class DatedFilter(filters.FilterSet):
    on = filters.DateFilter(method="of_day", label=_("The day asked for; without it, every day"))
    customer = filters.UUIDFilter("customer__uuid")

    def of_day(self, rows, name, day):
        return rows.on(day)


class TierFilter(DatedFilter):
    class Meta:
        model = TierPeriod
        fields = ["tier"]


class ScoreFilter(DatedFilter):
    class Meta:
        model = TierScore
        fields = ["tier", "cell"]


class ProposalFilter(filters.FilterSet):
    customer = filters.UUIDFilter("customer__uuid")

    class Meta:
        model = TierProposal
        fields = ["status", "tier_from", "tier_to"]


class TierSerializer(Masked, serializers.ModelSerializer):
    customer = Shown()
    set_by = Shown()
    proposal = Shown()

    class Meta:
        model = TierPeriod
        fields = [
            *("uuid", "customer", "tier", "valid_from", "valid_to", "reason"),
            *("proposal", "set_by", "set_at"),
        ]
        masked = ["reason"]


class ScoreSerializer(serializers.ModelSerializer):
    customer = Shown()
    scoring_model = Shown()

    class Meta:
        model = TierScore
        fields = [
            *("customer", "scoring_model", "valid_from", "valid_to"),
            *("value", "need", "cell", "tier", "points"),
        ]


class ProposalSerializer(Masked, serializers.ModelSerializer):
    customer = Shown()
    scoring_model = Shown()
    decided_by = Shown()
    why = serializers.SerializerMethodField()

    class Meta:
        model = TierProposal
        fields = [
            *("uuid", "customer", "scoring_model", "tier_from", "tier_to", "why"),
            *("value_before", "need_before", "cell_before", "points_before"),
            *("value", "need", "cell", "points", "proposed_on"),
            *("status", "decided_by", "decided_at", "reason"),
        ]
        masked = ["reason"]

    def get_why(self, proposal) -> str:
        return why(proposal)


class ApproveWrite(serializers.Serializer):
    because = serializers.CharField(max_length=500, required=False, allow_blank=True)


class RejectWrite(serializers.Serializer):
    because = serializers.CharField(max_length=500)


class DecideManyWrite(serializers.Serializer):
    """One decision over a list, which is done whole or not at all."""

    proposals = Related(TierProposal, many=True)
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    because = serializers.CharField(max_length=500, required=False, allow_blank=True)


class DecidedSerializer(serializers.Serializer):
    decided = serializers.IntegerField(read_only=True)


class ModelSerializer(serializers.ModelSerializer):
    drafted_by = Shown()
    published_by = Shown()

    class Meta:
        model = ScoringModel
        fields = [
            *("uuid", "version", "status", "valid_from", "valid_to"),
            *models.DEFINITION,
            *("trial", "drafted_by", "published_by", "published_at", "reason"),
        ]


class ModelWrite(serializers.ModelSerializer):
    class Meta:
        model = ScoringModel
        fields = models.DEFINITION


class PublishWrite(serializers.Serializer):
    valid_from = serializers.DateField(required=False)
    because = serializers.CharField(max_length=500)


class TierEndpoint(Readable):
    title = _("Tiers")
    model = TierPeriod
    permission = Permission.TIER_READ
    personal = True
    related = ["customer", "set_by", "proposal"]
    serializer_class = TierSerializer
    filterset_class = TierFilter


class TierScoreEndpoint(Listed, Endpoint):
    title = _("Tier scores")
    model = TierScore
    permission = Permission.TIER_READ
    personal = True
    related = ["customer", "scoring_model"]
    serializer_class = ScoreSerializer
    filterset_class = ScoreFilter


class TierProposalEndpoint(Readable):
    title = _("Proposals of tiers")
    model = TierProposal
    permission = Permission.TIER_READ
    personal = True
    related = ["customer", "scoring_model", "decided_by"]
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilter
    writes = {"approve": ApproveWrite, "reject": RejectWrite, "decide": DecideManyWrite}
    words = {
        "approve": _("Approve: the customer has the proposed tier from today on"),
        "reject": _("Reject, with a reason; the tier stays"),
        "decide": _("Decide on several at once, all or none"),
    }

    @action(detail=True, methods=["post"])
    def approve(self, request, uuid):
        (row,) = approve_proposals([self.get_object()], **self.said(), by=request.user)
        return self.shown(row)

    @action(detail=True, methods=["post"])
    def reject(self, request, uuid):
        (row,) = reject_proposals([self.get_object()], **self.said(), by=request.user)
        return self.shown(row)

    @action(detail=False, methods=["post"], serializer_class=DecidedSerializer)
    def decide(self, request):
        said = dict(self.said())
        verb = approve_proposals if said.pop("decision") == "approve" else reject_proposals
        rows = verb(said.pop("proposals"), **({"because": ""} | said), by=request.user)
        return Response({"decided": len(rows)})


class ScoringModelEndpoint(Readable):
    title = _("Scoring models")
    model = ScoringModel
    permission = Permission.SCORING_READ
    related = ["drafted_by", "published_by"]
    serializer_class = ModelSerializer
    writes = {"partial_update": ModelWrite, "publish": PublishWrite}
    words = {
        "try_out": _("Score all customers by the draft, and count who would move"),
        "publish": _("Make a draft that was tried out the live version"),
        "discard": _("Discard a draft"),
    }

    def create(self, request):
        return self.shown(models.draft_scoring_model(by=request.user))

    def partial_update(self, request, uuid):
        draft, said = self.get_object(), self.said(partial=True)
        return self.shown(models.edit_scoring_model(draft, **said, by=request.user))

    @action(detail=True, methods=["post"], url_path="try", url_name="try")
    def try_out(self, request, uuid):
        return self.shown(models.try_scoring_model(self.get_object(), by=request.user))

    @action(detail=True, methods=["post"])
    def publish(self, request, uuid):
        draft = self.get_object()
        return self.shown(models.publish_scoring_model(draft, **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def discard(self, request, uuid):
        return self.shown(models.discard_scoring_model(self.get_object(), by=request.user))
