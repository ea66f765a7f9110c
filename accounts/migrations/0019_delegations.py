"""Who covers for whom while somebody is away (ACC-04)."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
import uuid6
from django.conf import settings
from django.db import migrations, models

import accounts.history


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_time_off_territory"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("uuid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                ("valid_to", models.DateField(verbose_name="valid to")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="given by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who is covered",
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from", "-pk"],
                "indexes": [models.Index(fields=["-valid_from", "-id"], name="delegation_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="delegation_dates_in_order",
                        violation_error_message="The last day is before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("user", models.F("deputy")), _negated=True),
                        name="delegation_is_to_somebody_else",
                        violation_error_message="Nobody is their own deputy.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("user"),
                                    models.F("user"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="delegation_one_deputy_at_a_time",
                        violation_error_message="Somebody else is the deputy on some of these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDelegation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "actor",
                    models.TextField(
                        db_default=accounts.history.Setting("actor"), verbose_name="actor"
                    ),
                ),
                (
                    "action",
                    models.TextField(
                        db_default=accounts.history.Setting("action"), verbose_name="action"
                    ),
                ),
                (
                    "trace_id",
                    models.TextField(db_default=accounts.history.Setting("request_id"), null=True),
                ),
                (
                    "via",
                    models.TextField(db_default=accounts.history.Setting("channel"), null=True),
                ),
                ("ip", models.TextField(db_default=accounts.history.Setting("ip"), null=True)),
                ("xid", models.BigIntegerField(db_default=accounts.history.TransactionId())),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("uuid", models.UUIDField(default=uuid6.uuid7, editable=False)),
                ("valid_to", models.DateField(verbose_name="valid to")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="given by",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who is covered",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical delegation",
                "verbose_name_plural": "historical delegations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["-history_date", "-history_id"],
                        name="accounts_hi_history_1d0213_idx",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
