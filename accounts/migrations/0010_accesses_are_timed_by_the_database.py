"""An hour of the access log is sealed by the database's clock, so the same clock dates its rows."""

from django.db import migrations, models

import accounts.models.access


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_access_log_by_month")]

    operations = [
        migrations.AlterField(
            "access",
            "at",
            models.DateTimeField(db_default=accounts.models.access.ClockTime(), editable=False),
        )
    ]
