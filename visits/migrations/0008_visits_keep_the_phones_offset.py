"""The phone's offset from UTC beside its clock (GL-014), and what came in lately by its own index."""

from django.db import migrations, models

OFFSET = models.SmallIntegerField(
    blank=True, null=True, verbose_name="device's minutes ahead of UTC"
)


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0007_deleted_parts_are_found"),
    ]

    operations = [
        migrations.AddField("historicalvisit", "device_offset", OFFSET),
        migrations.AddField("visit", "device_offset", OFFSET),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("submitted_at__isnull", False)),
                fields=["submitted_at"],
                name="visit_by_submission",
            ),
        ),
    ]
