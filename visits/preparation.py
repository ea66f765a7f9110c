"""What one should know before a visit, section by section; other parts of the work register theirs (VIS-03)."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import registry
from accounts.models import KeyMessage
from compliance.models import ApprovedAnswer
from customers.models import AnswerMessage, CompetitorProduct, Need
from customers.persona import persona_of
from visits.materials import usable_materials, why_unusable
from visits.models import FollowUp, Request, Visit, VisitMaterial, VisitProduct

LAST_VISITS, OPEN_SHOWN, CARDS, QUESTIONS, MATERIALS = 3, 8, 4, 8, 20
MESSAGE = {
    "kind": "kind",
    "text": "text",
    "text_en": "text_en",
    "product": "product__name",
    "product_en": "product__name_en",
}
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Section:
    """A part of the page: `template` needs `section`, and reads `rows` and `more` of it."""

    title: str
    icon: str
    template: str
    rows: object = ()
    more: dict = field(default_factory=dict)

    @property
    def is_empty(self):
        return not self.rows


def with_plan(visits):
    """With what the sections ask of the plan, in the same question: `product_ids`, `planned_ids` of versions, and
    `key_messages`, each a dictionary of MESSAGE.
    """
    products = VisitProduct.objects.filter(visit=OuterRef("pk")).order_by("position", "pk")
    brought = VisitMaterial.objects.filter(visit=OuterRef("pk"), is_planned=True).order_by("pk")
    said = KeyMessage.objects.active().filter(
        product__in=VisitProduct.objects.filter(visit=OuterRef(OuterRef("pk"))).values("product")
    )
    return visits.annotate(
        key_messages=ArraySubquery(
            said.order_by("product", "pk").values(json=JSONObject(**MESSAGE))
        ),
        product_ids=ArraySubquery(products.values("product_id")),
        planned_ids=ArraySubquery(brought.values("version_id")),
    )


def sections_of(visit, user):
    """Those of this app first, then what others registered; one that has nothing to say answers None."""
    ours = [_last_visits, _open_matters, _persona, _competitors, _messages, _questions]
    found = [make(visit, user) for make in [*ours, *registry.preparation_sections]]
    return [section for section in found if section]


def materials_of(visit, user):
    """(versions that may be brought, sentences about planned ones that may not be any more)"""
    usable = usable_materials(user, visit.customer, visit.day, visit.product_ids)
    known = {row.pk for row in usable}
    gone = set(visit.planned_ids) - known
    rows = VisitMaterial.objects.visible_to(user).filter(visit=visit, version__in=gone)
    lost = [row.version for row in rows.select_related("version__material")] if gone else []
    return usable[:MATERIALS], [why_unusable(row, visit.day) for row in lost]


def _last_visits(visit, user):
    done = Visit.objects.visible_to(user).submitted().filter(customer=visit.customer_id)
    recent = done.filter(day__gte=visit.day - YEAR).select_related("rep").newest_first()
    rows = list(recent[:LAST_VISITS])
    return Section(_("Last visits"), "route", "visits/_prepare_last.html", rows)


def _open_matters(visit, user):
    """Promises, follow-ups and needs in one question: what is still owed comes first."""
    of = {"customer": visit.customer_id}
    requests = Request.objects.visible_to(user).open().filter(**of)
    follow_ups = FollowUp.objects.visible_to(user).open().filter(**of)
    needs = Need.objects.visible_to(user).open().filter(**of)
    every = [
        _lines(requests, "request", "words", "resolve_by__date"),
        _lines(follow_ups, "follow_up", "what", "due_on"),
        _lines(needs, "need", "pain_point", "next_review_on"),
    ]
    rows = every[0].union(*every[1:], all=True).order_by("due")[:OPEN_SHOWN]
    lines = [row | {"late": row["due"] and row["due"] < visit.day} for row in rows]
    more = {"needs": [row for row in lines if row["sort"] == "need"]}
    owed = [row for row in lines if row["sort"] != "need"]
    return Section(_("Open matters"), "checklist", "visits/_prepare_open.html", owed, more)


def _lines(rows, sort, text, due):
    return (
        rows.order_by()
        .annotate(
            sort=Value(sort, CharField()),
            said=Cast(text, CharField()),
            due=F(due),
        )
        .values("sort", "uuid", "said", "due")
    )


def _persona(visit, user):
    if not visit.customer.is_person:
        return None
    lines = persona_of(visit.customer.person, user)
    facts = [fact for line in lines.lines for fact in line.facts]
    more = {"missing": lines.missing_names}
    return Section(_("Persona"), "user-heart", "visits/_prepare_persona.html", facts, more)


def _competitors(visit, user):
    messages = AnswerMessage.objects.filter(competitor_product=OuterRef("pk")).order_by("pk")
    cards = CompetitorProduct.objects.visible_to(user).active()
    rows = (
        cards.filter(product__in=visit.product_ids)
        .exclude(answer="")
        .select_related("competitor", "product")
        .annotate(said=ArraySubquery(messages.values(words=_own_words("key_message__text"))))
    )
    return Section(
        *(_("Competitors"), "swords", "visits/_prepare_competitors.html", list(rows[:CARDS]))
    )


def _own_words(name):
    """A column in the reader's language, as far as it is filled."""
    if get_language() != "en":
        return F(name)
    return Coalesce(NullIf(F(f"{name}_en"), Value("")), F(name))


def _messages(visit, user):
    english = get_language() == "en"
    rows = [
        {
            "product": (english and row["product_en"]) or row["product"],
            "text": (english and row["text_en"]) or row["text"],
            "kind": KeyMessage.Kind(row["kind"]).label,
        }
        for row in visit.key_messages
    ]
    return Section(_("Key messages"), "quote", "visits/_prepare_messages.html", rows)


def _questions(visit, user):
    """Likely questions about the products, each with the answer that holds on the day."""
    answers = ApprovedAnswer.objects.visible_to(user).usable_on(visit.day)
    of_products = Q(question__product__in=visit.product_ids, question__is_active=True)
    rows = answers.filter(of_products).select_related("question", "key_message", "material")
    shown = list(rows.order_by("question_id")[:QUESTIONS])
    return Section(_("Likely questions"), "help", "visits/_prepare_questions.html", shown)
