"""New organisations, their facts and their departments."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from customers.data_sides import waiting_change
from customers.forms.organisation import DepartmentForm, OrganisationForm, initial_of
from customers.models import Customer, Department
from customers.services.department import add_department, edit_department
from customers.services.organisation import create_organisation
from customers.views.customer import address_of, find, keep_or_propose


def organisation_new(request):
    require(request.user, Permission.CUSTOMER_EDIT)
    form = OrganisationForm(request.POST or None, user=request.user)
    if form.is_valid():
        organisation = carry_out(form, create_organisation, **form.values(), by=request.user)
        if organisation:
            messages.success(request, _("Kept."))
            return redirect(address_of(organisation.customer))
    return render(request, "customers/organisation_form.html", {"form": form})


def organisation_edit(request, uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    customer = find(request, uuid, kind=Customer.Kind.ORGANISATION)
    initial = initial_of(customer.organisation)
    said = [request.POST or None, request.FILES or None]
    form = OrganisationForm(*said, user=request.user, customer=customer, initial=initial)
    if form.is_valid() and keep_or_propose(request, form, customer, form.values()):
        return redirect(address_of(customer, "facts"))
    context = {"form": form, "customer": customer, "waiting": waiting_change(customer)}
    return render(request, "customers/organisation_form.html", context)


@require_POST
def department_new(request, uuid):
    customer = find(request, uuid, kind=Customer.Kind.ORGANISATION)
    form = DepartmentForm(request.POST)
    if form.is_valid():
        add_department(customer.organisation, **form.cleaned_data, by=request.user)
        messages.success(request, _("Department added."))
    return redirect(address_of(customer, "people"))


@require_POST
def department_switch(request, uuid):
    """Closes a department, or opens it again."""
    visible = Department.objects.visible_to(request.user).select_related("organisation__customer")
    department = get_object_or_404(visible, uuid=uuid)
    edit_department(department, is_active=not department.is_active, by=request.user)
    return redirect(address_of(department.organisation.customer, "people"))
