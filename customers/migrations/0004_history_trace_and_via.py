from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_history_by_date")]

    operations = [
        migrations.RenameField("historicalaffiliation", "request_id", "trace_id"),
        migrations.RenameField("historicalalignment", "request_id", "trace_id"),
        migrations.RenameField("historicalcustomer", "request_id", "trace_id"),
        migrations.RenameField("historicalcustomerimport", "request_id", "trace_id"),
        migrations.RenameField("historicaldepartment", "request_id", "trace_id"),
        migrations.RenameField("historicalimportmapping", "request_id", "trace_id"),
        migrations.RenameField("historicalorganisation", "request_id", "trace_id"),
        migrations.RenameField("historicalperson", "request_id", "trace_id"),
        migrations.RenameField("historicalsegment", "request_id", "trace_id"),
        migrations.RenameField("historicaltierperiod", "request_id", "trace_id"),
        migrations.RenameField("historicalaffiliation", "channel", "via"),
        migrations.RenameField("historicalalignment", "channel", "via"),
        migrations.RenameField("historicalcustomer", "channel", "via"),
        migrations.RenameField("historicalcustomerimport", "channel", "via"),
        migrations.RenameField("historicaldepartment", "channel", "via"),
        migrations.RenameField("historicalimportmapping", "channel", "via"),
        migrations.RenameField("historicalorganisation", "channel", "via"),
        migrations.RenameField("historicalperson", "channel", "via"),
        migrations.RenameField("historicalsegment", "channel", "via"),
        migrations.RenameField("historicaltierperiod", "channel", "via"),
    ]
