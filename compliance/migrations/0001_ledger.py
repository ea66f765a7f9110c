import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import compliance.models.entry


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField(verbose_name="size")),
                ("root", models.BinaryField()),
                ("frontier", models.BinaryField()),
                ("xid", models.BigIntegerField()),
                ("entry", models.BigIntegerField()),
                ("incarnation", models.IntegerField()),
                ("note", models.TextField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
            ],
            options={
                "db_table": "ledger_checkpoint",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Incarnation",
            fields=[
                ("seq", models.AutoField(primary_key=True, serialize=False)),
                ("system_identifier", models.BigIntegerField()),
                ("origin", models.TextField()),
                ("adopted_at", models.DateTimeField(auto_now_add=True)),
                ("adopted_by", models.TextField()),
                ("reason", models.TextField()),
                ("previous_note", models.TextField(blank=True)),
            ],
            options={
                "db_table": "ledger_incarnation",
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("incarnation", models.IntegerField()),
                ("xid", models.BigIntegerField()),
                ("entry", models.BigIntegerField(unique=True)),
                ("hashed", models.BinaryField()),
            ],
            options={
                "db_table": "ledger_leaf",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "incarnation",
                        "xid",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("xid", models.BigIntegerField()),
                ("id", models.BigIntegerField()),
                ("incarnation", models.IntegerField()),
                ("leaf", models.TextField()),
                ("salt", models.BinaryField(null=True)),
                ("body", models.TextField(null=True)),
                ("redacted_by", models.BigIntegerField(null=True)),
                (
                    "table",
                    models.GeneratedField(
                        db_column="tbl",
                        db_persist=True,
                        expression=compliance.models.entry.Member("tbl"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=compliance.models.entry.Member("pk"),
                        output_field=models.TextField(),
                    ),
                ),
            ],
            options={
                "db_table": "ledger_entry",
                "indexes": [models.Index(fields=["table", "key"], name="ledger_entry_of_row")],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("ended_at", models.DateTimeField(verbose_name="ended at")),
                ("exit_code", models.PositiveSmallIntegerField()),
                ("size", models.BigIntegerField(verbose_name="size")),
                ("root", models.CharField(max_length=64)),
                ("counts", models.JSONField(default=dict)),
                ("findings", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "ledger_verification",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sink", models.CharField(max_length=200, verbose_name="sink")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("delivered", "Delivered")],
                        default="waiting",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="tries")),
                ("due_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="delivered at")),
                ("receipt", models.TextField(blank=True)),
                ("problem", models.TextField(blank=True, verbose_name="problem")),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="compliance.checkpoint",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_delivery",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("checkpoint", "sink"), name="ledger_delivery_once_per_sink"
                    )
                ],
            },
        ),
        # Not the table's own: the number stands in the leaf, so it is drawn before the row is written.
        migrations.RunSQL(
            "CREATE SEQUENCE ledger_entry_number", "DROP SEQUENCE ledger_entry_number"
        ),
    ]
