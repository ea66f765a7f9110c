"""Of an uploaded file whose person was erased the row stays, without its name and its bytes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_versions_of_parameters_stay_as_decided")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="removed_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="removed by an erasure"
            ),
        )
        for model in ("attachment", "historicalattachment")
    ]
