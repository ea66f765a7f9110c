"""Official regions: province, city, district."""

from django.db import models


class RegionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self


class Region(models.Model):
    """Reference data loaded from an official list; codes are those of GB/T 2260 (six digits, or fewer above)."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name
