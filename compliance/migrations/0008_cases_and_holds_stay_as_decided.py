"""A case of erasure goes only as ErasureCase.NEXT says, a hold ends once; what was asked and decided never changes."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION erasure_case_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'A case of erasure is never deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'requested' THEN
      RAISE EXCEPTION 'A case of erasure begins as a request' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.uuid, OLD.customer_id, OLD.reason, OLD.pseudonym, OLD.requested_by_id, OLD.requested_at)
    IS DISTINCT FROM (NEW.uuid, NEW.customer_id, NEW.reason, NEW.pseudonym, NEW.requested_by_id, NEW.requested_at)
    OR OLD.status <> 'requested' AND (OLD.decided_by_id, OLD.decided_at, OLD.decision_reason)
      IS DISTINCT FROM (NEW.decided_by_id, NEW.decided_at, NEW.decision_reason)
    OR OLD.status = 'done' AND (OLD.outcome, OLD.done_at) IS DISTINCT FROM (NEW.outcome, NEW.done_at)
    OR OLD.keys_destroyed_at IS NOT NULL AND OLD.keys_destroyed_at IS DISTINCT FROM NEW.keys_destroyed_at
  THEN
    RAISE EXCEPTION 'What was asked and decided in case % never changes', OLD.uuid
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.status <> NEW.status AND OLD.status || ' ' || NEW.status NOT IN (
    'requested approved', 'requested refused', 'approved done')
  THEN
    RAISE EXCEPTION 'A case that is % cannot become %', OLD.status, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER erasure_case_guard BEFORE INSERT OR UPDATE OR DELETE ON compliance_erasurecase
  FOR EACH ROW EXECUTE FUNCTION erasure_case_guard();

CREATE FUNCTION legal_hold_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'A legal hold is never deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.released_at IS NOT NULL
    OR (OLD.uuid, OLD.customer_id, OLD.matter, OLD.placed_by_id, OLD.placed_at)
      IS DISTINCT FROM (NEW.uuid, NEW.customer_id, NEW.matter, NEW.placed_by_id, NEW.placed_at)
  THEN
    RAISE EXCEPTION 'A legal hold is released once, and changes in nothing else'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER legal_hold_guard BEFORE UPDATE OR DELETE ON compliance_legalhold
  FOR EACH ROW EXECUTE FUNCTION legal_hold_guard();
"""
NO_GUARDS = """
DROP TRIGGER erasure_case_guard ON compliance_erasurecase; DROP FUNCTION erasure_case_guard();
DROP TRIGGER legal_hold_guard ON compliance_legalhold; DROP FUNCTION legal_hold_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("compliance", "0007_people_ask_for_their_data")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
