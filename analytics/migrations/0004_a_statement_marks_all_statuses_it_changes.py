"""Closing a thousand customers in one statement marks each of their territories once, as all other changes do."""

from django.db import migrations

MARK = """
CREATE FUNCTION analytics_mark_statuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_dirtyterritory (territory_id)
    SELECT DISTINCT a.territory_id FROM updated_from f JOIN updated_to t USING (id)
    JOIN customers_alignment a ON a.customer_id = t.id
    WHERE f.status <> t.status;
    RETURN NULL;
END $$;
DROP TRIGGER analytics_status ON customers_customer;
DROP FUNCTION analytics_mark_customer();
CREATE TRIGGER analytics_status AFTER UPDATE ON customers_customer
    REFERENCING OLD TABLE AS updated_from NEW TABLE AS updated_to
    FOR EACH STATEMENT EXECUTE FUNCTION analytics_mark_statuses();
"""
UNMARK = """
DROP TRIGGER analytics_status ON customers_customer;
DROP FUNCTION analytics_mark_statuses();
CREATE FUNCTION analytics_mark_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analytics_dirtyterritory (territory_id)
    SELECT territory_id FROM customers_alignment WHERE customer_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER analytics_status AFTER UPDATE ON customers_customer FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION analytics_mark_customer();
"""


class Migration(migrations.Migration):
    dependencies = [("analytics", "0003_an_alignment_marks_its_customers_others")]

    operations = [migrations.RunSQL(MARK, UNMARK)]
