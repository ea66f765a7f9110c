-- Changes of the database's form, each told to the ledger. Only a superuser can make this, in the main database:
--   psql -d pharmacrm -f compliance/ledger/sql/watch.sql
-- As often as you like. Where nobody is a superuser the page "Seal" says that the database reports none by itself.
-- The schema is the superuser's, so the owner of the tables can neither change nor drop what lies in it.
DO $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('watch'));  -- Two that start at once would both replace the functions.
  IF to_regnamespace('watch') IS NULL THEN
    CREATE SCHEMA watch;
    GRANT USAGE ON SCHEMA watch TO PUBLIC;
  END IF;
END $$;

-- Whether something belongs to the record: the ledger's, what a guard stands on, or what a trigger beside one runs.
CREATE OR REPLACE FUNCTION watch.is_guarded(class oid, object oid, kind text, called text) RETURNS boolean
LANGUAGE sql STABLE SET search_path TO pg_catalog, pg_temp AS $$
  WITH place AS (SELECT CASE class
      WHEN 'pg_class'::regclass THEN object
      WHEN 'pg_trigger'::regclass THEN (SELECT tgrelid FROM pg_trigger WHERE oid = object)
      WHEN 'pg_rewrite'::regclass THEN (SELECT ev_class FROM pg_rewrite WHERE oid = object)
      WHEN 'pg_policy'::regclass THEN (SELECT polrelid FROM pg_policy WHERE oid = object)
    END AS relation),
  guarded AS (SELECT DISTINCT tgrelid FROM pg_trigger WHERE tgname LIKE 'ledger\_%')
  SELECT called ~ '^(public\.ledger_|ledger_\w+ on public\.)' OR (kind = 'schema' AND called = 'public')
    OR EXISTS (SELECT FROM place WHERE relation IN (SELECT tgrelid FROM guarded)
      OR relation IN (to_regclass('public.accounts_access'), to_regclass('public.accounts_signature')))
    OR to_regclass(substring(called FROM ' on (public\..+)$')) IN (SELECT tgrelid FROM guarded)
    OR class = 'pg_proc'::regclass
      AND EXISTS (SELECT FROM pg_trigger t JOIN guarded g USING (tgrelid) WHERE t.tgfoid = object)
$$;

-- Runs with the rights of who changes the form: who may not write an entry cannot change what is guarded. What it calls
-- is the owner's, so it is called only while that runs as its owner.
CREATE OR REPLACE FUNCTION watch.tell(tag text, kind text, called text, is_drop boolean) RETURNS void LANGUAGE plpgsql
SET search_path TO pg_catalog, pg_temp AS $$
DECLARE
  wanted CONSTANT regprocedure := to_regprocedure('public.ledger_note_form(text,text,text,text)');
BEGIN
  IF to_regclass('public.ledger_incarnation') IS NULL
    OR NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'ledger_append_only'
      AND tgrelid = to_regclass('public.ledger_incarnation'))
  THEN
    RETURN;  -- The ledger is still to be made.
  END IF;
  IF wanted IS NULL AND NOT is_drop THEN
    RETURN;  -- An earlier release's; the migration that is under way brings it.
  END IF;
  IF NOT EXISTS (SELECT FROM pg_proc WHERE oid = wanted AND prosecdef) THEN
    RAISE EXCEPTION '% is refused: the ledger could not tell it', tag USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM public.ledger_note_form(tag, kind, called, left(current_query(), 500));
END $$;

CREATE OR REPLACE FUNCTION watch.note_form() RETURNS event_trigger LANGUAGE plpgsql
SET search_path TO pg_catalog, pg_temp AS $$
DECLARE c record;
BEGIN
  IF TG_EVENT = 'sql_drop' THEN
    FOR c IN SELECT * FROM pg_event_trigger_dropped_objects() WHERE NOT is_temporary LOOP
      IF watch.is_guarded(c.classid, c.objid, c.object_type, c.object_identity) THEN
        PERFORM watch.tell(TG_TAG, c.object_type, c.object_identity, true);
      END IF;
    END LOOP;
    RETURN;
  END IF;
  FOR c IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
    -- Of rights the database does not say on what.
    IF c.command_tag IN ('GRANT', 'REVOKE', 'ALTER DEFAULT PRIVILEGES')
      OR watch.is_guarded(c.classid, c.objid, c.object_type, c.object_identity)
    THEN
      PERFORM watch.tell(c.command_tag, c.object_type, coalesce(c.object_identity, ''), false);
    END IF;
  END LOOP;
END $$;

-- Event triggers are not told of themselves: the verifier looks whether they are there (GUARD_OFF).
DO $$
DECLARE event text;
BEGIN
  FOREACH event IN ARRAY ARRAY['ddl_command_end', 'sql_drop'] LOOP
    IF NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'watch_' || event) THEN
      EXECUTE format('CREATE EVENT TRIGGER %I ON %s EXECUTE FUNCTION watch.note_form()', 'watch_' || event, event);
    END IF;
    EXECUTE format('ALTER EVENT TRIGGER %I ENABLE ALWAYS', 'watch_' || event);
  END LOOP;
END $$;
