"""Input of materials and their versions, the steps of a version, and the list's filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from accounts.models import Product
from compliance.models import Material, MaterialVersion
from compliance.models.material import AUDIENCES

Status = MaterialVersion.Status


class MaterialForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150)
    title_en = forms.CharField(label=_("English title"), max_length=150, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Material.Kind, widget=forms.RadioSelect)
    products = forms.ModelMultipleChoiceField(
        label=_("Products"),
        queryset=Product.objects.none(),
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: about an illness or the company"),
    )
    audience = forms.MultipleChoiceField(
        label=_("Audience"),
        choices=AUDIENCES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: for every customer"),
    )

    def __init__(self, *args, user, material=None, **kwargs):
        held = []
        if material:
            held = material.about
            names = ["title", "title_en", "kind", "audience"]
            kwargs["initial"] = {name: getattr(material, name) for name in names}
            kwargs["initial"]["products"] = [product.uuid for product in held]
        super().__init__(*args, **kwargs)
        products = Product.objects.visible_to(user)
        self.fields["products"].queryset = products.offered(*[product.pk for product in held])


class VersionForm(forms.Form):
    upload = forms.FileField(
        label=_("File"),
        help_text=_("A PDF or a picture: a phone's browser shows it; 20 MB at most"),
    )
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"))


class ApproveForm(forms.Form):
    prefix = "approve"
    approval_number = forms.CharField(
        label=_("Approval number"),
        max_length=60,
        help_text=_("Of the company's own review of promotional material"),
    )


class ReturnForm(forms.Form):
    prefix = "return"
    because = SentenceField(label=_("What has to be put right"), max_length=300)


class WithdrawForm(forms.Form):
    prefix = "withdraw"
    because = SentenceField(
        label=_("Why it is withdrawn"),
        max_length=300,
        help_text=_("Whoever planned to show it reads this at once"),
    )


class DiscardForm(forms.Form):
    prefix = "discard"
    because = SentenceField(label=_("Why it is given up"), max_length=300)


class MaterialFilter(forms.Form):
    q = forms.CharField(
        label=_("Title"),
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
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *Material.Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Every state")),
            ("usable", _("May be shown today")),
            ("ending", _("Ends within 60 days")),
            (Status.SUBMITTED, _("Waits for approval")),
            (Status.DRAFT, _("Draft")),
            (Status.WITHDRAWN, _("Withdrawn")),
        ],
    )

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.fields["product"].queryset = Product.objects.visible_to(user).active()

    def narrow(self, materials, user):
        """Filters that make no sense are left out, as if they had not been given."""
        self.is_valid()
        said = self.cleaned_data
        if words := said.get("q"):
            materials = materials.called(words)
        if product := said.get("product"):
            materials = materials.about(product)
        if kind := said.get("kind"):
            materials = materials.filter(kind=kind)
        if state := said.get("state"):
            versions = MaterialVersion.objects.visible_to(user).in_state(state)
            materials = materials.filter(pk__in=versions.values("material"))
        return materials
