"""How the files of one source are read: which column says what. Remembered, and shareable (CUS-10)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can


class ImportMappingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own and the shared ones, for those who import."""
        if not can(user, Permission.CUSTOMER_IMPORT):
            return self.none()
        return (
            self
            if getattr(user, "is_system", False)
            else self.filter(Q(owner=user) | Q(is_shared=True))
        )


class ImportMapping(Keyed):
    class Encoding(models.TextChoices):
        DETECT = "", _("Detect")
        UTF_8 = "utf-8-sig", "UTF-8"
        GB18030 = "gb18030", "GB18030"
        BIG5 = "big5hkscs", "Big5"
        WINDOWS_1252 = "cp1252", "Windows-1252"

    # Also the source of the customers: external ids are unique within it.
    source = models.CharField(
        _("source"),
        max_length=60,
        unique=True,
        help_text=_("Where the list comes from. External ids are unique within a source."),
        error_messages={"unique": _("Another mapping reads this source.")},
    )
    encoding = models.CharField(_("encoding"), max_length=20, choices=Encoding, blank=True)
    # importing/definition.py gives the form: kind, takes (column → field, and how), constants.
    definition = models.JSONField(default=dict)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    is_shared = models.BooleanField(_("shared with the other data stewards"), default=True)

    objects = ImportMappingQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["source"]

    def __str__(self):
        return self.source
