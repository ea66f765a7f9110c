"""Policies and promises that held on together until now: the newer one did, so the older one ends the day before."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

from accounts.history import System, deed

DAY = timedelta(days=1)
BY = System("migration:visits.0002_versions_end_where_the_next_begins")


def end_where_the_next_begins(apps, schema_editor):
    with deed("version.end", by=BY):
        _end(apps, "ServiceLevel", same=("kind", "tier"))
        _end(apps, "VisitPolicy", same=())


def _end(apps, name, *, same):
    model = apps.get_model("visits", name)
    following = {}
    for row in model.objects.order_by("-valid_from", "-pk"):
        key = tuple(getattr(row, column) for column in same)
        later = following.get(key)
        following[key] = row
        if later and (row.valid_to is None or row.valid_to >= later.valid_from):
            row.valid_to = later.valid_from - DAY
            row.save()
            _record(apps.get_model("visits", f"Historical{name}"), row)


def _record(history, row):
    # Models of a migration keep no history by themselves.
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    history.objects.create(**values, history_type="~", history_date=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_first_release")]

    # Back: the newer one is read first, as before, whether or not the older one has ended.
    operations = [migrations.RunPython(end_where_the_next_begins, migrations.RunPython.noop)]
