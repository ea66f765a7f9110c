"""The service table: what we promise, from which day on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, can, require
from visits.forms.service_level import ServiceLevelForm
from visits.models import ServiceLevel
from visits.services.service_level import set_service_level


@require_http_methods(["GET", "POST"])
def service_level_list(request):
    """Everybody may read what we promise; a new row needs the permission."""
    may_set = can(request.user, Permission.SERVICE_LEVEL_MANAGE)
    form = ServiceLevelForm(request.POST or None)
    if request.method == "POST":
        require(request.user, Permission.SERVICE_LEVEL_MANAGE)
        if form.is_valid() and _kept(form, request.user):
            messages.success(request, _("Kept. Promises already given stay as they are."))
            return redirect("visits:service_level_list")
    levels = ServiceLevel.objects.visible_to(request.user).today()
    context = {"levels": levels, "form": form, "may_set": may_set}
    return render(request, "visits/service_level_list.html", context)


def _kept(form, user):
    try:
        set_service_level(**form.cleaned_data, by=user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return form.is_valid()
