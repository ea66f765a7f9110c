"""A fact that was taken back counts until that day, so that past days stay as they were."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_guests_look_too"),
        ("customers", "0016_tags_and_bulk_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalpersonafact",
            name="dropped_on",
            field=models.DateField(blank=True, null=True, verbose_name="taken back on"),
        ),
        migrations.AddField(
            model_name="personafact",
            name="dropped_on",
            field=models.DateField(blank=True, null=True, verbose_name="taken back on"),
        ),
        migrations.AddConstraint(
            model_name="personafact",
            constraint=models.CheckConstraint(
                condition=models.Q(("dropped_on", None), ("is_current", False), _connector="OR"),
                name="persona_fact_dropped_holds_no_longer",
            ),
        ),
    ]
