"""Keys of sensitive fields, one per subject and retention class, in a database of their own (decision 20)."""

from django.db import models


class DataKey(models.Model):
    subject = models.UUIDField()
    retention_class = models.CharField(max_length=40)
    # The AES key, encrypted by the master key; empty once destroyed, which makes every copy unreadable.
    wrapped = models.BinaryField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="data_key_one_per_subject_and_class", fields=["subject", "retention_class"]
            )
        ]

    def __str__(self):
        return f"{self.subject}/{self.retention_class}"
