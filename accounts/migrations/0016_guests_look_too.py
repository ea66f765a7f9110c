"""A customer who opens a link looks too: the log names the link, for there is no person of ours."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_channels"),
    ]

    operations = [
        migrations.AlterField(
            model_name="access",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="access",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("user__isnull", False),
                    models.Q(("subject__isnull", False), ("what", "customers.guestlink")),
                    _connector="OR",
                ),
                name="access_is_somebodys_or_a_links",
            ),
        ),
    ]
