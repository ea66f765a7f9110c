"""What customers are likely to ask about a product, and the approved answer to it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import KeyMessage, Product
from accounts.models.dated import dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can
from compliance.models.material import Material
from compliance.models.reviewed import (
    Reviewed,
    ReviewedQuerySet,
    reviewed_by_two,
    sees_drafts,
    status_says_it,
)
from customers.grams import grams_for, runs_of


class AnticipatedQuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not can(user, Permission.CONTENT_READ):
            return self.none()
        if sees_drafts(user):
            return self
        approved = ApprovedAnswer.objects.filter(approved_at__isnull=False)
        return self.filter(is_active=True, pk__in=approved.values("question"))

    def active(self):
        return self.filter(is_active=True, product__is_active=True)

    def matching(self, text):
        """Those in which each word or run of Chinese occurs, as customers are found; by pinyin too."""
        runs = runs_of(text)
        if not runs:
            return self.none()
        found = Q(grams__contains=grams_for(text))
        for run in runs:
            found &= Q(search_text__contains=run)
        return self.filter(found)


class AnticipatedQuestion(Keyed):
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", verbose_name=_("product")
    )
    text = models.CharField(_("question"), max_length=200)
    text_en = models.CharField(_("English question"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    # Derived from the texts: what it is found by.
    search_text = models.TextField(default="", editable=False)
    grams = ArrayField(models.TextField(), default=list, editable=False)

    objects = AnticipatedQuestionQuerySet.as_manager()
    history = Recorded(unrecorded=["search_text", "grams"])

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(name="question_grams", fields=["grams"])]
        constraints = [
            models.UniqueConstraint(
                name="question_once_per_product",
                fields=["product", "text"],
                violation_error_message=_("This question is in the library already."),
            )
        ]

    def __str__(self):
        return self.text_en if self.text_en and get_language() == "en" else self.text


class ApprovedAnswer(Reviewed):
    """A version of the answer; it counts once a second person has approved it."""

    question = models.ForeignKey(AnticipatedQuestion, models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"), max_length=2000)
    text_en = models.TextField(_("English answer"), max_length=2000, blank=True)
    key_message = models.ForeignKey(
        KeyMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("key message"),
    )
    material = models.ForeignKey(
        Material,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("material"),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = ReviewedQuerySet.as_manager()
    history = Recorded(part_of="question")

    class Meta:
        ordering = ["question", "-version"]
        constraints = [
            dates_in_order("approved_answer_dates_in_order"),
            reviewed_by_two("approved_answer_is_approved_by_another"),
            status_says_it("approved_answer_status_says_it"),
            models.UniqueConstraint(
                name="approved_answer_is_numbered_once", fields=["question", "version"]
            ),
            models.UniqueConstraint(
                name="approved_answer_one_at_work",
                fields=["question"],
                condition=Q(status__in=["draft", "submitted"]),
                violation_error_message=_("An answer to this is being worked on already."),
            ),
            models.CheckConstraint(
                name="approved_answer_has_a_source",
                condition=~Q(source="") | Q(material__isnull=False),
                violation_error_message=_("An answer names its source or a material."),
            ),
            no_overlap(
                "approved_answer_one_a_day",
                "question",
                condition=Q(status="approved"),
                message=_("Another answer holds in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.question} v{self.version}"

    @property
    def words(self):
        return self.text_en if self.text_en and get_language() == "en" else self.text
