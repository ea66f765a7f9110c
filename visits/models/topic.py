"""What a visit may be about: an approved list without purely social topics (CN-025)."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self

    def active(self):
        return self.filter(is_active=True)


class Topic(Keyed):
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = TopicQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name
