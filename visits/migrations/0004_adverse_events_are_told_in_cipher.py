"""Room for the ciphertext of what a reporter says of a patient (PRV-002). The texts follow in 0005."""

from django.db import migrations, models


def column():
    return models.TextField(
        blank=True, default="", editable=False, verbose_name="what happened, sealed"
    )


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_one_version_a_day")]

    operations = [
        migrations.AddField(
            "adverseevent", "what_happened_sealed", column(), preserve_default=False
        ),
        migrations.AddField(
            "historicaladverseevent", "what_happened_sealed", column(), preserve_default=False
        ),
    ]
