"""Cover for leave: given, taken up, left, ended."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.delegation import DelegationForm
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Delegation, User
from accounts.permissions import Permission, require
from accounts.services import delegation as verbs
from accounts.services.absence import leads


@require_GET
def delegation_list(request):
    require(request.user, Permission.TIME_OFF_READ)
    rows = Delegation.objects.visible_to(request.user).with_people()
    page = keyset_page(rows, request.GET, order="-valid_from")
    today = timezone.localdate()
    lines = [
        (
            row,
            row.holds_on(today) and row.deputy_id == request.user.pk,
            row.valid_to >= today and verbs.can_end(row, request.user),
        )
        for row in page.rows
    ]
    return render(request, "accounts/delegation_list.html", {"page": page, "lines": lines})


@require_http_methods(["GET", "POST"])
def delegation_new(request, uuid=None):
    """`uuid` is of somebody whom one leads; without it one's own cover."""
    require(request.user, Permission.TIME_OFF)
    person = _person(request.user, uuid) if uuid else request.user
    form = DelegationForm(request.POST or None, by=request.user, user=person)
    if form.is_valid() and carry_out(
        form, verbs.delegate, person, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Arranged; your deputy is told."))
        return redirect("accounts:delegation_list")
    status = 422 if form.errors else 200
    return render(
        request, "accounts/delegation_form.html", {"form": form, "person": person}, status=status
    )


@require_POST
def delegation_end(request, uuid):
    verbs.end_delegation(_find(request, uuid), by=request.user)
    messages.success(request, _("Ended."))
    return redirect("accounts:delegation_list")


@require_POST
def delegation_act(request, uuid):
    """From now on this session sees what the person sees, until it is left or its last day is over."""
    delegation = _find(request, uuid)
    if not verbs.stand_in(request.user, delegation.uuid):
        raise PermissionDenied(_("You can't stand in here today."))
    request.session[verbs.STANDS_IN] = str(delegation.uuid)
    return redirect("/")


@require_POST
def delegation_leave(request):
    request.session.pop(verbs.STANDS_IN, None)
    messages.success(request, _("You work for yourself again."))
    return redirect("accounts:delegation_list")


def _person(by, uuid):
    """Somebody whom `by` leads; of others it is not said whether they are there."""
    person = get_object_or_404(User.objects.visible_to(by), uuid=uuid)
    if person.pk != by.pk and not leads(by, person):
        raise Http404
    return person


def _find(request, uuid):
    require(request.user, Permission.TIME_OFF_READ)
    rows = Delegation.objects.visible_to(request.user).with_people()
    return get_object_or_404(rows, uuid=uuid)
