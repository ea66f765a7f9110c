from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0012_deleted_items_are_found")]

    operations = [
        migrations.AddField(
            model_name="importline",
            name="xid",
            field=models.BigIntegerField(editable=False, null=True),
        )
    ]
