"""The approved list of what a visit may be about."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, can, require
from visits.forms.topic import TopicForm
from visits.models import Topic
from visits.services.topic import create_topic, edit_topic

FIELDS = ["code", "name", "name_en", "is_active"]


@require_GET
def topic_list(request):
    """Everybody may read it."""
    context = {
        "topics": Topic.objects.visible_to(request.user),
        "may_change": can(request.user, Permission.TOPIC_MANAGE),
    }
    return render(request, "visits/topic_list.html", context)


@require_http_methods(["GET", "POST"])
def topic_new(request):
    require(request.user, Permission.TOPIC_MANAGE)
    form = TopicForm(request.POST or None)
    if form.is_valid() and carry_out(form, create_topic, **form.cleaned_data, by=request.user):
        return _kept(request)
    return _show(request, form, _("New topic"))


@require_http_methods(["GET", "POST"])
def topic_edit(request, uuid):
    require(request.user, Permission.TOPIC_MANAGE)
    topic = get_object_or_404(Topic.objects.visible_to(request.user), uuid=uuid)
    form = TopicForm(request.POST or None, initial={name: getattr(topic, name) for name in FIELDS})
    if form.is_valid() and carry_out(form, edit_topic, topic, **form.cleaned_data, by=request.user):
        return _kept(request)
    return _show(request, form, str(topic))


def _kept(request):
    messages.success(request, _("Topic kept."))
    return redirect("visits:topic_list")


def _show(request, form, heading):
    context = {"form": form, "heading": heading}
    status = 422 if form.errors else 200
    return render(request, "visits/topic_form.html", context, status=status)
