"""The plain texts go, from the table and from its history. Entries of the ledger from before keep theirs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("visits", "0005_adverse_events_are_sealed")]

    operations = [
        migrations.RemoveField("adverseevent", "what_happened"),
        migrations.RemoveField("historicaladverseevent", "what_happened"),
    ]
