"""Account plans: the list, each plan's page and its one-page PDF, and what happens to a plan."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Access, User
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from customers.forms import account_plan as forms
from customers.models import AccountPlan, Customer, PlanObjective
from customers.plan_pdf import plan_pdf
from customers.plan_reminders import address_of
from customers.services import account_plan as verbs
from customers.services.plan_action import owners_for
from customers.views.customer import find as find_customer

COUNT_AT_MOST = 10_000
CHANGES = {
    "review": (verbs.review_plan, forms.PlanReviewForm, gettext_lazy("Reviewed.")),
    "close": (verbs.close_plan, forms.CloseForm, gettext_lazy("Closed; what came of it is kept.")),
    "objective": (verbs.add_objective, forms.ObjectiveForm, gettext_lazy("Objective added.")),
}


@require_GET
def plan_list(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = forms.PlanFilter(request.GET)
    shown = filters.narrow(AccountPlan.objects.visible_to(request.user), request.user)
    if "format" in request.GET:
        return _export(request, shown.with_people())
    context = {
        "filters": filters,
        "page": keyset_page(shown.with_people(), request.GET, order="next_review_on"),
        "count": shown[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "customers/plan_list.html", context)


@require_http_methods(["GET", "POST"])
def plan_new(request, uuid):
    """`uuid` is the customer's."""
    require(request.user, Permission.PLAN_KEEP)
    customer = find_customer(request, uuid)
    form = forms.PlanForm(request.POST or None)
    if form.is_valid():
        plan = carry_out(form, verbs.open_plan, customer, **form.cleaned_data, by=request.user)
        if plan:
            messages.success(request, _("Kept as a draft: add its objectives, then start it."))
            return redirect(address_of(plan))
    return render(request, "customers/plan_form.html", {"form": form, "customer": customer})


@require_http_methods(["GET", "POST"])
def plan_edit(request, uuid):
    require(request.user, Permission.PLAN_KEEP)
    plan = find(request, uuid)
    form = forms.PlanForm(request.POST or None, initial=vars(plan))
    if form.is_valid() and carry_out(
        form, verbs.edit_plan, plan, **form.cleaned_data, by=request.user
    ):
        return redirect(address_of(plan))
    context = {"form": form, "customer": plan.customer, "plan": plan}
    return render(request, "customers/plan_form.html", context)


@require_GET
def plan_detail(request, uuid):
    plan = find(request, uuid)
    log_access(request.user, Access.Action.VIEW, AccountPlan._meta.label_lower, subject=plan)
    return render(request, "customers/plan_detail.html", page_of(request, plan))


@require_GET
def plan_page(request, uuid):
    """As a PDF to take along."""
    plan = find(request, uuid)
    require(request.user, Permission.EXPORT)
    log_access(request.user, Access.Action.EXPORT, AccountPlan._meta.label_lower, subject=plan)
    file = plan_pdf(plan, _objectives(request, plan), by=request.user)
    name = f'attachment; filename="plan-{plan.starts_on:%Y-%m-%d}.pdf"'
    return HttpResponse(file, content_type="application/pdf", headers={"Content-Disposition": name})


@require_POST
def plan_start(request, uuid):
    plan = find(request, uuid)
    verbs.start_plan(plan, by=request.user)
    messages.success(request, _("Started: everybody with a part in it was told."))
    return redirect(address_of(plan))


@require_POST
def plan_change(request, uuid, change):
    plan = find(request, uuid)
    if change not in CHANGES:
        raise Http404
    verb, form_class, thanks = CHANGES[change]
    form = form_class(request.POST, prefix=change)
    if form.is_valid() and carry_out(form, verb, plan, **form.cleaned_data, by=request.user):
        messages.success(request, str(thanks))
        return redirect(address_of(plan))
    context = page_of(request, plan, change, form)
    return render(request, "customers/plan_detail.html", context, status=422)


def find(request, uuid):
    require(request.user, Permission.CUSTOMER_READ)
    return get_object_or_404(AccountPlan.objects.visible_to(request.user).with_people(), uuid=uuid)


def owners(request, plan):
    """Those of them whom the person sees."""
    return User.objects.visible_to(request.user).filter(pk__in=owners_for(plan.customer))


def page_of(request, plan, opened="", form=None):
    """What the page shows; a form with mistakes comes back opened, as it was typed."""
    unbound = {name: form_class(prefix=name) for name, (_v, form_class, _t) in CHANGES.items()}
    return {
        "plan": plan,
        "sees_customer": _sees_customer(request, plan),
        "objectives": _objectives(request, plan),
        "action_form": forms.ActionForm(owners=owners(request, plan), auto_id=False),
        "reviews": plan.reviews,
        "forms": unbound | ({opened: form} if opened else {}),
        "opened": opened,
    }


def _sees_customer(request, plan):
    """Who only has a part in a plan reads the customer's name without a way to the page."""
    seen = Customer.objects.visible_to(request.user)
    return seen.filter(pk=plan.customer_id).exists()


def _objectives(request, plan):
    rows = PlanObjective.objects.visible_to(request.user).filter(plan=plan)
    return rows.prefetch_related("actions__owner")


def _export(request, shown):
    columns = [
        (_("Customer"), lambda plan: plan.customer.name),
        (_("Title"), lambda plan: plan.title),
        (_("State"), lambda plan: plan.get_status_display()),
        (_("Owner"), lambda plan: str(plan.owner)),
        (_("Territory"), lambda plan: plan.territory.name),
        (_("From"), lambda plan: plan.starts_on),
        (_("Until"), lambda plan: plan.ends_on),
        (_("Next review"), lambda plan: None if plan.is_closed else plan.next_review_on),
        (_("Last review"), lambda plan: plan.review_note),
        (_("What came of it"), lambda plan: plan.outcome),
    ]
    return export_response(
        request,
        name="account-plans",
        columns=columns,
        rows=shown.order_by("next_review_on", "pk").iterator(chunk_size=2000),
        what=AccountPlan._meta.label_lower,
        filters=request.GET.urlencode(),
    )
