"""The vocabulary of tags."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from customers.forms.tag import CustomerTagsForm, TagEditForm, TagNameForm
from customers.models import Customer, Tag
from customers.services import tag as verbs
from customers.views.customer import find as find_customer


@require_GET
def tag_list(request):
    """Each with how many of the customers that one sees have it."""
    require(request.user, Permission.CUSTOMER_READ)
    mine = Customer.objects.visible_to(request.user).values("pk")
    worn = Q(customer_tags__is_current=True, customer_tags__customer__in=mine)
    tags = Tag.objects.visible_to(request.user).annotate(number=Count("customer_tags", filter=worn))
    context = {"tags": tags.order_by("is_archived", "name")}
    return render(request, "customers/tag_list.html", context)


@require_http_methods(["GET", "POST"])
def tag_new(request):
    require(request.user, Permission.CUSTOMER_TAG)
    form = TagNameForm(request.POST or None)
    if form.is_valid() and carry_out(form, verbs.create_tag, **form.cleaned_data, by=request.user):
        messages.success(request, _("Tag kept."))
        return redirect("customers:tag_list")
    return _show(request, form, _("New tag"))


@require_http_methods(["GET", "POST"])
def tag_edit(request, uuid):
    require(request.user, Permission.CUSTOMER_TAG)
    tag = get_object_or_404(Tag.objects.visible_to(request.user), uuid=uuid)
    now = {name: getattr(tag, name) for name in ("name", "is_archived")}
    form = TagEditForm(request.POST or None, initial=now)
    if form.is_valid() and carry_out(
        form, verbs.edit_tag, tag, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Tag kept."))
        return redirect("customers:tag_list")
    return _show(request, form, str(tag))


@require_http_methods(["GET", "POST"])
def customer_tags(request, uuid):
    """Those of one customer."""
    require(request.user, Permission.CUSTOMER_TAG)
    customer = find_customer(request, uuid)
    worn = Tag.objects.visible_to(request.user).filter(pk__in=verbs.worn_by(customer))
    now = {"tags": [tag.uuid for tag in worn]}
    # Nothing is ticked where all are taken off: the form is sent all the same.
    sent = request.POST if request.method == "POST" else None
    form = CustomerTagsForm(sent, initial=now, user=request.user)
    if form.is_valid():
        verbs.set_tags(customer, **form.cleaned_data, by=request.user)
        messages.success(request, _("Tags kept."))
        return redirect("customers:detail", customer.uuid)
    status = 422 if form.errors else 200
    context = {"form": form, "customer": customer}
    return render(request, "customers/customer_tags.html", context, status=status)


def _show(request, form, heading):
    context = {"form": form, "heading": heading}
    status = 422 if form.errors else 200
    return render(request, "customers/tag_form.html", context, status=status)
