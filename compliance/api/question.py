"""The library of anticipated questions: searched, kept, each answer approved by a second person."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.models import KeyMessage, Product
from accounts.permissions import Permission
from compliance.api.reviewing import PEOPLE, REVIEW, ReviewReason
from compliance.models import AnticipatedQuestion, ApprovedAnswer, Material
from compliance.services import question as verbs


class QuestionSerializer(serializers.ModelSerializer):
    product = Shown()

    class Meta:
        model = AnticipatedQuestion
        fields = ["uuid", "product", "text", "text_en", "is_active"]


class QuestionAdd(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    product = Related(Product)

    class Meta:
        model = AnticipatedQuestion
        fields = ["uuid", "product", "text", "text_en"]
        validators = []


class QuestionEdit(serializers.ModelSerializer):
    product = Related(Product, required=False)

    class Meta:
        model = AnticipatedQuestion
        fields = ["product", "text", "text_en", "is_active"]
        validators = []


class QuestionSearch(filters.FilterSet):
    q = filters.CharFilter(method="search", max_length=100)
    product = filters.UUIDFilter("product__uuid")

    class Meta:
        model = AnticipatedQuestion
        fields = ["is_active"]

    def search(self, rows, name, words):
        return rows.matching(words)


class QuestionEndpoint(Readable):
    title = _("Anticipated questions")
    model = AnticipatedQuestion
    permission = Permission.CONTENT_READ
    related = ["product"]
    serializer_class = QuestionSerializer
    filterset_class = QuestionSearch
    writes = {"create": QuestionAdd, "partial_update": QuestionEdit}
    words = {"create": _("Add a question"), "partial_update": _("Put right, or close")}

    def create(self, request):
        return self.shown(verbs.add_question(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        said = self.said(partial=True)
        return self.shown(verbs.edit_question(self.get_object(), **said, by=request.user))


class AnswerSerializer(serializers.ModelSerializer):
    question = Shown()
    key_message = Shown()
    material = Shown()
    drafted_by = Shown()
    submitted_by = Shown()
    approved_by = Shown()
    withdrawn_by = Shown()
    state = serializers.CharField(read_only=True)

    class Meta:
        model = ApprovedAnswer
        fields = [
            *["uuid", "question", "text", "text_en", "key_message", "material", "source"],
            *REVIEW,
        ]


class AnswerEdit(serializers.ModelSerializer):
    key_message = Related(KeyMessage, required=False, allow_null=True)
    material = Related(Material, required=False, allow_null=True)

    class Meta:
        model = ApprovedAnswer
        fields = [
            *["text", "text_en", "key_message", "material", "source", "valid_from", "valid_to"]
        ]


class AnswerDraft(AnswerEdit):
    uuid = serializers.UUIDField(required=False)
    question = Related(AnticipatedQuestion)

    class Meta(AnswerEdit.Meta):
        fields = ["uuid", "question", *AnswerEdit.Meta.fields]


class AnswerFilter(filters.FilterSet):
    question = filters.UUIDFilter("question__uuid")
    product = filters.UUIDFilter("question__product__uuid")
    usable_on = filters.DateFilter(method="narrow_to_day")

    class Meta:
        model = ApprovedAnswer
        fields = ["status"]

    def narrow_to_day(self, rows, name, day):
        return rows.usable_on(day)


class AnswerEndpoint(Readable):
    title = _("Answers to anticipated questions")
    model = ApprovedAnswer
    permission = Permission.CONTENT_READ
    related = ["question", "key_message", "material", *PEOPLE]
    serializer_class = AnswerSerializer
    filterset_class = AnswerFilter
    writes = {
        "create": AnswerDraft,
        "partial_update": AnswerEdit,
        "send_back": ReviewReason,
        "withdraw": ReviewReason,
    }
    words = {
        "create": _("Draft the next answer"),
        "partial_update": _("Change a draft"),
        "submit": _("Hand in for approval"),
        "approve": _("Approve what somebody else handed in"),
        "send_back": _("Send back, with a reason"),
        "withdraw": _("Withdraw at once"),
    }

    def create(self, request):
        said = self.said()
        return self.shown(verbs.draft_answer(said.pop("question"), **said, by=request.user))

    def partial_update(self, request, uuid):
        said = self.said(partial=True)
        return self.shown(verbs.edit_answer(self.get_object(), **said, by=request.user))

    @action(detail=True, methods=["post"])
    def submit(self, request, uuid):
        return self.shown(verbs.submit_answer(self.get_object(), by=request.user))

    @action(detail=True, methods=["post"])
    def approve(self, request, uuid):
        return self.shown(verbs.approve_answer(self.get_object(), by=request.user))

    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request, uuid):
        return self.shown(verbs.return_answer(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def withdraw(self, request, uuid):
        return self.shown(verbs.withdraw_answer(self.get_object(), **self.said(), by=request.user))
