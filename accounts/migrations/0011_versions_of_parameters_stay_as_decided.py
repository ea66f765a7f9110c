"""A version of parameters goes only as ParameterVersion.NEXT says, and never says anything else. What runs with the
owner's rights looks for nothing but what the database itself has."""

from django.db import migrations

GUARD = """
CREATE FUNCTION parameter_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'A version of parameters is never deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (OLD.uuid, OLD.code, OLD.jurisdiction, OLD.version, OLD.values, OLD.reason, OLD.proposed_by_id, OLD.proposed_at)
    IS DISTINCT FROM (NEW.uuid, NEW.code, NEW.jurisdiction, NEW.version, NEW.values, NEW.reason, NEW.proposed_by_id,
      NEW.proposed_at)
    OR OLD.status <> 'proposed' AND (OLD.valid_from, OLD.decided_by_id, OLD.decided_at, OLD.decision_reason)
      IS DISTINCT FROM (NEW.valid_from, NEW.decided_by_id, NEW.decided_at, NEW.decision_reason)
    OR OLD.valid_to IS NOT NULL AND OLD.valid_to IS DISTINCT FROM NEW.valid_to
  THEN
    RAISE EXCEPTION 'What was proposed and decided in version % of % never changes', OLD.version, OLD.code
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.status <> NEW.status AND OLD.status || ' ' || NEW.status NOT IN (
    'proposed approved', 'proposed rejected', 'proposed withdrawn')
  THEN
    RAISE EXCEPTION 'A version that is % cannot become %', OLD.status, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER parameter_version_guard BEFORE UPDATE OR DELETE ON accounts_parameterversion
  FOR EACH ROW EXECUTE FUNCTION parameter_version_guard();
"""
NO_GUARD = """
DROP TRIGGER parameter_version_guard ON accounts_parameterversion; DROP FUNCTION parameter_version_guard();
"""
MONTHS = """
CREATE OR REPLACE FUNCTION access_make_months(first date, ahead int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path TO {path} SET timezone TO 'UTC' AS $$
DECLARE
  month date;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('access.months'));
  FOR month IN SELECT generate_series(date_trunc('month', first), date_trunc('month', now()) + make_interval(months => ahead),
    interval '1 month')
  LOOP
    IF to_regclass(to_char(month, '"public.accounts_access_"YYYY_MM')) IS NULL THEN
      EXECUTE format('CREATE TABLE public.%I PARTITION OF public.accounts_access FOR VALUES FROM (%L) TO (%L)',
        to_char(month, '"accounts_access_"YYYY_MM'), month::timestamptz, (month + interval '1 month')::timestamptz);
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_accesses_are_timed_by_the_database")]

    operations = [
        migrations.RunSQL(GUARD, NO_GUARD),
        migrations.RunSQL(
            MONTHS.format(path="pg_catalog, pg_temp"),
            MONTHS.format(path="public, pg_catalog, pg_temp"),
        ),
    ]
