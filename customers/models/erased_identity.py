"""What lists knew a person by who asked to be erased: none of them makes her anew (PRV-010)."""

from django.db import models


class ErasedIdentity(models.Model):
    # Keyed with the master key: recognised when it comes again, and not to be guessed without.
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self):
        return self.digest
