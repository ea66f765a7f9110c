"""Uploaded files, to take away, never to show: what is inside must not run under our name."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.models import Access, Attachment
from accounts.services.access import log_access


@require_GET
def attachment_file(request, uuid):
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), uuid=uuid)
    if not default_storage.exists(attachment.path):
        raise Http404(f"The file store lacks {attachment.path}.")
    log_access(request.user, Access.Action.EXPORT, "accounts.attachment", subject=attachment)
    response = FileResponse(
        default_storage.open(attachment.path),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
