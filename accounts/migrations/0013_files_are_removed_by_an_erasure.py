"""Of an uploaded file whose person was erased the row stays, without its name and its bytes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_the_company_has_a_clock")]

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
