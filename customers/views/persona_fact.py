"""Facts about a person's work: noted, confirmed in one tap, taken back, and listed by age."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.forms.fields import BecauseForm, carry_out
from accounts.keyset import keyset_page
from accounts.models import Access, Product
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from customers.forms.persona_fact import PersonaFactForm, PersonaFilter
from customers.models import Customer, PersonaFact
from customers.persona import persona_of, shown
from customers.persona_terms import terms_of
from customers.services.persona_fact import confirm_fact, drop_fact, note_fact
from customers.views.customer import address_of, find

PAGE_SIZE, EARLIER = 25, 50
EXPORT_BATCH = 1000
RELATED = ("customer", "product", "noted_by")
COLUMNS = [
    (gettext_lazy("Person"), lambda fact: fact.row.customer.name),
    (gettext_lazy("Kind of fact"), lambda fact: fact.row.get_kind_display()),
    (gettext_lazy("Product"), lambda fact: str(fact.row.product or "")),
    (gettext_lazy("What is known"), lambda fact: fact.words),
    (gettext_lazy("Known on"), lambda fact: fact.row.known_on),
    (gettext_lazy("Freshness"), lambda fact: str(fact.freshness_label)),
    (gettext_lazy("Source"), lambda fact: fact.row.get_source_display()),
    (gettext_lazy("Who said so"), lambda fact: fact.told_by),
    (gettext_lazy("Noted by"), lambda fact: str(fact.row.noted_by or "")),
]


@require_GET
def persona_fact_list(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters, terms = PersonaFilter(request.GET, user=request.user), terms_of()
    current = PersonaFact.objects.visible_to(request.user).current().select_related(*RELATED)
    rows = filters.narrow(current, Customer.objects.visible_to(request.user), terms)
    if "format" in request.GET:
        return _export(request, rows, terms)
    page = keyset_page(rows, request.GET, order="known_on", size=PAGE_SIZE)
    log_access(request.user, Access.Action.VIEW, "customers.personafact", count=len(page.rows))
    context = {"filters": filters, "page": page, "facts": shown(page.rows, request.user, terms)}
    return render(request, "customers/persona_list.html", context)


def persona_fact_new(request, uuid, kind):
    require(request.user, Permission.CUSTOMER_EDIT)
    customer = find(request, uuid, kind=Customer.Kind.PERSON)
    if kind not in PersonaFact.Kind:
        raise Http404
    kind = PersonaFact.Kind(kind)
    product = Product.objects.visible_to(request.user).filter(code=request.GET.get("product", ""))
    form = PersonaFactForm(
        request.POST or None,
        user=request.user,
        kind=kind,
        initial={"product": product.first(), "source": PersonaFact.Source.VISIT},
    )
    if form.is_valid():
        said = form.cleaned_data
        if carry_out(form, note_fact, customer, kind=kind, **said, by=request.user):
            messages.success(request, _("Noted."))
            return redirect(address_of(customer, "persona"))
    context = {"form": form, "customer": customer, "kind": kind}
    context["earlier"] = _earlier(request, customer, kind)
    status = 422 if form.errors else 200
    return render(request, "customers/persona_fact_form.html", context, status=status)


@require_POST
def persona_fact_confirm(request, uuid):
    fact = _find(request, uuid)
    confirm_fact(fact, by=request.user)
    if request.htmx:
        persona = persona_of(fact.customer.person, request.user)
        context = {"customer": fact.customer, "persona": persona}
        return render(request, "customers/_persona.html", context)
    messages.success(request, _("Confirmed: it is in date again."))
    return redirect(address_of(fact.customer, "persona"))


def persona_fact_drop(request, uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    fact = _find(request, uuid)
    form = BecauseForm(request.POST or None)
    if form.is_valid() and carry_out(form, drop_fact, fact, **form.cleaned_data, by=request.user):
        messages.success(request, _("Taken back; what was known stays readable below."))
        return redirect(address_of(fact.customer, "persona"))
    (known,) = shown([fact], request.user)
    context = {"form": form, "fact": known, "customer": fact.customer}
    status = 422 if form.errors else 200
    return render(request, "customers/persona_fact_drop.html", context, status=status)


def _find(request, uuid):
    facts = PersonaFact.objects.visible_to(request.user).current()
    return get_object_or_404(facts.select_related("customer__person", *RELATED), uuid=uuid)


def _earlier(request, customer, kind):
    rows = PersonaFact.objects.visible_to(request.user).filter(customer=customer, kind=kind)
    return shown(rows.select_related(*RELATED)[:EARLIER], request.user)


def _export(request, rows, terms):
    return export_response(
        request,
        name="persona",
        columns=COLUMNS,
        rows=_in_batches(rows.order_by("known_on", "pk"), request.user, terms),
        what="customers.personafact",
        filters=request.GET.urlencode(),
    )


def _in_batches(rows, user, terms):
    """Each batch has its keys looked up at once."""
    batch = []
    for row in rows.iterator(chunk_size=EXPORT_BATCH):
        batch.append(row)
        if len(batch) == EXPORT_BATCH:
            yield from shown(batch, user, terms)
            batch = []
    yield from shown(batch, user, terms)
