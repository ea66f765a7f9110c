"""Cycles, plans and targets; their statuses go only as NEXT of each says (VIS-01)."""

from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
import uuid6
from django.conf import settings
from django.db import migrations, models

import accounts.history

GUARDS = """
CREATE FUNCTION cycle_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> NEW.status AND OLD.status || ' ' || NEW.status NOT IN (
    'open closed')
  THEN
    RAISE EXCEPTION 'A cycle that is % cannot become %', OLD.status, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cycle_guard BEFORE UPDATE ON visits_cycle FOR EACH ROW EXECUTE FUNCTION cycle_guard();
CREATE FUNCTION cycle_plan_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> NEW.status AND OLD.status || ' ' || NEW.status NOT IN (
    'draft submitted', 'draft closed', 'submitted approved', 'submitted returned', 'submitted closed', 'returned submitted', 'returned closed', 'approved closed')
  THEN
    RAISE EXCEPTION 'A plan that is % cannot become %', OLD.status, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cycle_plan_guard BEFORE UPDATE ON visits_cycleplan FOR EACH ROW EXECUTE FUNCTION cycle_plan_guard();
CREATE FUNCTION plan_target_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> NEW.status AND OLD.status || ' ' || NEW.status NOT IN (
    'set challenged', 'challenged accepted', 'challenged declined', 'accepted challenged', 'declined challenged')
  THEN
    RAISE EXCEPTION 'A target that is % cannot become %', OLD.status, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER plan_target_guard BEFORE UPDATE ON visits_plantarget FOR EACH ROW EXECUTE FUNCTION plan_target_guard();
"""
UNGUARD = """
DROP TRIGGER cycle_guard ON visits_cycle; DROP FUNCTION cycle_guard();
DROP TRIGGER cycle_plan_guard ON visits_cycleplan; DROP FUNCTION cycle_plan_guard();
DROP TRIGGER plan_target_guard ON visits_plantarget; DROP FUNCTION plan_target_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_time_off_territory"),
        ("customers", "0016_tags_and_bulk_changes"),
        ("visits", "0013_visits_bring_materials"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cycle",
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
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
            ],
            options={
                "ordering": ["-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="cycle_dates_in_order",
                        violation_error_message="The last day is before the first.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            )
                        ],
                        name="cycle_one_at_a_time",
                        violation_error_message="Another cycle has some of these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CyclePlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "generated_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="generated at"),
                ),
                (
                    "working_days",
                    models.DecimalField(
                        decimal_places=1, max_digits=5, verbose_name="working days"
                    ),
                ),
                (
                    "days_off",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("0"),
                        max_digits=5,
                        verbose_name="days off",
                    ),
                ),
                ("visits_a_day", models.PositiveSmallIntegerField(verbose_name="visits a day")),
                (
                    "overload",
                    models.PositiveSmallIntegerField(default=0, verbose_name="visits too many"),
                ),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                (
                    "decision_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason of the decision"
                    ),
                ),
                ("rebalanced_at", models.DateTimeField(null=True, verbose_name="rebalanced at")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="visits.cycle",
                        verbose_name="cycle",
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
                    "rep",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycle_plans",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="representative",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.territory",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCycle",
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
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
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
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical cycle",
                "verbose_name_plural": "historical cycles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCyclePlan",
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
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "generated_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="generated at"),
                ),
                (
                    "working_days",
                    models.DecimalField(
                        decimal_places=1, max_digits=5, verbose_name="working days"
                    ),
                ),
                (
                    "days_off",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("0"),
                        max_digits=5,
                        verbose_name="days off",
                    ),
                ),
                ("visits_a_day", models.PositiveSmallIntegerField(verbose_name="visits a day")),
                (
                    "overload",
                    models.PositiveSmallIntegerField(default=0, verbose_name="visits too many"),
                ),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                (
                    "decision_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason of the decision"
                    ),
                ),
                ("rebalanced_at", models.DateTimeField(null=True, verbose_name="rebalanced at")),
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
                    "cycle",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.cycle",
                        verbose_name="cycle",
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
                    "rep",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="representative",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.territory",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical cycle plan",
                "verbose_name_plural": "historical cycle plans",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlanTarget",
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
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("strategic", "Strategic"),
                            ("growth", "Growth"),
                            ("basic", "Basic"),
                        ],
                        max_length=20,
                        verbose_name="tier",
                    ),
                ),
                (
                    "rhythm",
                    models.PositiveSmallIntegerField(null=True, verbose_name="days between visits"),
                ),
                ("rank", models.PositiveIntegerField(verbose_name="place by importance")),
                ("proposed", models.PositiveSmallIntegerField(default=0, verbose_name="generated")),
                ("planned", models.PositiveSmallIntegerField(verbose_name="planned visits")),
                (
                    "before_leave",
                    models.PositiveSmallIntegerField(null=True, verbose_name="before leave"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("set", "Set"),
                            ("challenged", "Challenged"),
                            ("accepted", "Challenge accepted"),
                            ("declined", "Challenge declined"),
                        ],
                        default="set",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "wanted",
                    models.PositiveSmallIntegerField(null=True, verbose_name="wanted instead"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("challenged_at", models.DateTimeField(null=True, verbose_name="challenged at")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                (
                    "done",
                    models.PositiveSmallIntegerField(
                        null=True, verbose_name="done when the cycle closed"
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
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
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
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.playbookitem",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.cycleplan",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.product",
                        verbose_name="product",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical plan target",
                "verbose_name_plural": "historical plan targets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PlanTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("strategic", "Strategic"),
                            ("growth", "Growth"),
                            ("basic", "Basic"),
                        ],
                        max_length=20,
                        verbose_name="tier",
                    ),
                ),
                (
                    "rhythm",
                    models.PositiveSmallIntegerField(null=True, verbose_name="days between visits"),
                ),
                ("rank", models.PositiveIntegerField(verbose_name="place by importance")),
                ("proposed", models.PositiveSmallIntegerField(default=0, verbose_name="generated")),
                ("planned", models.PositiveSmallIntegerField(verbose_name="planned visits")),
                (
                    "before_leave",
                    models.PositiveSmallIntegerField(null=True, verbose_name="before leave"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("set", "Set"),
                            ("challenged", "Challenged"),
                            ("accepted", "Challenge accepted"),
                            ("declined", "Challenge declined"),
                        ],
                        default="set",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "wanted",
                    models.PositiveSmallIntegerField(null=True, verbose_name="wanted instead"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("challenged_at", models.DateTimeField(null=True, verbose_name="challenged at")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                (
                    "done",
                    models.PositiveSmallIntegerField(
                        null=True, verbose_name="done when the cycle closed"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_targets",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.playbookitem",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="visits.cycleplan",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.product",
                        verbose_name="product",
                    ),
                ),
            ],
            options={
                "ordering": ["rank", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="cycleplan",
            index=models.Index(fields=["territory", "-id"], name="cycle_plan_by_territory"),
        ),
        migrations.AddConstraint(
            model_name="cycleplan",
            constraint=models.UniqueConstraint(
                fields=("cycle", "rep"),
                name="cycle_plan_once_a_rep",
                violation_error_message="There is a plan for this cycle already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cycleplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("rep")), _negated=True),
                    _connector="OR",
                ),
                name="cycle_plan_is_not_decided_by_its_rep",
                violation_error_message="Nobody decides on their own plan.",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalcycle",
            index=models.Index(
                fields=["-history_date", "-history_id"], name="visits_hist_history_8f8901_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="historicalcycleplan",
            index=models.Index(
                fields=["-history_date", "-history_id"], name="visits_hist_history_5572ab_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="historicalplantarget",
            index=models.Index(
                fields=["-history_date", "-history_id"], name="visits_hist_history_2642ae_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="historicalplantarget",
            index=models.Index(
                condition=models.Q(("history_type", "-")),
                fields=["plan"],
                name="plantarget_deleted",
            ),
        ),
        migrations.AddIndex(
            model_name="plantarget",
            index=models.Index(fields=["plan", "rank", "id"], name="plan_target_in_order"),
        ),
        migrations.AddConstraint(
            model_name="plantarget",
            constraint=models.UniqueConstraint(
                fields=("plan", "customer", "product"),
                name="plan_target_once",
                nulls_distinct=False,
                violation_error_message="This customer is in the plan already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plantarget",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned__lte", 62)),
                name="plan_target_is_possible",
                violation_error_message="So many visits to one customer cannot be meant.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plantarget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "set"),
                    models.Q(("wanted__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plan_target_challenge_says_what_and_why",
                violation_error_message="Say how many visits it should be, and why.",
            ),
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
    ]
