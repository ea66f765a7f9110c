"""How long a plan is expected to take, which plans repeat, and the order in which a rep goes through a day."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MINUTES = models.PositiveSmallIntegerField(
    blank=True, null=True, verbose_name="expected length in minutes"
)
SERIES = models.UUIDField(blank=True, editable=False, null=True, verbose_name="repetition")
UUIDS = models.UUIDField()


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0010_suggestions_learn_from_answers"),
    ]

    operations = [
        migrations.AddField("historicalvisit", "planned_minutes", MINUTES),
        migrations.AddField("visit", "planned_minutes", MINUTES),
        migrations.AddField("historicalvisit", "series", SERIES),
        migrations.AddField("visit", "series", SERIES),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("series__isnull", False)),
                fields=["series", "planned_on"],
                name="visit_of_series",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_minutes", None),
                    ("planned_minutes__range", (5, 600)),
                    _connector="OR",
                ),
                name="visit_expected_length_within_a_day",
                violation_error_message="A plan takes 5 minutes at least, and 10 hours at most.",
            ),
        ),
        migrations.CreateModel(
            name="DayRoute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "visits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=UUIDS, default=list, size=None
                    ),
                ),
                (
                    "previous",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=UUIDS, default=list, size=None
                    ),
                ),
                (
                    "rep",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rep", "day"), name="day_route_once")
                ],
            },
        ),
    ]
