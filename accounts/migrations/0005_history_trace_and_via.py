from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_history_by_date")]

    operations = [
        migrations.RenameField("historicalapitoken", "request_id", "trace_id"),
        migrations.RenameField("historicalattachment", "request_id", "trace_id"),
        migrations.RenameField("historicalcalendarday", "request_id", "trace_id"),
        migrations.RenameField("historicalkeymessage", "request_id", "trace_id"),
        migrations.RenameField("historicallegalentity", "request_id", "trace_id"),
        migrations.RenameField("historicalmembership", "request_id", "trace_id"),
        migrations.RenameField("historicalproduct", "request_id", "trace_id"),
        migrations.RenameField("historicalrepfiling", "request_id", "trace_id"),
        migrations.RenameField("historicalterritory", "request_id", "trace_id"),
        migrations.RenameField("historicaluser", "request_id", "trace_id"),
        migrations.RenameField("historicaluserrole", "request_id", "trace_id"),
        migrations.RenameField("historicalapitoken", "channel", "via"),
        migrations.RenameField("historicalattachment", "channel", "via"),
        migrations.RenameField("historicalcalendarday", "channel", "via"),
        migrations.RenameField("historicalkeymessage", "channel", "via"),
        migrations.RenameField("historicallegalentity", "channel", "via"),
        migrations.RenameField("historicalmembership", "channel", "via"),
        migrations.RenameField("historicalproduct", "channel", "via"),
        migrations.RenameField("historicalrepfiling", "channel", "via"),
        migrations.RenameField("historicalterritory", "channel", "via"),
        migrations.RenameField("historicaluser", "channel", "via"),
        migrations.RenameField("historicaluserrole", "channel", "via"),
    ]
