"""Products with their key messages, and the companies that hold the authorisation."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.forms.fields import carry_out
from accounts.forms.product import KeyMessageForm, LegalEntityForm, ProductFilter, ProductForm
from accounts.keyset import keyset_page
from accounts.models import KeyMessage, LegalEntity, Product
from accounts.permissions import Permission, require
from accounts.services import product as verbs


@require_GET
def product_list(request):
    filters = ProductFilter(request.GET)
    shown = filters.narrow(Product.objects.visible_to(request.user)).select_related("holder")
    page = keyset_page(shown, request.GET, order="code")
    context = {"filters": filters, "page": page, "tabs": _tabs("product_list")}
    return render(request, "accounts/product_list.html", context)


@require_GET
def product_detail(request, uuid):
    product = get_object_or_404(
        Product.objects.visible_to(request.user).select_related("holder"), uuid=uuid
    )
    messages = KeyMessage.objects.visible_to(request.user).filter(product=product).versioned()
    context = {"product": product, "key_messages": messages.order_by("-is_active", "kind", "-pk")}
    return render(request, "accounts/product_detail.html", context)


def product_new(request):
    require(request.user, Permission.PRODUCT_MANAGE)
    form = ProductForm(request.POST or None, user=request.user)
    if form.is_valid():
        product = carry_out(form, verbs.create_product, **form.cleaned_data, by=request.user)
        if product:
            return redirect("accounts:product_detail", product.uuid)
    return _form(request, form, _("New product"), reverse("accounts:product_list"))


def product_edit(request, uuid):
    require(request.user, Permission.PRODUCT_MANAGE)
    product = get_object_or_404(Product.objects.visible_to(request.user), uuid=uuid)
    initial = vars(product) | {"holder": product.holder.uuid}
    form = ProductForm(request.POST or None, user=request.user, initial=initial)
    back = reverse("accounts:product_detail", args=[uuid])
    if form.is_valid() and carry_out(
        form, verbs.edit_product, product, **form.cleaned_data, by=request.user
    ):
        return redirect(back)
    return _form(request, form, str(product), back)


def message_new(request, uuid):
    require(request.user, Permission.MESSAGE_KEEP)
    product = get_object_or_404(Product.objects.visible_to(request.user), uuid=uuid)
    form = KeyMessageForm(request.POST or None)
    back = reverse("accounts:product_detail", args=[uuid])
    if form.is_valid() and carry_out(
        form, verbs.create_key_message, product, **form.cleaned_data, by=request.user
    ):
        return redirect(back)
    return _form(request, form, _("New key message"), back)


def message_edit(request, uuid):
    require(request.user, Permission.MESSAGE_KEEP)
    visible = KeyMessage.objects.visible_to(request.user).select_related("product")
    message = get_object_or_404(visible, uuid=uuid)
    form = KeyMessageForm(request.POST or None, initial=vars(message))
    back = reverse("accounts:product_detail", args=[message.product.uuid])
    if form.is_valid() and carry_out(
        form, verbs.edit_key_message, message, **form.cleaned_data, by=request.user
    ):
        return redirect(back)
    return _form(request, form, _("Key message"), back)


@require_GET
def entity_list(request):
    page = keyset_page(LegalEntity.objects.visible_to(request.user), request.GET, order="name")
    context = {"page": page, "tabs": _tabs("entity_list")}
    return render(request, "accounts/entity_list.html", context)


def entity_new(request):
    require(request.user, Permission.PRODUCT_MANAGE)
    form, back = LegalEntityForm(request.POST or None), reverse("accounts:entity_list")
    if form.is_valid() and carry_out(
        form, verbs.create_legal_entity, **form.cleaned_data, by=request.user
    ):
        return redirect(back)
    return _form(request, form, _("New company"), back)


def entity_edit(request, uuid):
    require(request.user, Permission.PRODUCT_MANAGE)
    entity = get_object_or_404(LegalEntity.objects.visible_to(request.user), uuid=uuid)
    form = LegalEntityForm(request.POST or None, initial=vars(entity))
    back = reverse("accounts:entity_list")
    if form.is_valid() and carry_out(
        form, verbs.edit_legal_entity, entity, **form.cleaned_data, by=request.user
    ):
        return redirect(back)
    return _form(request, form, entity.name, back)


def _form(request, form, heading, back):
    context = {"form": form, "heading": heading, "back_url": back}
    return render(request, "accounts/product_form.html", context)


def _tabs(current):
    return [
        {"url": reverse(f"accounts:{name}"), "label": label, "is_current": name == current}
        for name, label in [("product_list", _("Products")), ("entity_list", _("Companies"))]
    ]
