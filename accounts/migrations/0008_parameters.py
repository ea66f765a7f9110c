import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import simple_history.models
import uuid6
from django.conf import settings
from django.db import migrations, models

import accounts.history
import accounts.models.parameter


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_signatures_keep_historys_own_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalParameterVersion",
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
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("uuid", models.UUIDField(default=uuid6.uuid7, editable=False)),
                ("code", models.CharField(max_length=40, verbose_name="rule")),
                (
                    "jurisdiction",
                    models.CharField(
                        default=accounts.models.parameter.this_country,
                        max_length=10,
                        verbose_name="country",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("values", models.JSONField(verbose_name="values")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "proposed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="proposed at"
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                (
                    "decision_reason",
                    models.TextField(blank=True, verbose_name="reason of the decision"),
                ),
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
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
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical parameters",
                "verbose_name_plural": "historical parameter versions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["-history_date", "-history_id"],
                        name="accounts_hi_history_080b5d_idx",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ParameterVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("uuid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                ("code", models.CharField(max_length=40, verbose_name="rule")),
                (
                    "jurisdiction",
                    models.CharField(
                        default=accounts.models.parameter.this_country,
                        max_length=10,
                        verbose_name="country",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("values", models.JSONField(verbose_name="values")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "proposed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="proposed at"
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                (
                    "decision_reason",
                    models.TextField(blank=True, verbose_name="reason of the decision"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "parameters",
                "verbose_name_plural": "parameter versions",
                "ordering": ["code", "-version"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="parameter_version_dates_in_order",
                        violation_error_message="The last day is before the first.",
                    ),
                    models.UniqueConstraint(
                        fields=("code", "jurisdiction", "version"),
                        name="parameter_version_is_numbered_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "proposed")),
                        fields=("code", "jurisdiction"),
                        name="parameter_version_one_proposal",
                        violation_error_message="Another proposal waits already.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("status", "approved")),
                        expressions=[
                            (
                                models.Func(
                                    models.Func(
                                        models.F("code"),
                                        models.F("jurisdiction"),
                                        arg_joiner=" || ' ' || ",
                                        output_field=models.BigIntegerField(),
                                        template="hashtextextended(%(expressions)s, 0)",
                                    ),
                                    models.Func(
                                        models.F("code"),
                                        models.F("jurisdiction"),
                                        arg_joiner=" || ' ' || ",
                                        output_field=models.BigIntegerField(),
                                        template="hashtextextended(%(expressions)s, 0)",
                                    ),
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
                        name="parameter_version_one_a_day",
                        violation_error_message="Another version holds in that period.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "approved"), _negated=True),
                            models.Q(("decided_by", None), ("proposed_by", None)),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="parameter_version_needs_a_second_person",
                        violation_error_message="Nobody approves what they proposed.",
                    ),
                ],
            },
        ),
    ]
