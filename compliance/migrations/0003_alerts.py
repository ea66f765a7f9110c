import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import simple_history.models
import uuid6
from django.conf import settings
from django.db import migrations, models

import accounts.history


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_parameters"),
        ("compliance", "0002_erasure_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleRun",
            fields=[
                ("rule", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("ran_at", models.DateTimeField(null=True)),
                ("facts", models.PositiveIntegerField(default=0)),
                ("hits", models.PositiveIntegerField(default=0)),
                ("raised", models.PositiveIntegerField(default=0)),
                ("failed_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["rule"],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                ("rule", models.CharField(max_length=20, verbose_name="rule")),
                ("rule_version", models.PositiveIntegerField(verbose_name="version of the rule")),
                ("values", models.JSONField(verbose_name="values")),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("sentence", models.CharField(max_length=40)),
                ("words", models.JSONField(default=dict)),
                ("label", models.CharField(max_length=60, verbose_name="record")),
                ("subject", models.CharField(max_length=100, verbose_name="key")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("window", models.CharField(blank=True, max_length=64, verbose_name="window")),
                ("inputs", models.JSONField(verbose_name="inputs")),
                ("evidence", models.JSONField(default=list, verbose_name="evidence")),
                (
                    "raised_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="raised at"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("triaged", "Triaged"),
                            ("investigating", "Being investigated"),
                            ("confirmed", "Confirmed"),
                            ("false_positive", "False positive"),
                            ("accepted", "Accepted with reason"),
                            ("closed", "Closed"),
                        ],
                        default="new",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("counted_from", models.DateTimeField(verbose_name="counted from")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("is_provisional", models.BooleanField(default=False, verbose_name="provisional")),
                ("escalated_at", models.DateTimeField(null=True, verbose_name="escalated at")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "New"),
                            ("triaged", "Triaged"),
                            ("investigating", "Being investigated"),
                            ("confirmed", "Confirmed"),
                            ("false_positive", "False positive"),
                            ("accepted", "Accepted with reason"),
                            ("closed", "Closed"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
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
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "parameters",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.parameterversion",
                        verbose_name="parameters",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "alert",
                "ordering": ["-raised_at", "-pk"],
                "indexes": [
                    models.Index(fields=["-raised_at", "-id"], name="alert_newest"),
                    models.Index(fields=["person", "-raised_at"], name="alert_of_person"),
                    models.Index(
                        condition=models.Q(("status__in", ["new", "triaged", "investigating"])),
                        fields=["due_at"],
                        name="alert_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rule", "label", "subject", "window"),
                        name="alert_once_per_rule_subject_and_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", ""),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="alert_outcome_has_a_reason",
                        violation_error_message="Say why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""), ("status__in", ["new", "triaged", "investigating"])
                            ),
                            models.Q(
                                ("outcome__in", ["confirmed", "false_positive", "accepted"]),
                                models.Q(
                                    ("status", "closed"),
                                    ("status", models.F("outcome")),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="alert_outcome_follows_the_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person", None),
                            ("owner", None),
                            models.Q(("owner", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="alert_person_does_not_own_it",
                        violation_error_message="Nobody handles an alert about themselves.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAlert",
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
                ("uuid", models.UUIDField(default=uuid6.uuid7, editable=False)),
                ("rule", models.CharField(max_length=20, verbose_name="rule")),
                ("rule_version", models.PositiveIntegerField(verbose_name="version of the rule")),
                ("values", models.JSONField(verbose_name="values")),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("sentence", models.CharField(max_length=40)),
                ("words", models.JSONField(default=dict)),
                ("label", models.CharField(max_length=60, verbose_name="record")),
                ("subject", models.CharField(max_length=100, verbose_name="key")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("window", models.CharField(blank=True, max_length=64, verbose_name="window")),
                ("inputs", models.JSONField(verbose_name="inputs")),
                ("evidence", models.JSONField(default=list, verbose_name="evidence")),
                (
                    "raised_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="raised at"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("triaged", "Triaged"),
                            ("investigating", "Being investigated"),
                            ("confirmed", "Confirmed"),
                            ("false_positive", "False positive"),
                            ("accepted", "Accepted with reason"),
                            ("closed", "Closed"),
                        ],
                        default="new",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("counted_from", models.DateTimeField(verbose_name="counted from")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("is_provisional", models.BooleanField(default=False, verbose_name="provisional")),
                ("escalated_at", models.DateTimeField(null=True, verbose_name="escalated at")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "New"),
                            ("triaged", "Triaged"),
                            ("investigating", "Being investigated"),
                            ("confirmed", "Confirmed"),
                            ("false_positive", "False positive"),
                            ("accepted", "Accepted with reason"),
                            ("closed", "Closed"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "parameters",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.parameterversion",
                        verbose_name="parameters",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical alert",
                "verbose_name_plural": "historical alerts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["-history_date", "-history_id"],
                        name="compliance__history_8096a9_idx",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSuppression",
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
                ("rule", models.CharField(max_length=20, verbose_name="rule")),
                ("label", models.CharField(max_length=60, verbose_name="record")),
                ("subject", models.CharField(max_length=100, verbose_name="key")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("reason", models.TextField(verbose_name="reason")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
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
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical suppression",
                "verbose_name_plural": "historical suppressions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["-history_date", "-history_id"],
                        name="compliance__history_f44fd3_idx",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Suppression",
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
                ("rule", models.CharField(max_length=20, verbose_name="rule")),
                ("label", models.CharField(max_length=60, verbose_name="record")),
                ("subject", models.CharField(max_length=100, verbose_name="key")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("reason", models.TextField(verbose_name="reason")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "suppression",
                "ordering": ["-valid_to", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="suppression_dates_in_order",
                        violation_error_message="The last day is before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__isnull", False)),
                        name="suppression_ends",
                        violation_error_message="Say until when.",
                    ),
                ],
            },
        ),
    ]
