"""Attaching the written consent of a house to a visit in another form (CN-011)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from visits.models import Visit
from visits.services.house_consent import attach_house_consent


class ConsentForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Written consent of the house"))


@require_http_methods(["GET", "POST"])
def consent_attach(request, uuid):
    require(request.user, Permission.VISIT_LOG)
    visits = Visit.objects.visible_to(request.user).with_place().select_related("house_consent")
    visit = get_object_or_404(visits, uuid=uuid)
    if visit.rep_id != request.user.pk:
        raise PermissionDenied(_("Only the representative whose visit this is can do that."))
    form = ConsentForm(request.POST or None, request.FILES or None)
    if form.is_valid() and carry_out(
        form, attach_house_consent, visit, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("File kept."))
        return redirect("visits:visit_log", visit.uuid)
    context = {"form": form, "visit": visit}
    status = 422 if form.errors else 200
    return render(request, "visits/house_consent_form.html", context, status=status)
