"""Input of organisations and their departments."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from customers.forms.customer import CustomerForm
from customers.identity import organisation_identity
from customers.models import Customer, Organisation, Region
from customers.search import called


class OrganisationForm(CustomerForm):
    kind = Customer.Kind.ORGANISATION

    type = forms.ChoiceField(label=_("Type"), choices=[("", CHOOSE), *Organisation.Type.choices])
    level = forms.ChoiceField(
        label=_("Grade"), choices=[("", _("No grade")), *Organisation.Level.choices], required=False
    )
    parent = forms.CharField(
        label=_("Belongs to"),
        max_length=200,
        required=False,
        help_text=_("Name or code of the organisation above it, such as a chain's headquarters"),
    )
    region = forms.CharField(
        label=_("Region code"),
        max_length=12,
        required=False,
        help_text=_("Official code of the district; fills province, city and district"),
    )
    province = forms.CharField(label=_("Province"), max_length=60, required=False)
    city = forms.CharField(label=_("City"), max_length=60, required=False)
    district = forms.CharField(label=_("District or county"), max_length=60, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=100, required=False)
    longitude = forms.DecimalField(
        label=_("Longitude"), max_digits=9, decimal_places=6, required=False
    )
    latitude = forms.DecimalField(
        label=_("Latitude"), max_digits=8, decimal_places=6, required=False
    )

    def identity(self):
        said = self.cleaned_data
        area = "".join(said.get(name, "") for name in ("province", "city", "district"))
        return organisation_identity(said["name"], said.get("address", ""), area)

    def clean_parent(self):
        text = self.cleaned_data["parent"]
        if not text:
            return None
        mine = Organisation.objects.visible_to(self.user)
        found = list(mine.filter(customer__in=called(text))[:2])
        if len(found) != 1:
            raise ValidationError(
                gettext("Several organisations have this name: give the code.")
                if found
                else gettext("No organisation of yours has this name or code.")
            )
        return found[0]

    def clean_region(self):
        code = self.cleaned_data["region"]
        if not code:
            return None
        region = Region.objects.visible_to(self.user).filter(code=code).first()
        if region is None:
            raise ValidationError(gettext("There is no region with this code."))
        return region

    def clean(self):
        above = self.cleaned_data.get("region")
        for name in ("district", "city", "province"):
            if above is None:
                break
            self.cleaned_data[name] = self.cleaned_data.get(name) or above.name
            above = above.parent
        return super().clean()


def initial_of(organisation):
    names = [name for name in OrganisationForm.base_fields if hasattr(organisation, name)]
    own = organisation.customer
    return {
        **{name: getattr(organisation, name) for name in names},
        "name": own.name,
        "aliases": "\n".join(own.aliases),
        "external_id": own.external_id,
        "parent": organisation.parent
        and (organisation.parent.customer.external_id or organisation.parent.customer.name),
        "region": organisation.region_id,
    }


class DepartmentForm(forms.Form):
    name = forms.CharField(label=_("Department"), max_length=100)
