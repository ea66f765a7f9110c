"""Cycles, plans and their targets: generated, written, submitted, decided; and how far a plan is."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.api.reasons import ReasonWrite, RemarkWrite
from accounts.models import Product
from accounts.permissions import Permission
from customers.models import Customer
from visits.attainment import outlook_of, progress_of
from visits.models import Cycle, CyclePlan, PlanTarget
from visits.models.plan_target import MOST_VISITS
from visits.plan_load import load_of, room_of
from visits.services import cycle_plan as verbs
from visits.services import plan_target as target_verbs


class CycleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Cycle
        fields = ["uuid", "valid_from", "valid_to", "status", "closed_at"]


class CycleEndpoint(Readable):
    title = _("Cycles")
    model = Cycle
    permission = Permission.CYCLE_PLAN_READ
    serializer_class = CycleSerializer
    filterset_fields = ["status"]


class CyclePlanSerializer(Masked, serializers.ModelSerializer):
    cycle = Shown()
    rep = Shown()
    territory = Shown()
    decided_by = Shown()
    capacity = serializers.IntegerField(read_only=True)

    class Meta:
        model = CyclePlan
        fields = [
            "uuid",
            "cycle",
            "rep",
            "territory",
            "status",
            "generated_at",
            "working_days",
            "days_off",
            "visits_a_day",
            "capacity",
            "overload",
            "submitted_at",
            "decided_by",
            "decided_at",
            "decision_reason",
            "rebalanced_at",
        ]
        masked = ["decision_reason"]


class GenerateWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    cycle = Related(Cycle)


class NumberWrite(serializers.Serializer):
    target = serializers.UUIDField()
    planned = serializers.IntegerField(min_value=0, max_value=MOST_VISITS)


class NumbersWrite(serializers.Serializer):
    numbers = NumberWrite(many=True, allow_empty=False, max_length=1000)


class NamedVisitsSerializer(serializers.Serializer):
    target = serializers.UUIDField()
    customer = serializers.UUIDField()
    visits = serializers.IntegerField()


class ProgressSerializer(serializers.Serializer):
    """`forecast` is null before the fifth field day; `gap` is the smallest set of visits that reaches the goal."""

    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    goal = serializers.IntegerField()
    forecast = serializers.IntegerField(allow_null=True)
    in_calendar = serializers.IntegerField()
    missing = serializers.IntegerField()
    gap = NamedVisitsSerializer(many=True)
    capacity = serializers.IntegerField()
    excess = serializers.IntegerField()
    least_important = NamedVisitsSerializer(many=True)


class CyclePlanFilter(filters.FilterSet):
    cycle = filters.UUIDFilter("cycle__uuid")
    rep = filters.UUIDFilter("rep__uuid")

    class Meta:
        model = CyclePlan
        fields = ["status"]


class CyclePlanEndpoint(Readable):
    title = _("Cycle plans")
    model = CyclePlan
    permission = Permission.CYCLE_PLAN_READ
    personal = True
    related = ["cycle", "rep", "territory", "decided_by"]
    serializer_class = CyclePlanSerializer
    filterset_class = CyclePlanFilter
    writes = {
        "create": GenerateWrite,
        "numbers": NumbersWrite,
        "approve": RemarkWrite,
        "send_back": ReasonWrite,
    }
    words = {
        "numbers": _("Set the planned visits of targets"),
        "trim": _("Cut what there is no time for, the least important first"),
        "submit": _("Submit"),
        "approve": _("Approve"),
        "send_back": _("Return, with a reason"),
        "progress": _("How far it is, what is to be expected, and what closes the gap"),
    }

    def create(self, request):
        return self.shown(verbs.generate_plan(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def numbers(self, request, uuid):
        plan, said = self.get_object(), self.said()["numbers"]
        numbers = {line["target"]: line["planned"] for line in said}
        verbs.set_targets(plan, numbers, by=request.user)
        return self.shown(plan)

    @action(detail=True, methods=["post"])
    def trim(self, request, uuid):
        plan = self.get_object()
        verbs.trim_plan(plan, by=request.user)
        return self.shown(plan)

    @action(detail=True, methods=["post"])
    def submit(self, request, uuid):
        return self.shown(verbs.submit_plan(self.get_object(), by=request.user))

    @action(detail=True, methods=["post"])
    def approve(self, request, uuid):
        return self.shown(verbs.approve_plan(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request, uuid):
        return self.shown(verbs.return_plan(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["get"], serializer_class=ProgressSerializer)
    def progress(self, request, uuid):
        plan = self.get_object()
        outlook, reached = outlook_of(plan), progress_of([plan])[plan.pk]
        capacity = room_of(plan).capacity if plan.is_writable else plan.capacity
        load = load_of(plan, capacity)
        self.log_read(subject=plan)
        said = {
            "planned": reached.planned,
            "done": reached.counted,
            "share": reached.share,
            "goal": outlook.goal,
            "forecast": outlook.forecast,
            "in_calendar": outlook.coming,
            "missing": outlook.missing,
            "gap": _named(outlook.gap),
            "capacity": load.capacity,
            "excess": load.excess,
            "least_important": _named(load.cuts),
        }
        return Response(ProgressSerializer(said).data)


def _named(pairs):
    return [
        {"target": target.uuid, "customer": target.customer.uuid, "visits": number}
        for target, number in pairs
    ]


class PlanTargetSerializer(Masked, serializers.ModelSerializer):
    plan = Shown()
    customer = Shown()
    product = Shown()
    item = Shown()
    answered_by = Shown()
    made = serializers.IntegerField(read_only=True)
    coming = serializers.IntegerField(read_only=True)

    class Meta:
        model = PlanTarget
        fields = [
            "uuid",
            "plan",
            "customer",
            "product",
            "tier",
            "item",
            "rhythm",
            "rank",
            "proposed",
            "planned",
            "before_leave",
            "made",
            "coming",
            "status",
            "wanted",
            "reason",
            "challenged_at",
            "answered_by",
            "answer",
            "done",
        ]
        masked = ["reason", "answer"]


class TargetWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    plan = Related(CyclePlan)
    customer = Related(Customer)
    product = Related(Product, required=False, allow_null=True)
    planned = serializers.IntegerField(min_value=0, max_value=MOST_VISITS)


class ChallengeWrite(serializers.Serializer):
    wanted = serializers.IntegerField(min_value=0, max_value=MOST_VISITS)
    reason = serializers.CharField(max_length=300)


class PlanTargetFilter(filters.FilterSet):
    plan = filters.UUIDFilter("plan__uuid")
    customer = filters.UUIDFilter("customer__uuid")

    class Meta:
        model = PlanTarget
        fields = ["status", "tier"]


class PlanTargetEndpoint(Readable):
    title = _("Targets of cycle plans")
    model = PlanTarget
    permission = Permission.CYCLE_PLAN_READ
    personal = True
    related = ["plan", "customer", "product", "item", "answered_by"]
    serializer_class = PlanTargetSerializer
    filterset_class = PlanTargetFilter
    writes = {
        "create": TargetWrite,
        "challenge": ChallengeWrite,
        "accept": RemarkWrite,
        "decline": ReasonWrite,
    }
    words = {
        "challenge": _("Challenge: another number, with a reason"),
        "accept": _("Accept the challenge"),
        "decline": _("Decline the challenge, with a reason"),
    }

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if getattr(self, "swagger_fake_view", False) else rows.with_coming()

    def create(self, request):
        said = self.said()
        return self.shown(verbs.add_target(said.pop("plan"), **said, by=request.user))

    @action(detail=True, methods=["post"])
    def challenge(self, request, uuid):
        return self._do(target_verbs.challenge_target)

    @action(detail=True, methods=["post"])
    def accept(self, request, uuid):
        return self._do(target_verbs.accept_challenge)

    @action(detail=True, methods=["post"])
    def decline(self, request, uuid):
        return self._do(target_verbs.decline_challenge)

    def _do(self, verb):
        return self.shown(verb(self.get_object(), **self.said(), by=self.request.user))
