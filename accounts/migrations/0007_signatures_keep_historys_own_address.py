"""A signature's own `ip` took the place of the address that each history row has."""

from django.db import migrations, models

import accounts.history


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_signatures")]

    operations = [
        migrations.RenameField("signature", "ip", "address"),
        migrations.RenameField("historicalsignature", "ip", "address"),
        migrations.AddField(
            "historicalsignature",
            "ip",
            models.TextField(db_default=accounts.history.Setting("ip"), null=True),
        ),
    ]
