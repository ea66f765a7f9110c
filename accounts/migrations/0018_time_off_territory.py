"""Time off territory, and that its status goes only as Absence.NEXT says (ACC-04)."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import simple_history.models
import uuid6
from django.conf import settings
from django.db import migrations, models

import accounts.history

GUARD = """
CREATE FUNCTION absence_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> NEW.status AND OLD.status || ' ' || NEW.status NOT IN (
    'asked approved', 'asked declined', 'asked withdrawn', 'approved withdrawn')
  THEN
    RAISE EXCEPTION 'Time off that is % cannot become %', OLD.status, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER absence_guard BEFORE UPDATE ON accounts_absence FOR EACH ROW EXECUTE FUNCTION absence_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_key_messages_have_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("uuid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leave", "Leave"),
                            ("training", "Training"),
                            ("meeting", "Meeting"),
                        ],
                        max_length=20,
                        verbose_name="kind of time off",
                    ),
                ),
                ("valid_to", models.DateField(verbose_name="valid to")),
                (
                    "from_noon",
                    models.BooleanField(default=False, verbose_name="from noon of the first day"),
                ),
                (
                    "until_noon",
                    models.BooleanField(default=False, verbose_name="until noon of the last day"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked for at")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                (
                    "decision_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason of the decision"
                    ),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who is away",
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from", "-pk"],
                "indexes": [models.Index(fields=["-valid_from", "-id"], name="absence_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="absence_dates_in_order",
                        violation_error_message="The last day is before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__gt", models.F("valid_from")),
                            models.Q(("from_noon", True), ("until_noon", True), _negated=True),
                            _connector="OR",
                        ),
                        name="absence_lasts_half_a_day_at_least",
                        violation_error_message="From noon until noon of one day is no time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="absence_is_not_decided_by_who_is_away",
                        violation_error_message="Nobody decides on their own time off.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("status__in", ["asked", "approved"])),
                        expressions=[
                            (
                                models.Func(
                                    django.db.models.functions.comparison.Cast(
                                        models.F("user"), models.BigIntegerField()
                                    ),
                                    django.db.models.functions.comparison.Cast(
                                        models.F("user"), models.BigIntegerField()
                                    ),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    django.db.models.expressions.CombinedExpression(
                                        models.Func(
                                            models.F("valid_from"),
                                            output_field=models.IntegerField(),
                                            template="((%(expressions)s - DATE '2000-01-01') * 2)",
                                        ),
                                        "+",
                                        django.db.models.functions.comparison.Cast(
                                            models.F("from_noon"), models.IntegerField()
                                        ),
                                    ),
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.Func(
                                                models.F("valid_to"),
                                                output_field=models.IntegerField(),
                                                template="((%(expressions)s - DATE '2000-01-01') * 2)",
                                            ),
                                            "+",
                                            models.Value(2),
                                        ),
                                        "-",
                                        django.db.models.functions.comparison.Cast(
                                            models.F("until_noon"), models.IntegerField()
                                        ),
                                    ),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="absence_one_at_a_time",
                        violation_error_message="Time off is noted for some of these days already: change or withdraw that one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAbsence",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leave", "Leave"),
                            ("training", "Training"),
                            ("meeting", "Meeting"),
                        ],
                        max_length=20,
                        verbose_name="kind of time off",
                    ),
                ),
                ("valid_to", models.DateField(verbose_name="valid to")),
                (
                    "from_noon",
                    models.BooleanField(default=False, verbose_name="from noon of the first day"),
                ),
                (
                    "until_noon",
                    models.BooleanField(default=False, verbose_name="until noon of the last day"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="asked for at"),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                (
                    "decision_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason of the decision"
                    ),
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
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who is away",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical absence",
                "verbose_name_plural": "historical absences",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["-history_date", "-history_id"],
                        name="accounts_hi_history_6cfb66_idx",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunSQL(
            GUARD, "DROP TRIGGER absence_guard ON accounts_absence; DROP FUNCTION absence_guard()"
        ),
    ]
