"""Input of anticipated questions and their answers, and the library's filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from accounts.forms.fields import DayField
from accounts.models import KeyMessage, Product
from compliance.models import ApprovedAnswer, Material
from customers.forms.need import ParagraphField
from customers.search import typed

Status = ApprovedAnswer.Status


class QuestionForm(forms.Form):
    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.none(),
        to_field_name="uuid",
        empty_label=CHOOSE,
    )
    text = forms.CharField(label=_("Question"), max_length=200)
    text_en = forms.CharField(label=_("English question"), max_length=200, required=False)
    is_active = forms.BooleanField(label=_("Is active"), required=False, initial=True)

    def __init__(self, *args, user, question=None, **kwargs):
        if question:
            names = ["text", "text_en", "is_active"]
            kwargs["initial"] = {name: getattr(question, name) for name in names}
            kwargs["initial"]["product"] = question.product.uuid
        super().__init__(*args, **kwargs)
        products = Product.objects.visible_to(user)
        self.fields["product"].queryset = products.offered(question and question.product_id)


class AnswerForm(forms.Form):
    text = ParagraphField(label=_("Answer"), max_length=2000, required=True)
    text_en = ParagraphField(label=_("English answer"), max_length=2000)
    key_message = forms.ModelChoiceField(
        label=_("Key message"),
        queryset=KeyMessage.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label=_("None"),
    )
    material = forms.ModelChoiceField(
        label=_("Material"),
        queryset=Material.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label=_("None"),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Where it is written: package insert, paper, guideline"),
    )
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"), required=False)

    def __init__(self, *args, user, question, **kwargs):
        super().__init__(*args, **kwargs)
        messages = KeyMessage.objects.visible_to(user).active().filter(product=question.product_id)
        self.fields["key_message"].queryset = messages
        self.fields["material"].queryset = Material.objects.visible_to(user)


class QuestionFilter(forms.Form):
    q = forms.CharField(
        label=_("Words or pinyin"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    product = forms.ModelChoiceField(
        label=_("Product"),
        required=False,
        queryset=Product.objects.none(),
        to_field_name="code",
        empty_label=_("Every product"),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Every state")),
            ("usable", _("Answered today")),
            ("unanswered", _("Without an answer")),
            (Status.SUBMITTED, _("Waits for approval")),
            (Status.DRAFT, _("Draft")),
            (Status.WITHDRAWN, _("Withdrawn")),
        ],
    )

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.fields["product"].queryset = Product.objects.visible_to(user).active()

    @property
    def words(self):
        return typed(self.cleaned_data.get("q") or "")

    def narrow(self, questions, user):
        self.is_valid()
        if self.words:
            questions = questions.matching(self.words)
        if product := self.cleaned_data.get("product"):
            questions = questions.filter(product=product)
        state = self.cleaned_data.get("state")
        return self._in_state(questions, user, state) if state else questions

    def _in_state(self, questions, user, state):
        answers = ApprovedAnswer.objects.visible_to(user)
        if state == "unanswered":
            return questions.exclude(pk__in=answers.in_state("usable").values("question"))
        return questions.filter(pk__in=answers.in_state(state).values("question"))
