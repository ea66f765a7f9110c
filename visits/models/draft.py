"""What a rep has typed and not yet submitted: no record, and gone on submit (decision 6)."""

from datetime import date

from django.db import models

from accounts.models import User
from visits.models.visit import Visit


class VisitDraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(rep=user)


class VisitDraft(models.Model):
    """`data` is the form as it was typed, by field name; invalid input is kept as it is."""

    visit = models.OneToOneField(Visit, models.CASCADE, primary_key=True, related_name="draft")
    rep = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    objects = VisitDraftQuerySet.as_manager()

    def __str__(self):
        return str(self.visit)

    @property
    def began_on(self):
        """The day on which the visit began as it was typed, or None where that cannot be read."""
        try:
            return date.fromisoformat(self.data["started_at"][0][:10])
        except (KeyError, IndexError, TypeError, ValueError):
            return None

    @property
    def saved_ms(self):
        """Milliseconds since 1970, as the browser counts: which copy is newer."""
        return int(self.saved_at.timestamp() * 1000)
