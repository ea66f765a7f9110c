from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0013_duplicates_and_merges")]

    operations = [
        migrations.AddField(
            model_name="importline",
            name="xid",
            field=models.BigIntegerField(editable=False, null=True),
        )
    ]
