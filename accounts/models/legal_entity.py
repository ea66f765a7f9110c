"""Companies of our side: marketing authorisation holders and payers (decision 5)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed

# GB 32100-2015: 17 characters without I, O, S, V, Z, each weighted by a power of 3 modulo 31, and a check digit.
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_credit_code(code):
    """Refuses a unified social credit code (统一社会信用代码) with a wrong form or check digit."""
    known = len(code) == 18 and all(character in _CHARACTERS for character in code)
    if known:
        total = sum(
            _CHARACTERS.index(character) * pow(3, place, 31)
            for place, character in enumerate(code[:17])
        )
        known = _CHARACTERS[-total % 31] == code[17]
    if not known:
        raise ValidationError(
            _(
                "%(code)s is not a unified social credit code: 18 characters, the last a check digit."
            ),
            params={"code": code},
        )


class LegalEntityQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self


class LegalEntity(Keyed):
    name = models.CharField(_("name"), max_length=200)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        unique=True,
        validators=[check_credit_code],
    )

    objects = LegalEntityQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "legal entities"

    def __str__(self):
        return self.name
