"""People: who they are, what roles they hold and where they work."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.forms.fields import BecauseForm, EndForm, carry_out
from accounts.forms.user import GrantForm, InviteForm, LeaverForm, PlaceForm, UserFilter, UserForm
from accounts.keyset import keyset_page
from accounts.models import Membership, User, UserRole
from accounts.permissions import Permission, require
from accounts.services import leaver as leavers
from accounts.services import role as roles
from accounts.services import second_step
from accounts.services import session as sessions
from accounts.services import territory as territories
from accounts.services import user as users

COUNT_AT_MOST = 10_000


@require_GET
def user_list(request):
    require(request.user, Permission.USER_READ)
    filters = UserFilter(request.GET, user=request.user)
    shown = _with_work(filters.narrow(User.objects.visible_to(request.user)), request.user)
    if "format" in request.GET:
        return _export(request, shown)
    page = keyset_page(shown, request.GET, order="username")
    context = {
        "filters": filters,
        "page": page,
        "devices": sessions.devices_of(page.rows),
        "count": shown[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "accounts/user_list.html", context)


@require_GET
def user_detail(request, uuid):
    person = _find(request, uuid)
    return render(request, "accounts/user_detail.html", _detail(request, person))


def user_new(request):
    require(request.user, Permission.USER_MANAGE)
    form = InviteForm(request.POST or None, initial={"language": request.user.language})
    if form.is_valid():
        person = carry_out(form, users.invite_user, **form.cleaned_data, by=request.user)
        if person:
            messages.success(request, _("Invited: the link went to %s.") % person.email)
            return redirect("accounts:user_detail", person.uuid)
    return render(request, "accounts/user_form.html", {"form": form})


def user_edit(request, uuid):
    require(request.user, Permission.USER_MANAGE)
    person = _find(request, uuid)
    form = UserForm(request.POST or None, initial=vars(person))
    if form.is_valid():
        if carry_out(form, users.edit_user, person, **form.cleaned_data, by=request.user):
            messages.success(request, _("Kept."))
            return redirect("accounts:user_detail", uuid)
    return render(request, "accounts/user_form.html", {"form": form, "person": person})


def user_leave(request, uuid):
    require(request.user, Permission.USER_MANAGE)
    person = _find(request, uuid)
    form = LeaverForm(request.POST or None, user=request.user, leaver=person)
    if form.is_valid():
        done = carry_out(
            form, leavers.deactivate_user, person, **form.cleaned_data, by=request.user
        )
        if done:
            said = _("Closed. Handed over: %(handed_over)s.") % done
            messages.success(request, said)
            return redirect("accounts:user_detail", uuid)
    return render(request, "accounts/user_leave.html", {"form": form, "person": person})


@require_POST
def user_return(request, uuid):
    leavers.reactivate_user(_find(request, uuid), by=request.user)
    messages.success(request, _("Open again. Give roles and send a link."))
    return redirect("accounts:user_detail", uuid)


@require_POST
def user_link(request, uuid):
    person = _find(request, uuid)
    users.send_password_link(person, by=request.user)
    messages.success(request, _("The link went to %s.") % person.email)
    return redirect("accounts:user_detail", uuid)


@require_POST
def user_unlock(request, uuid):
    users.unlock_user(_find(request, uuid), by=request.user)
    messages.success(request, _("Unlocked: the next try counts."))
    return redirect("accounts:user_detail", uuid)


def user_second_step(request, uuid):
    """Takes the second step off the account of somebody who has lost it."""
    require(request.user, Permission.USER_MANAGE)
    person = _find(request, uuid)
    form = BecauseForm(request.POST or None)
    if form.is_valid():
        second_step.reset_second_step(person, **form.cleaned_data, by=request.user)
        messages.success(request, _("Taken off: the next sign-in asks for the password only."))
        return redirect("accounts:user_detail", uuid)
    return render(request, "accounts/user_second_step.html", {"form": form, "person": person})


@require_POST
def user_grant(request, uuid):
    person, form = _find(request, uuid), GrantForm(request.POST)
    if form.is_valid():
        if carry_out(form, roles.grant_role, person, **form.cleaned_data, by=request.user):
            return redirect("accounts:user_detail", uuid)
    return _again(request, person, grant=form)


@require_POST
def user_join(request, uuid):
    person, form = _find(request, uuid), PlaceForm(request.POST, user=request.user, prefix="join")
    if form.is_valid():
        values = form.cleaned_data
        place = values.pop("territory")
        if carry_out(form, territories.join_territory, person, place, **values, by=request.user):
            return redirect("accounts:user_detail", uuid)
    return _again(request, person, join=form)


@require_POST
def role_end(request, uuid):
    held = get_object_or_404(UserRole.objects.visible_to(request.user), uuid=uuid)
    form = EndForm(request.POST)
    if form.is_valid():
        roles.end_role(held, **form.cleaned_data, by=request.user)
    return redirect("accounts:user_detail", held.user.uuid)


@require_POST
def membership_end(request, uuid):
    place = get_object_or_404(Membership.objects.visible_to(request.user), uuid=uuid)
    form = EndForm(request.POST)
    if form.is_valid():
        territories.end_membership(place, **form.cleaned_data, by=request.user)
    if request.POST.get("from") == "territory":
        return redirect("accounts:territory_detail", place.territory.uuid)
    return redirect("accounts:user_detail", place.user.uuid)


def _find(request, uuid):
    require(request.user, Permission.USER_READ)
    return get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)


def _again(request, person, **forms):
    context = _detail(request, person, **forms)
    return render(request, "accounts/user_detail.html", context, status=422)


def _detail(request, person, *, grant=None, join=None):
    held = UserRole.objects.visible_to(request.user).filter(user=person)
    places = Membership.objects.visible_to(request.user).filter(user=person)
    return {
        "person": person,
        "devices": sessions.devices_of([person]).get(person.pk, []),
        "has_second_step": bool(second_step.people_with_second_step([person])),
        "roles": held.order_by("-valid_from"),
        "places": places.select_related("territory").order_by("-valid_from"),
        "filings": person.filings.visible_to(request.user).select_related("holder"),
        "grant": grant or GrantForm(),
        "join": join or PlaceForm(user=request.user, prefix="join"),
        "opened": {"grant": grant, "join": join},
    }


def _with_work(people, user):
    """Roles and places of today in two queries for the whole list."""
    held = UserRole.objects.visible_to(user).today()
    places = Membership.objects.visible_to(user).today().select_related("territory")
    return people.prefetch_related(
        Prefetch("user_roles", held, to_attr="roles_today"),
        Prefetch("memberships", places, to_attr="places_today"),
    )


def _export(request, shown):
    """The access review: who may what, when the account was last used, and on how many devices it is now (GL-017)."""
    return export_response(
        request,
        name="people",
        columns=_review_columns(
            sessions.devices_of(shown.order_by()),
            second_step.people_with_second_step(shown.order_by()),
        ),
        rows=shown.with_program_use().order_by("username").iterator(chunk_size=2000),
        what=User._meta.label_lower,
        filters=request.GET.urlencode(),
    )


def _review_columns(devices, with_second_step):
    return [
        (_("User name"), lambda person: person.username),
        (_("Name"), lambda person: person.name),
        (_("Employee number"), lambda person: person.employee_number),
        (_("E-mail"), lambda person: person.email),
        (_("Roles"), lambda person: _joined(r.get_role_display() for r in person.roles_today)),
        (_("Territories"), lambda person: _joined(p.territory.name for p in person.places_today)),
        (_("Active"), lambda person: person.is_active),
        (_("Two-step sign-in"), lambda person: person.pk in with_second_step),
        (_("Last sign-in"), lambda person: person.last_login),
        (_("Last use by a program"), lambda person: person.program_used_on),
        (
            _("Devices signed in now"),
            lambda person: _joined(map("{0[0]} {0[1]}".format, devices.get(person.pk, []))),
        ),
    ]


def _joined(words):
    return "; ".join(str(word) for word in words)
