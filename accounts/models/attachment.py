"""Uploaded files, known by the SHA-256 of their bytes."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed
from accounts.models.user import User
from accounts.registry import attachment_visibility


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own uploads, and what hangs on a record that one sees; nothing that an erasure removed."""
        seen = models.Q(uploaded_by=user.pk)
        for function in attachment_visibility:
            seen |= function(user)
        return self.filter(seen, removed_at=None)


class Attachment(Keyed):
    name = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    # Since then it is only known that there was such a file: whom it was about has been erased.
    removed_at = models.DateTimeField(_("removed by an erasure"), null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()
    history = Recorded()

    def __str__(self):
        return gettext("Removed by an erasure") if self.is_removed else self.name

    @property
    def is_removed(self):
        return self.removed_at is not None

    @property
    def path(self):
        """Place in the file store: content-addressed, so that equal files are kept once."""
        return f"attachments/{self.sha256[:2]}/{self.sha256}"
