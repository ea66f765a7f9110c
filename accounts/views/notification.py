"""The inbox: what a person was told, and the jobs that still run for them."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.keyset import keyset_page
from accounts.models import Job, Notification
from accounts.services import notification as inbox

JOBS_SHOWN = 5


@require_GET
def notification_list(request):
    mine = Notification.objects.visible_to(request.user)
    only_unread = request.GET.get("show") == "unread"
    shown = mine.unread() if only_unread else mine
    page = keyset_page(shown, request.GET, order="-created_at")
    jobs = Job.objects.visible_to(request.user).open()[:JOBS_SHOWN]
    return render(
        request,
        "accounts/notification_list.html",
        {"page": page, "jobs": jobs, "only_unread": only_unread, "tabs": _tabs(only_unread)},
    )


@require_GET
def notification_open(request, uuid):
    """Leads to what the line tells of; whoever has seen it has read it."""
    line = get_object_or_404(Notification.objects.visible_to(request.user), uuid=uuid)
    inbox.mark_read(line, by=request.user)
    return redirect(line.url or "accounts:inbox")


@require_POST
def notification_read(request, uuid):
    line = get_object_or_404(Notification.objects.visible_to(request.user), uuid=uuid)
    mark = inbox.mark_unread if line.read_at else inbox.mark_read
    mark(line, by=request.user)
    if not request.htmx:
        return redirect("accounts:inbox")
    return render(request, "accounts/_notification_row.html", {"notification": line})


@require_POST
def notification_read_all(request):
    inbox.mark_all_read(by=request.user)
    return redirect("accounts:inbox")


def _tabs(only_unread):
    url = reverse("accounts:inbox")
    return [
        {"url": url, "label": _("All"), "is_current": not only_unread},
        {"url": f"{url}?show=unread", "label": _("Unread"), "is_current": only_unread},
    ]
