"""How many people of a territory have a persona in date on the last day of each period.

What is known of people, what their type is and how long a fact holds change in lower apps: the tables mark it
themselves. All periods are counted anew once.
"""

from django.db import migrations, models

MARK = """
CREATE FUNCTION analytics_mark_types() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_dirtyterritory (territory_id)
    SELECT DISTINCT a.territory_id FROM updated_from f JOIN updated_to t USING (customer_id)
    JOIN customers_alignment a USING (customer_id)
    WHERE f.type <> t.type;
    RETURN NULL;
END $$;
CREATE TRIGGER analytics_type AFTER UPDATE ON customers_person
    REFERENCING OLD TABLE AS updated_from NEW TABLE AS updated_to
    FOR EACH STATEMENT EXECUTE FUNCTION analytics_mark_types();
CREATE FUNCTION analytics_mark_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_dirtyterritory (territory_id) SELECT id FROM accounts_territory;
    RETURN NULL;
END $$;
CREATE TRIGGER analytics_persona_terms AFTER INSERT OR UPDATE ON accounts_parameterversion
    FOR EACH ROW WHEN (NEW.code = 'PERSONA' AND NEW.status = 'approved') EXECUTE FUNCTION analytics_mark_all();
INSERT INTO analytics_dirtyterritory (territory_id) SELECT id FROM accounts_territory;
"""
UNMARK = """
DROP TRIGGER analytics_persona_terms ON accounts_parameterversion;
DROP FUNCTION analytics_mark_all();
DROP TRIGGER analytics_type ON customers_person;
DROP FUNCTION analytics_mark_types();
"""
CHANGES = [
    ("inserted", "INSERT", "NEW"),
    ("updated_from", "UPDATE", "OLD"),
    ("updated_to", "UPDATE", "NEW"),
    ("deleted", "DELETE", "OLD"),
]
COUNTS = ("targets", "covered", "frequented", "visits")
CELL = ("period", "territory", "user", "tier")


def one_per_cell(*counts):
    return models.UniqueConstraint(
        fields=CELL, include=counts, name="period_target_one_per_cell", nulls_distinct=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_the_company_has_a_clock"),
        ("analytics", "0004_a_statement_marks_all_statuses_it_changes"),
        ("customers", "0017_facts_are_taken_back_on_a_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="periodtarget",
            name="profiles",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="periodtarget",
            name="fresh",
            field=models.IntegerField(default=0),
        ),
        migrations.RemoveConstraint(model_name="periodtarget", name="period_target_one_per_cell"),
        migrations.AddConstraint(
            model_name="periodtarget", constraint=one_per_cell(*COUNTS, "profiles", "fresh")
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER analytics_{name} AFTER {event} ON customers_personafact"
                f" REFERENCING {rows} TABLE AS changed"
                " FOR EACH STATEMENT EXECUTE FUNCTION analytics_mark_targets()",
                f"DROP TRIGGER analytics_{name} ON customers_personafact",
            )
            for name, event, rows in CHANGES
        ),
        migrations.RunSQL(MARK, UNMARK),
    ]
