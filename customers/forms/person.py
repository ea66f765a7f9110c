"""Input of people and their places of work."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from accounts.forms.fields import DayField
from customers.forms.customer import CustomerForm
from customers.identity import person_identity
from customers.models import Customer, Department, Person


class PlaceFields(forms.Form):
    """Where in the organisation: shared by a new person and a further place of work."""

    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("No department"),
    )
    position = forms.CharField(
        label=_("Position"),
        max_length=100,
        required=False,
        help_text=_("Such as deputy head of the department"),
    )

    def offer_departments(self, user, organisation):
        if organisation is None:
            del self.fields["department"], self.fields["position"]
            return
        own = Department.objects.visible_to(user).filter(organisation=organisation, is_active=True)
        self.fields["department"].queryset = own


class PersonForm(CustomerForm, PlaceFields):
    kind = Customer.Kind.PERSON

    type = forms.ChoiceField(label=_("Profession"), choices=[("", CHOOSE), *Person.Type.choices])
    title = forms.CharField(
        label=_("Title"), max_length=60, required=False, help_text=_("Such as chief physician")
    )
    specialty = forms.CharField(label=_("Specialty"), max_length=100, required=False)
    sub_specialty = forms.CharField(label=_("Sub-specialty"), max_length=100, required=False)
    licence_number = forms.CharField(label=_("Licence number"), max_length=60, required=False)
    decision_role = forms.ChoiceField(
        label=_("Role in decisions"),
        choices=[("", _("Not known")), *Person.DecisionRole.choices],
        required=False,
    )
    office_phone = forms.CharField(label=_("Office phone"), max_length=100, required=False)
    mobile = forms.CharField(
        label=_("Mobile phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Sealed: found by the whole number, shown only for a stated reason"),
    )
    forget_mobile = forms.BooleanField(label=_("Remove the mobile number"), required=False)

    field_order = ["name", "type", "title", "department", "position", "specialty", "sub_specialty"]

    def __init__(self, *args, user, organisation=None, person=None, **kwargs):
        super().__init__(*args, user=user, customer=person and person.customer, **kwargs)
        self.organisation = organisation
        self.offer_departments(user, organisation)
        if person is None or not person.mobile_sealed:
            del self.fields["forget_mobile"]

    def identity(self):
        place = self.organisation.customer.name if self.organisation else ""
        return person_identity(self.cleaned_data["name"], place)

    def values(self):
        values = super().values()
        return values | {"organisation": self.organisation}

    def changes(self):
        """For an edit: an empty field leaves the sealed number as it is."""
        values = super().values()
        forget = values.pop("forget_mobile", False)
        values["mobile"] = "" if forget else values["mobile"] or None
        return values


def initial_of(person):
    own = person.customer
    names = [name for name in PersonForm.base_fields if hasattr(person, name)]
    return {
        **{name: getattr(person, name) for name in names},
        "name": own.name,
        "aliases": "\n".join(own.aliases),
        "external_id": own.external_id,
    }


class PlaceForm(PlaceFields):
    """A further place of work."""

    is_primary = forms.BooleanField(label=_("Main place of work"), required=False)
    valid_from = DayField(label=_("From"), initial=timezone.localdate)

    def __init__(self, *args, user, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_departments(user, organisation)
