"""Counts of whole periods. The tables are filled by the first refresh after the migration; until then everything is
counted at reading.

What makes a customer a target changes in verbs of lower apps and in imports. The tables mark it themselves, so that
nobody can forget to.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

MARK = """
CREATE FUNCTION analytics_mark_alignments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_dirtyterritory (territory_id) SELECT DISTINCT territory_id FROM changed;
    RETURN NULL;
END $$;
CREATE FUNCTION analytics_mark_targets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_dirtyterritory (territory_id)
    SELECT DISTINCT a.territory_id FROM changed JOIN customers_alignment a USING (customer_id);
    RETURN NULL;
END $$;
CREATE FUNCTION analytics_mark_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_dirtyterritory (territory_id)
    SELECT territory_id FROM customers_alignment WHERE customer_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER analytics_status AFTER UPDATE ON customers_customer FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION analytics_mark_customer();
"""
UNMARK = """
DROP TRIGGER analytics_status ON customers_customer;
DROP FUNCTION analytics_mark_customer();
DROP FUNCTION analytics_mark_targets();
DROP FUNCTION analytics_mark_alignments();
"""
MARKED = {
    "customers_alignment": "analytics_mark_alignments",
    "accounts_membership": "analytics_mark_alignments",
    "customers_tierperiod": "analytics_mark_targets",
}
CHANGES = [
    ("inserted", "INSERT", "NEW"),
    ("updated_from", "UPDATE", "OLD"),
    ("updated_to", "UPDATE", "NEW"),
    ("deleted", "DELETE", "OLD"),
]


def triggers():
    """A trigger of a statement sees all its rows at once, so a bulk load writes one mark for each territory."""
    for table, function in MARKED.items():
        for name, event, rows in CHANGES:
            yield migrations.RunSQL(
                f"CREATE TRIGGER analytics_{name} AFTER {event} ON {table}"
                f" REFERENCING {rows} TABLE AS changed"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
                f"DROP TRIGGER analytics_{name} ON {table}",
            )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_emails_may_be_dropped"),
        ("analytics", "0001_facts"),
        ("customers", "0001_first_release"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DirtyTerritory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "marked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeptPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.DateField()),
                ("last", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="PeriodFlow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kpi", models.CharField(db_collation="C", max_length=40)),
                ("numerator", models.BigIntegerField()),
                ("denominator", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PeriodTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tier", models.CharField(db_collation="C", max_length=20)),
                ("targets", models.IntegerField()),
                ("covered", models.IntegerField()),
                ("frequented", models.IntegerField()),
                ("visits", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="UnsettledCustomer",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="customerfact",
            index=models.Index(fields=["customer", "date"], name="customer_fact_of_customer"),
        ),
        migrations.AddField(
            model_name="dirtyterritory",
            name="territory",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.territory",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptperiod",
            constraint=models.UniqueConstraint(
                fields=("first", "last"), name="kept_period_is_unique"
            ),
        ),
        migrations.AddField(
            model_name="periodflow",
            name="period",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="analytics.keptperiod",
            ),
        ),
        migrations.AddField(
            model_name="periodflow",
            name="territory",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.territory",
            ),
        ),
        migrations.AddField(
            model_name="periodflow",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="periodtarget",
            name="period",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="analytics.keptperiod",
            ),
        ),
        migrations.AddField(
            model_name="periodtarget",
            name="territory",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.territory",
            ),
        ),
        migrations.AddField(
            model_name="periodtarget",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="periodflow",
            constraint=models.UniqueConstraint(
                fields=("period", "territory", "user", "kpi"),
                include=("numerator", "denominator"),
                name="period_flow_one_per_cell",
            ),
        ),
        migrations.AddConstraint(
            model_name="periodtarget",
            constraint=models.UniqueConstraint(
                fields=("period", "territory", "user", "tier"),
                include=("targets", "covered", "frequented", "visits"),
                name="period_target_one_per_cell",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(MARK, UNMARK),
        *triggers(),
    ]
