"""Account plans with their objectives and actions: read, open, edit, start, review, close."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.models import User
from accounts.permissions import Permission
from customers.models import AccountPlan, Customer, PlanAction, PlanObjective
from customers.services import account_plan as verbs
from customers.services import plan_action as action_verbs

OWN = ["title", "situation", "starts_on", "ends_on"]
GOAL = ["what", "measure", "baseline", "target", "due_on"]


class PlanActionSerializer(Masked, serializers.ModelSerializer):
    owner = Shown()
    objective = Shown()

    class Meta:
        model = PlanAction
        fields = [
            "uuid",
            "objective",
            "what",
            "owner",
            "due_on",
            "done_at",
            "evidence",
            "dropped_reason",
        ]
        masked = ["what", "evidence", "dropped_reason"]


class PlanObjectiveSerializer(Masked, serializers.ModelSerializer):
    plan = Shown()
    percent = serializers.IntegerField(read_only=True)
    actions = PlanActionSerializer(many=True, read_only=True)

    class Meta:
        model = PlanObjective
        fields = ["uuid", "plan", *GOAL, "reached", "percent", "actions"]
        masked = ["what", "measure"]


class AccountPlanSerializer(Masked, serializers.ModelSerializer):
    customer = Shown()
    owner = Shown()
    territory = Shown()
    objectives = PlanObjectiveSerializer(many=True, read_only=True)

    class Meta:
        model = AccountPlan
        fields = [
            "uuid",
            "customer",
            *OWN,
            "status",
            "owner",
            "territory",
            "next_review_on",
            "review_note",
            "outcome",
            "objectives",
        ]
        masked = ["title", "situation", "review_note", "outcome"]


class AccountPlanEdit(serializers.ModelSerializer):
    class Meta:
        model = AccountPlan
        fields = OWN


class AccountPlanWrite(AccountPlanEdit):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)

    class Meta:
        model = AccountPlan
        fields = ["uuid", "customer", *OWN]


class PlanReviewWrite(serializers.Serializer):
    text = serializers.CharField(max_length=500)
    next_review_on = serializers.DateField()


class PlanCloseWrite(serializers.Serializer):
    outcome = serializers.CharField(max_length=4000)


class PlanFilter(filters.FilterSet):
    customer = filters.UUIDFilter("customer__uuid")
    owner = filters.UUIDFilter("owner__uuid")

    class Meta:
        model = AccountPlan
        fields = ["status"]


class PlanEndpoint(Readable):
    title = _("Account plans")
    model = AccountPlan
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["customer", "owner", "territory"]
    gathered = ["objectives__plan", "objectives__actions__owner", "objectives__actions__objective"]
    serializer_class = AccountPlanSerializer
    filterset_class = PlanFilter
    writes = {
        "create": AccountPlanWrite,
        "partial_update": AccountPlanEdit,
        "review": PlanReviewWrite,
        "close": PlanCloseWrite,
    }
    words = {
        "create": _("Open a draft for a strategic customer"),
        "start": _("Start: everybody with a part in it is told"),
        "review": _("Review: what is new, and when to look again"),
        "close": _("Close, with what came of it"),
    }

    def create(self, request):
        return self.shown(verbs.open_plan(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        said = self.said(partial=True)
        return self.shown(verbs.edit_plan(self.get_object(), **said, by=request.user))

    @action(detail=True, methods=["post"])
    def start(self, request, uuid):
        return self._do(verbs.start_plan)

    @action(detail=True, methods=["post"])
    def review(self, request, uuid):
        return self._do(verbs.review_plan)

    @action(detail=True, methods=["post"])
    def close(self, request, uuid):
        return self._do(verbs.close_plan)

    def _do(self, verb):
        return self.shown(verb(self.get_object(), **self.said(), by=self.request.user))


class PlanObjectiveWrite(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    plan = Related(AccountPlan)

    class Meta:
        model = PlanObjective
        fields = ["uuid", "plan", *GOAL]


class ProgressWrite(serializers.Serializer):
    reached = serializers.DecimalField(max_digits=12, decimal_places=2)


class PlanObjectiveEndpoint(Readable):
    title = _("Objectives of account plans")
    model = PlanObjective
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["plan"]
    gathered = ["actions__owner", "actions__objective"]
    serializer_class = PlanObjectiveSerializer
    filterset_fields = []
    writes = {"create": PlanObjectiveWrite, "progress": ProgressWrite}
    words = {"create": _("Add to a plan"), "progress": _("Record how far it is")}

    def create(self, request):
        return self.shown(verbs.add_objective(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def progress(self, request, uuid):
        objective = verbs.record_progress(self.get_object(), **self.said(), by=request.user)
        return self.shown(objective)


class PlanActionWrite(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    objective = Related(PlanObjective)
    owner = Related(User)

    class Meta:
        model = PlanAction
        fields = ["uuid", "objective", "what", "owner", "due_on"]


class PlanActionDoneWrite(serializers.Serializer):
    evidence = serializers.CharField(max_length=500)


class PlanActionDropWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300)


class PlanActionFilter(filters.FilterSet):
    owner = filters.UUIDFilter("owner__uuid")
    due_until = filters.DateFilter("due_on", lookup_expr="lte")

    class Meta:
        model = PlanAction
        fields = []


class PlanActionEndpoint(Readable):
    title = _("Actions of account plans")
    model = PlanAction
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["objective", "owner"]
    serializer_class = PlanActionSerializer
    filterset_class = PlanActionFilter
    writes = {
        "create": PlanActionWrite,
        "done": PlanActionDoneWrite,
        "drop": PlanActionDropWrite,
    }
    words = {
        "create": _("Give somebody a part in a plan"),
        "done": _("Done, with what was done"),
        "drop": _("Drop, with a reason"),
    }

    def create(self, request):
        return self.shown(action_verbs.add_action(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def done(self, request, uuid):
        return self._do(action_verbs.finish_action)

    @action(detail=True, methods=["post"])
    def drop(self, request, uuid):
        return self._do(action_verbs.drop_action)

    def _do(self, verb):
        return self.shown(verb(self.get_object(), **self.said(), by=self.request.user))
