"""Before the visit: what is known, what is owed, what it is for and what to bring."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.fields import carry_out
from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from compliance.models import MaterialVersion
from visits.contact_guard import notices_of_open
from visits.forms.preparation import PreparationForm
from visits.models import Visit
from visits.preparation import materials_of, sections_of, with_plan
from visits.services import preparation as verbs


@require_http_methods(["GET", "POST"])
def visit_prepare(request, uuid):
    visit = _own(request, uuid)
    if not visit.is_open:
        return redirect("visits:visit_detail", uuid)
    offered, gone = materials_of(visit, request.user)
    form = PreparationForm(request.POST or None, visit=visit, offered=offered)
    if form.is_valid() and carry_out(
        form, verbs.prepare_visit, visit, **form.settled(), by=request.user
    ):
        messages.success(request, _("Prepared: the plan holds it."))
        return redirect("visits:visit_prepare", uuid)
    log_access(request.user, Access.Action.VIEW, "visits.visit", subject=visit)
    context = {
        "visit": visit,
        "form": form,
        "gone": gone,
        "offered": form.offered.values(),
        "sections": sections_of(visit, request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "visits/visit_prepare.html", context, status=status)


@require_GET
def visit_notices(request, uuid):
    """What speaks against the visit: asked for when the page stands, so that the page need not wait."""
    visit = _own(request, uuid)
    context = {"notices": notices_of_open(visit) if visit.is_open else []}
    return render(request, "visits/_notices.html", context)


@require_POST
def objective_check(request, uuid):
    """What the objective lacks, while it is being typed."""
    visit = _own(request, uuid)
    form = PreparationForm(request.POST, visit=visit, offered=())
    del form.fields["materials"]
    return render(request, "visits/_objective_findings.html", {"form": form})


@require_POST
def material_open(request, uuid, version_uuid):
    """On the rep's own screen, for this visit: counted as opened, then shown."""
    visit = _own(request, uuid)
    seen = MaterialVersion.objects.visible_to(request.user).select_related("material")
    version = get_object_or_404(seen, uuid=version_uuid)
    verbs.open_material(visit, version, by=request.user)
    return redirect("compliance:version_file", version_uuid)


def _own(request, uuid):
    require(request.user, Permission.VISIT_LOG)
    visits = with_plan(Visit.objects.visible_to(request.user).with_place())
    visit = get_object_or_404(visits.select_related("customer__person", "topic"), uuid=uuid)
    if visit.rep_id != request.user.pk:
        raise PermissionDenied(_("Only the representative whose visit this is can do that."))
    visit.rep = request.user  # whose roles and zone are known already
    return visit
