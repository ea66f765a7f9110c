"""What every business row has: a number inside, a uuid outside (decision 3)."""

from django.db import models
from uuid6 import uuid7


class Keyed(models.Model):
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
