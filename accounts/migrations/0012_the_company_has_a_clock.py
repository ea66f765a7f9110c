from django.db import migrations, models

import accounts.time_zones


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_versions_of_parameters_stay_as_decided"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicaluser",
            name="time_zone",
            field=models.CharField(
                default=accounts.time_zones.company_zone, max_length=50, verbose_name="time zone"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="time_zone",
            field=models.CharField(
                default=accounts.time_zones.company_zone, max_length=50, verbose_name="time zone"
            ),
        ),
    ]
