"""The needs file: read, open, edit, start, review, solve, drop, reopen, hand on; and the radar."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.models import Product, User
from accounts.permissions import Permission
from customers.models import Customer, Need
from customers.need_radar import PRODUCT, TERRITORY, radar
from customers.services import need as verbs

OWN = [
    "category",
    "pain_point",
    "root_cause",
    "solution",
    "evidence",
    "next_review_on",
]


class NeedFileSerializer(serializers.Serializer):
    uuid = serializers.UUIDField(source="attachment.uuid", read_only=True)
    name = serializers.CharField(source="attachment.name", read_only=True)
    sha256 = serializers.CharField(source="attachment.sha256", read_only=True)


class NeedSerializer(Masked, serializers.ModelSerializer):
    customer = Shown()
    product = Shown()
    owner = Shown()
    territory = Shown()
    files = NeedFileSerializer(many=True, read_only=True)

    class Meta:
        model = Need
        fields = [
            "uuid",
            "customer",
            "product",
            *OWN,
            "result",
            "lesson",
            "status",
            "owner",
            "territory",
            "found_on",
            "closed_on",
            "review_note",
            "dropped_reason",
            "files",
        ]
        masked = [*Need.CHAIN, "lesson", "review_note", "dropped_reason"]


class NeedWrite(serializers.ModelSerializer):
    product = Related(Product, required=False, allow_null=True)

    class Meta:
        model = Need
        fields = ["product", *OWN, "result"]


class NeedCreate(NeedWrite):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)

    class Meta:
        model = Need
        fields = ["uuid", "customer", "product", *OWN]


class NeedReviewWrite(serializers.Serializer):
    text = serializers.CharField(max_length=500)
    next_review_on = serializers.DateField()


class NeedSolveWrite(serializers.Serializer):
    solution = serializers.CharField(max_length=4000)
    result = serializers.CharField(max_length=4000)
    lesson = serializers.CharField(max_length=300, required=False, allow_blank=True)


class NeedDropWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300)


class NeedReopenWrite(NeedDropWrite):
    next_review_on = serializers.DateField()


class NeedHandWrite(serializers.Serializer):
    owner = Related(User)


class NeedAttachWrite(serializers.Serializer):
    file = serializers.FileField()


class RadarQuery(serializers.Serializer):
    by = serializers.ChoiceField(choices=[PRODUCT, TERRITORY], default=PRODUCT)
    category = serializers.ChoiceField(choices=Need.Category.choices, default="")


class SolutionSerializer(Masked, serializers.Serializer):
    where = serializers.CharField(read_only=True)
    days = serializers.IntegerField(read_only=True)
    ask = Shown()
    lesson = serializers.CharField(read_only=True)
    need = Shown()

    class Meta:
        masked = ["lesson"]


class ThemeSerializer(serializers.Serializer):
    category = serializers.ChoiceField(choices=Need.Category.choices, read_only=True)
    about = Shown()
    open = serializers.IntegerField(read_only=True)
    mine = serializers.IntegerField(read_only=True)
    young = serializers.IntegerField(read_only=True)
    middle = serializers.IntegerField(read_only=True)
    old = serializers.IntegerField(read_only=True)
    due = serializers.IntegerField(read_only=True)
    solved = serializers.IntegerField(read_only=True)
    days_to_solve = serializers.IntegerField(read_only=True, allow_null=True)
    oldest = serializers.IntegerField(read_only=True, allow_null=True)
    solutions = SolutionSerializer(many=True, read_only=True)


class RadarSerializer(serializers.Serializer):
    themes = ThemeSerializer(many=True, read_only=True)


class NeedFilter(filters.FilterSet):
    customer = filters.UUIDFilter("customer__uuid")
    product = filters.UUIDFilter("product__uuid")
    owner = filters.UUIDFilter("owner__uuid")
    review_until = filters.DateFilter("next_review_on", lookup_expr="lte")

    class Meta:
        model = Need
        fields = ["status", "category"]


class NeedEndpoint(Readable):
    title = _("Needs")
    model = Need
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["customer", "product", "owner", "territory"]
    gathered = ["files__attachment"]
    serializer_class = NeedSerializer
    filterset_class = NeedFilter
    writes = {
        "create": NeedCreate,
        "partial_update": NeedWrite,
        "review": NeedReviewWrite,
        "solve": NeedSolveWrite,
        "drop": NeedDropWrite,
        "reopen": NeedReopenWrite,
        "hand": NeedHandWrite,
        "attach": NeedAttachWrite,
    }
    asks = {"radar": RadarQuery}
    words = {
        "create": _("Open"),
        "start": _("Begin to work on it"),
        "review": _("Review: what is new, and when to look again"),
        "solve": _("Solved, with what was done and what came of it"),
        "drop": _("Drop, with a reason"),
        "reopen": _("Open again, with a reason"),
        "hand": _("Hand to a colleague who serves the customer"),
        "attach": _("Add a file that shows the pain or the result"),
        "radar": _("Themes across the company, and who has a solution that worked"),
    }

    def create(self, request):
        return self.shown(verbs.open_need(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        said = self.said(partial=True)
        return self.shown(verbs.edit_need(self.get_object(), **said, by=request.user))

    @action(detail=True, methods=["post"])
    def start(self, request, uuid):
        return self._do(verbs.start_need)

    @action(detail=True, methods=["post"])
    def review(self, request, uuid):
        return self._do(verbs.review_need)

    @action(detail=True, methods=["post"])
    def solve(self, request, uuid):
        return self._do(verbs.solve_need)

    @action(detail=True, methods=["post"])
    def drop(self, request, uuid):
        return self._do(verbs.drop_need)

    @action(detail=True, methods=["post"])
    def reopen(self, request, uuid):
        return self._do(verbs.reopen_need)

    @action(detail=True, methods=["post"])
    def hand(self, request, uuid):
        return self._do(verbs.hand_need)

    @action(detail=True, methods=["post"])
    def attach(self, request, uuid):
        need = self.get_object()
        verbs.add_evidence(need, **self.said(), by=request.user)
        return self.shown(need)

    @action(detail=False, serializer_class=RadarSerializer)
    def radar(self, request):
        asked = RadarQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        themes = radar(request.user, **asked.validated_data)
        return Response(self.get_serializer({"themes": themes}).data)

    def _do(self, verb):
        return self.shown(verb(self.get_object(), **self.said(), by=self.request.user))
