"""What every business row has: a number inside, a uuid outside (decision 3)."""

from functools import cache

from django.db import models
from django.utils.encoding import force_str
from uuid6 import uuid7


class Keyed(models.Model):
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field):
        """Django's own builds the dictionary of all choices anew for each row of a list."""
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    def update_from(self, values):
        """Takes the values over and says whether any differs: saving the same again is no change (pitfalls 1.8)."""
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, values[name])
        return bool(changed)


@cache
def _labels(field):
    return dict(field.flatchoices)


def with_uuid(uuid):
    """The field of a new row, where the client chose it."""
    return {"uuid": uuid} if uuid else {}
