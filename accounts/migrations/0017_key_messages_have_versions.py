"""Another wording of a key message is its next version; what was said before keeps its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_guests_look_too"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalkeymessage",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="closed on"),
        ),
        migrations.AddField(
            model_name="historicalkeymessage",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.keymessage",
                verbose_name="replaces",
            ),
        ),
        migrations.AddField(
            model_name="historicalkeymessage",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="keymessage",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="closed on"),
        ),
        migrations.AddField(
            model_name="keymessage",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="accounts.keymessage",
                verbose_name="replaces",
            ),
        ),
        migrations.AddField(
            model_name="keymessage",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddConstraint(
            model_name="keymessage",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_active", False), ("closed_on", None), _connector="OR"),
                name="key_message_in_use_is_not_closed",
            ),
        ),
    ]
