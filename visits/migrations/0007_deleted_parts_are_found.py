"""History finds the deleted parts of a record by its key: partial indexes that only deletions pay for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0006_adverse_events_are_told_in_cipher_only"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="historicalfollowup",
            index=models.Index(
                condition=models.Q(("history_type", "-")), fields=["visit"], name="followup_deleted"
            ),
        ),
        migrations.AddIndex(
            model_name="historicalrequestentry",
            index=models.Index(
                condition=models.Q(("history_type", "-")),
                fields=["request"],
                name="requestentry_deleted",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalvisitamendment",
            index=models.Index(
                condition=models.Q(("history_type", "-")),
                fields=["visit"],
                name="visitamendment_deleted",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalvisitmessage",
            index=models.Index(
                condition=models.Q(("history_type", "-")),
                fields=["visit_product"],
                name="visitmessage_deleted",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalvisitparticipant",
            index=models.Index(
                condition=models.Q(("history_type", "-")),
                fields=["visit"],
                name="visitparticipant_deleted",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalvisitproduct",
            index=models.Index(
                condition=models.Q(("history_type", "-")),
                fields=["visit"],
                name="visitproduct_deleted",
            ),
        ),
        *(
            migrations.AlterField(
                model_name=name,
                name="position",
                field=models.PositiveSmallIntegerField(default=1, verbose_name="place in the talk"),
            )
            for name in ("visitproduct", "historicalvisitproduct")
        ),
    ]
