"""The list of customers, and each customer's page."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import page_read, step
from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.prepared import prepared
from accounts.services.access import log_access, log_search
from customers.columns import COLUMNS
from customers.consents import in_words, with_answers
from customers.forms.customer import RevealForm, StatusForm
from customers.forms.filter import CustomerFilter, narrowed
from customers.forms.segment import SegmentForm
from customers.house import with_rule
from customers.merge_story import merges_of
from customers.merging import with_merged_records
from customers.models import Customer, Segment
from customers.place import in_lines, with_place
from customers.services import customer as verbs
from customers.services.data_change import edit_or_propose
from customers.services.person import reveal_mobile
from customers.tabs import tabs_of
from customers.tagging import with_tags
from customers.timeline import next_step

PAGE_SIZE = 25
COUNT_AT_MOST = 10_000
EXPORT_BATCH = 2000
BECOMES = {
    Customer.Status.ACTIVE: verbs.reopen_customer,
    Customer.Status.CLOSED: verbs.close_customer,
    Customer.Status.ARCHIVED: verbs.archive_customer,
}


@require_GET
def customer_list(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = CustomerFilter(request.GET, user=request.user)
    if "format" in request.GET:
        return _export(request, filters.narrow(Customer.objects.visible_to(request.user)))
    page = _page(request, filters)
    log_search(request.user, "customers.customer", filters.cleaned_data.get("q"))
    query = _without_page(request)
    context = {
        "filters": filters,
        "page": page,
        "query": query,
        "segments": _segments(request.user),
        "segment_form": query
        and SegmentForm(
            user=request.user,
            around=filters.cleaned_data.get("territory"),
            initial={"query": query},
        ),
    }
    return render(request, "customers/customer_list.html", context)


def _page(request, filters):
    ask = _lines.fresh if filters.is_one_of_many else _lines
    read = partial(ask, request.user, filters.chosen)
    return page_read(read, Customer, request.GET, order="sort_key", size=PAGE_SIZE)


@prepared
def _lines(reader, chosen, *way, **cursor):
    shown = with_tags(in_lines(narrowed(Customer.objects.visible_to(reader), chosen)))
    return step(shown, *way, **cursor)


@prepared
def _segments(reader):
    return Segment.objects.visible_to(reader).in_use().only("uuid", "name", "query", "owner")


@require_GET
def customer_count(request):
    """Asked for by the list when it has been drawn: counting takes longer than showing a page."""
    require(request.user, Permission.CUSTOMER_READ)
    filters = CustomerFilter(request.GET, user=request.user)
    shown = filters.narrow(Customer.objects.visible_to(request.user))
    count = shown[: COUNT_AT_MOST + 1].count()
    return render(request, "components/_count.html", {"count": count, "cap": COUNT_AT_MOST})


@require_GET
def customer_detail(request, uuid):
    customer = _whole_or_404(request.user, uuid)
    if survivor := _speaking_for(customer, request.user):
        return redirect("customers:detail", survivor.uuid)
    tabs = tabs_of(customer, request)
    tab = next(tab for tab in tabs if tab.is_current)
    if customer.is_person:
        log_access(request.user, Access.Action.VIEW, "customers.person", subject=customer)
    if request.htmx:
        return render(request, tab.template, {"customer": customer, **tab.context()})
    context = {"customer": customer, "tabs": tabs, "tab": tab, **tab.context()}
    context["next_step"] = next_step(customer, request.user)
    context["merges"] = merges_of(customer, request.user)
    if customer.is_person:
        context["consents"] = in_words(customer.answers)
    return render(request, "customers/customer_detail.html", context)


def customer_status(request, uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    customer = find(request, uuid)
    form = StatusForm(request.POST or None, customer=customer)
    if form.is_valid():
        said = dict(form.cleaned_data)
        verb = BECOMES[said.pop("status")]
        if carry_out(form, verb, customer, **said, by=request.user):
            messages.success(request, _("Kept, with its day and reason."))
            return redirect(address_of(customer))
    context = {"form": form, "customer": customer}
    return render(request, "customers/customer_status.html", context)


@require_POST
def mobile_reveal(request, uuid):
    customer = find(request, uuid)
    form = RevealForm(request.POST)
    number = None
    if form.is_valid():
        number = reveal_mobile(customer.person, **form.cleaned_data, by=request.user)
    context = {"customer": customer, "reveal_form": form, "number": number}
    return render(request, "customers/mobile_reveal.html", context)


def find(request, uuid, **which):
    """The customer, for those who may know that it exists; `which` narrows it to a kind."""
    visible = with_place(Customer.objects.visible_to(request.user))
    return get_object_or_404(visible, uuid=uuid, **which)


def _whole_or_404(user, uuid):
    found = _whole(user, uuid=uuid)
    if not found:
        raise Http404
    return found[0]


@prepared
def _whole(reader, uuid):
    visible = with_place(Customer.objects.visible_to(reader)).filter(uuid=uuid)
    return with_rule(with_tags(with_merged_records(with_answers(visible))))[:1]


def _speaking_for(customer, user):
    """The record into which this one was merged, for those who see it."""
    if customer.merged_into_id is None:
        return None
    return Customer.objects.visible_to(user).filter(pk=customer.merged_into_id).first()


def address_of(customer, tab=""):
    url = reverse("customers:detail", args=[customer.uuid])
    return f"{url}?{urlencode({'tab': tab})}" if tab else url


def keep_or_propose(request, form, customer, said):
    """Whether what was typed is kept or waits for a steward; which of them, the person is told."""
    waiting = carry_out(form, edit_or_propose, customer, **said, by=request.user)
    if waiting is None:
        return False
    told = _("Kept; what a data steward confirms is on its way.") if waiting else _("Kept.")
    messages.success(request, told)
    return True


def _without_page(request):
    query = request.GET.copy()
    for name in ("before", "after", "format"):
        query.pop(name, None)
    return query.urlencode()


def _export(request, shown):
    return export_response(
        request,
        name="customers",
        columns=COLUMNS,
        rows=with_tags(with_place(shown)).in_order().iterator(chunk_size=EXPORT_BATCH),
        what="customers.customer",
        filters=_without_page(request),
    )
