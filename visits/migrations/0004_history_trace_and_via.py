from django.db import migrations, models

import accounts.history


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_history_by_date")]

    operations = [
        migrations.RenameField("historicaladverseevent", "request_id", "trace_id"),
        migrations.RenameField("historicalfollowup", "request_id", "trace_id"),
        migrations.RenameField("historicalrequest", "request_id", "trace_id"),
        migrations.RenameField("historicalservicelevel", "request_id", "trace_id"),
        migrations.RenameField("historicaltopic", "request_id", "trace_id"),
        migrations.RenameField("historicalvisit", "request_id", "trace_id"),
        migrations.RenameField("historicalvisitamendment", "request_id", "trace_id"),
        migrations.RenameField("historicalvisitmessage", "request_id", "trace_id"),
        migrations.RenameField("historicalvisitparticipant", "request_id", "trace_id"),
        migrations.RenameField("historicalvisitpolicy", "request_id", "trace_id"),
        migrations.RenameField("historicalvisitproduct", "request_id", "trace_id"),
        # Its foreign key "request" had taken the column's place.
        migrations.AddField(
            "historicalrequestentry",
            "trace_id",
            models.TextField(db_default=accounts.history.Setting("request_id"), null=True),
        ),
        migrations.RenameField("historicaladverseevent", "channel", "via"),
        migrations.RenameField("historicalfollowup", "channel", "via"),
        migrations.RenameField("historicalrequest", "channel", "via"),
        migrations.RenameField("historicalservicelevel", "channel", "via"),
        migrations.RenameField("historicaltopic", "channel", "via"),
        migrations.RenameField("historicalvisitamendment", "channel", "via"),
        migrations.RenameField("historicalvisitmessage", "channel", "via"),
        migrations.RenameField("historicalvisitparticipant", "channel", "via"),
        migrations.RenameField("historicalvisitpolicy", "channel", "via"),
        migrations.RenameField("historicalvisitproduct", "channel", "via"),
        migrations.RenameField("historicalrequestentry", "channel", "via"),
        # The channel of the visit itself had taken the column's place.
        migrations.AddField(
            "historicalvisit",
            "via",
            models.TextField(db_default=accounts.history.Setting("channel"), null=True),
        ),
    ]
