"""Seals what has been told so far."""

from django.db import migrations
from django.utils import timezone

from accounts import sensitive
from accounts.history import System, deed

BY = System("migration:visits.0005_adverse_events_are_sealed")


def seal(apps, schema_editor):
    with deed("adverse_event.seal", by=BY):
        for event in apps.get_model("visits", "AdverseEvent").objects.exclude(what_happened=""):
            event.what_happened_sealed = sensitive.seal(
                event.what_happened, subject=event.uuid, retention_class="safety"
            )
            event.what_happened = ""
            event.save()
            _record(apps.get_model("visits", "HistoricalAdverseEvent"), event)


def _record(history, row):
    # Models of a migration keep no history by themselves.
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    history.objects.create(**values, history_type="~", history_date=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0004_adverse_events_are_told_in_cipher"),
        ("accounts", "0009_access_log_by_month"),
    ]

    # Back: sealed texts stay sealed.
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
