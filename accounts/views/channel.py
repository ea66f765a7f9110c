"""Where a person is told things: robots of chat groups, and this browser."""

from functools import cache

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.browser_push import public_key
from accounts.devices import device_name
from accounts.forms.channel import BrowserEndForm, BrowserForm, RobotForm
from accounts.forms.fields import carry_out
from accounts.models import Channel
from accounts.services import channel as channels


def channel_list(request):
    form = RobotForm(request.POST or None)
    if form.is_valid() and carry_out(
        form, channels.add_robot, request.user, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Added. Send a test message to see whether it arrives."))
        return redirect("accounts:channel_list")
    mine = Channel.objects.visible_to(request.user).current()
    context = {
        "channels": mine,
        "form": form,
        "can_push": Channel.Kind.PUSH in settings.CHANNELS,
        "push_key": public_key(),
        "known": " ".join(row.digest for row in mine if row.kind == Channel.Kind.PUSH),
    }
    return render(request, "accounts/channel_list.html", context)


@require_POST
def channel_test(request, uuid):
    """The platform's answer is what the person wants to see, a refusal too."""
    channel = _own(request, uuid)
    try:
        channels.try_channel(channel, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("%(channel)s took the test message.") % {"channel": channel})
    return redirect("accounts:channel_list")


@require_POST
def channel_switch(request, uuid):
    channel = _own(request, uuid)
    channels.switch_channel(channel, is_on=not channel.is_on, by=request.user)
    return redirect("accounts:channel_list")


@require_POST
def channel_end(request, uuid):
    channels.end_channel(_own(request, uuid), by=request.user)
    messages.success(request, _("Removed: nothing is sent there any more."))
    return redirect("accounts:channel_list")


@require_POST
def browser_subscribe(request):
    form = BrowserForm(request.POST)
    name = device_name(request.headers.get("User-Agent", ""))
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("address", "keys")}
        carry_out(
            form, channels.subscribe_browser, request.user, name=name, **said, by=request.user
        )
    _tell(request, form, _("This browser will tell you."))
    return redirect("accounts:channel_list")


@require_POST
def browser_end(request):
    form = BrowserEndForm(request.POST)
    if form.is_valid():
        channels.forget_browser(request.user, **form.cleaned_data, by=request.user)
    _tell(request, form, _("This browser will tell you nothing any more."))
    return redirect("accounts:channel_list")


@login_not_required
@require_safe
def service_worker(request):
    """From the root, or it could not speak for all pages; browsers fetch it without a session."""
    return HttpResponse(
        _worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@cache
def _worker():
    return (settings.BASE_DIR / "static" / "js" / "service_worker.js").read_bytes()


def _own(request, uuid):
    return get_object_or_404(Channel.objects.visible_to(request.user).current(), uuid=uuid)


def _tell(request, form, done):
    """The forms of a browser have no fields that a person sees."""
    if form.is_valid():
        messages.success(request, done)
    else:
        errors = [sentence for sentences in form.errors.values() for sentence in sentences]
        messages.error(request, errors[0])
