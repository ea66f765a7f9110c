"""A person's own page: settings, ways to sign in, tokens."""

from django.contrib import messages
from django.forms import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.fields import carry_out
from accounts.forms.me import SettingsForm, TokenForm
from accounts.models import ApiToken, Membership
from accounts.services.api_token import create_token, revoke_token
from accounts.services.user import choose_settings


def me(request):
    user = request.user
    form = SettingsForm(
        request.POST or None, initial=model_to_dict(user, fields=list(SettingsForm.base_fields))
    )
    if form.is_valid() and carry_out(form, choose_settings, user, **form.cleaned_data, by=user):
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Kept."))
        return redirect("accounts:me")
    places = Membership.objects.visible_to(user).today().filter(user=user)
    context = {"form": form, "places": places.select_related("territory")}
    return render(request, "accounts/me.html", context)


def token_list(request):
    """The new token is in this answer and nowhere else."""
    form = TokenForm(request.POST or None)
    made = None
    if form.is_valid():
        made = carry_out(form, create_token, request.user, **form.cleaned_data, by=request.user)
    context = {
        "tokens": ApiToken.objects.visible_to(request.user),
        "form": TokenForm() if made else form,
        "secret": made and made[1],
    }
    return render(request, "accounts/token_list.html", context)


@require_POST
def token_revoke(request, uuid):
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), uuid=uuid)
    revoke_token(token, by=request.user)
    messages.success(request, _("Revoked: the program is signed out."))
    return redirect("accounts:token_list")
