"""Whether a customer is settled in one territory depends on the alignments to others: a change of one marks all."""

from django.db import migrations

MARK = """
CREATE FUNCTION analytics_mark_customers_alignments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_dirtyterritory (territory_id)
    SELECT territory_id FROM changed
    UNION SELECT a.territory_id FROM changed JOIN customers_alignment a USING (customer_id);
    RETURN NULL;
END $$;
"""
UNMARK = "DROP FUNCTION analytics_mark_customers_alignments();"
CHANGES = [
    ("inserted", "INSERT", "NEW"),
    ("updated_from", "UPDATE", "OLD"),
    ("updated_to", "UPDATE", "NEW"),
    ("deleted", "DELETE", "OLD"),
]


def trigger(name, event, rows, function):
    return (
        f"CREATE OR REPLACE TRIGGER analytics_{name} AFTER {event} ON customers_alignment"
        f" REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_periods_counted_ahead")]

    operations = [
        migrations.RunSQL(MARK, UNMARK),
        *(
            migrations.RunSQL(
                trigger(*change, "analytics_mark_customers_alignments"),
                trigger(*change, "analytics_mark_alignments"),
            )
            for change in CHANGES
        ),
    ]
