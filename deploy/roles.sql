-- The roles of an installation, named after its database (docs/adr/0011-the-application-owns-nothing.md). A superuser
-- runs this once in each of the two databases, and once more after an upgrade from a release with one role:
--   psql -d pharmacrm -f deploy/roles.sql && psql -d pharmacrm_keys -f deploy/roles.sql
-- Passwords are not its business: \password pharmacrm_owner, \password pharmacrm_app.
DO $$
DECLARE
  base CONSTANT text := regexp_replace(current_database(), '_keys$', '');
  owner CONSTANT text := base || '_owner';    -- owns tables, migrates (DATABASE_OWNER_URL)
  app CONSTANT text := base || '_app';        -- web, workers, beat (DATABASE_URL)
  ledger CONSTANT text := base || '_ledger';  -- owns the ledger; nobody logs in as it
  thing text;
BEGIN
  PERFORM set_config('client_min_messages', 'warning', true);
  IF to_regrole(quote_ident(owner)) IS NULL THEN EXECUTE format('CREATE ROLE %I LOGIN', owner); END IF;
  IF to_regrole(quote_ident(app)) IS NULL THEN EXECUTE format('CREATE ROLE %I LOGIN', app); END IF;
  IF to_regrole(quote_ident(ledger)) IS NULL THEN EXECUTE format('CREATE ROLE %I NOLOGIN', ledger); END IF;
  EXECUTE format('GRANT %I TO %I', ledger, owner);
  -- Whose transaction holds up the seal is seen by nobody else.
  EXECUTE format('GRANT pg_read_all_stats TO %I', app);
  EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), owner);
  ALTER SCHEMA public OWNER TO pg_database_owner;
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  -- What one role has made before there were two; `migrate` gives the ledger its part.
  FOR thing IN
    SELECT format('TABLE %s', c.oid::regclass) FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S', 'v', 'm')
        AND c.relowner NOT IN (to_regrole(quote_ident(owner)), to_regrole(quote_ident(ledger)))
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
    UNION ALL
    SELECT format('FUNCTION %s', p.oid::regprocedure) FROM pg_proc p
      WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
        AND p.proowner NOT IN (to_regrole(quote_ident(owner)), to_regrole(quote_ident(ledger)))
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('ALTER %s OWNER TO %I', thing, owner);
  END LOOP;
END $$;
