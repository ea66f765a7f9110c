"""What was so when an alert was raised never changes, and its status only as Alert.NEXT says (RSK-E01, RSK-E03)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION alert_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'An alert is never deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (OLD.uuid, OLD.rule, OLD.rule_version, OLD.parameters_id, OLD.values, OLD.severity, OLD.sentence, OLD.words,
      OLD.label, OLD.subject, OLD.name, OLD."window", OLD.person_id, OLD.inputs, OLD.evidence, OLD.raised_at)
    IS DISTINCT FROM (NEW.uuid, NEW.rule, NEW.rule_version, NEW.parameters_id, NEW.values, NEW.severity, NEW.sentence,
      NEW.words, NEW.label, NEW.subject, NEW.name, NEW."window", NEW.person_id, NEW.inputs, NEW.evidence, NEW.raised_at)
  THEN
    RAISE EXCEPTION 'What was so when alert % was raised never changes', OLD.uuid
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.status <> NEW.status AND OLD.status || ' ' || NEW.status NOT IN (
    'new triaged', 'triaged investigating', 'triaged confirmed', 'triaged false_positive', 'triaged accepted',
    'investigating confirmed', 'investigating false_positive', 'investigating accepted', 'confirmed closed',
    'false_positive closed', 'accepted closed', 'closed investigating')
  THEN
    RAISE EXCEPTION 'An alert that is % cannot become %', OLD.status, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER alert_guard BEFORE UPDATE OR DELETE ON compliance_alert FOR EACH ROW EXECUTE FUNCTION alert_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("compliance", "0003_alerts")]

    operations = [
        migrations.RunSQL(
            GUARD, "DROP TRIGGER alert_guard ON compliance_alert; DROP FUNCTION alert_guard()"
        )
    ]
