"""What people agreed to: recorded on a person's page, listed for all whom one sees."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, require
from accounts.services.access import log_search
from accounts.services.attachment import PDF, PICTURES, store_attachment
from customers.forms.consent import ConsentFilter, ConsentForm
from customers.models import Consent, Customer
from customers.services import consent as verbs
from customers.views.customer import address_of, find

COUNT_AT_MOST = 10_000


@require_GET
def consent_list(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = ConsentFilter(request.GET)
    shown = filters.narrow(Consent.objects.visible_to(request.user))
    shown = shown.select_related("customer", "recorded_by", "evidence")
    if "format" in request.GET:
        return _export(request, shown)
    log_search(request.user, Consent._meta.label_lower, filters.cleaned_data.get("q"))
    context = {
        "filters": filters,
        "page": keyset_page(shown, request.GET, order="-noted_at"),
        "count": shown[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "customers/consent_list.html", context)


@require_http_methods(["GET", "POST"])
def consent_new(request, uuid):
    require(request.user, Permission.CONSENT_RECORD)
    customer = find(request, uuid, kind=Customer.Kind.PERSON)
    form = ConsentForm(
        request.POST or None,
        request.FILES or None,
        initial={"notice_version": _last_notice(request)},
    )
    if form.is_valid() and carry_out(form, _record, customer, form, by=request.user):
        messages.success(request, _("Recorded. It holds from now on."))
        return redirect(address_of(customer, "consents"))
    context = {"form": form, "customer": customer}
    return render(request, "customers/consent_form.html", context)


def _record(customer, form, *, by):
    said = dict(form.cleaned_data)
    is_given = said.pop("answer") == Consent.Answer.GIVEN
    verb = verbs.give_consent if is_given else verbs.withdraw_consent
    upload = said.pop("evidence_file")
    with transaction.atomic():
        if upload:
            # What it is called may be her name.
            upload.name = f"consent.{upload.name.rpartition('.')[2][:5]}"
            said["evidence"] = store_attachment(upload, by=by, kinds=PICTURES | {PDF})
        return verb(customer, **said, by=by)


def _last_notice(request):
    """The notice in use is the one that was named last."""
    mine = Consent.objects.visible_to(request.user).exclude(notice_version="")
    return mine.order_by("-noted_at").values_list("notice_version", flat=True).first() or ""


def _export(request, shown):
    return export_response(
        request,
        name="consents",
        columns=_columns(),
        rows=shown.order_by("-noted_at", "-pk").iterator(chunk_size=2000),
        what=Consent._meta.label_lower,
        filters=request.GET.urlencode(),
    )


def _columns():
    return [
        (_("Person"), lambda row: row.customer.name),
        (_("Purpose"), lambda row: row.get_purpose_display()),
        (_("Channel"), lambda row: row.get_channel_display()),
        (_("Answer"), lambda row: row.get_answer_display()),
        (_("Said on"), lambda row: row.said_on),
        (_("How"), lambda row: row.get_how_display()),
        (_("Version of the notice"), lambda row: row.notice_version),
        (_("File"), lambda row: _("Yes") if row.evidence_id else ""),
        (_("Recorded by"), lambda row: str(row.recorded_by or _("The person herself"))),
        (_("Recorded at"), lambda row: row.noted_at),
    ]
