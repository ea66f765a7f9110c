-- The ledger's functions. Output settings are pinned on each that makes text: the same row always reads the same.

-- AFTER INSERT, UPDATE, DELETE, once per statement: an entry for each row of which a recorded column changed.
-- Arguments: key column, unrecorded columns as an array.
CREATE OR REPLACE FUNCTION ledger_capture() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
{pinned} AS $$
DECLARE
  the_xid CONSTANT bigint := pg_current_xact_id()::text::bigint;
  inc CONSTANT int := (SELECT max(seq) FROM public.ledger_incarnation);
  head CONSTANT text := ',"inc":' || inc || ',"xid":' || the_xid
    || ',"at":' || to_json(clock_timestamp()) || ',"tbl":' || to_json(TG_TABLE_NAME::text)
    || ',"op":"' || left(TG_OP, 1) || '","actor":' || {actor} || ',"req":' || {request_id}
    || ',"dbuser":' || to_json(session_user::text) || ',"pk":';
  tail CONSTANT text := E'\n' || {reason} || E'\n' || {action};
BEGIN
  IF TG_OP = 'INSERT' THEN
    {inserted};
  ELSIF TG_OP = 'UPDATE' THEN
    {updated};
  ELSE
    {deleted};
  END IF;
  RETURN NULL;
END $$;

-- An entry that is no captured change: S snapshot, T table, G genesis, H heartbeat, N history as told, R redaction.
-- `told` is the fifth line of its body: who, when and in which transaction a history row says that it was.
CREATE OR REPLACE FUNCTION ledger_write(op text, tbl text, pk text, was text, now_is text, why text, act text,
  told jsonb DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
{pinned} AS $$
DECLARE
  head CONSTANT text := ',"inc":' || (SELECT max(seq) FROM public.ledger_incarnation)
    || ',"xid":' || pg_current_xact_id()::text || ',"at":' || to_json(clock_timestamp())
    || ',"tbl":' || to_json(tbl) || ',"op":' || to_json(op) || ',"actor":' || {actor}
    || ',"req":' || {request_id} || ',"dbuser":' || to_json(session_user::text) || ',"pk":';
  body CONSTANT text := coalesce(was, 'null') || E'\n' || coalesce(now_is, 'null')
    || E'\n' || coalesce(to_json(NULLIF(why, ''))::text, 'null') || E'\n' || coalesce(to_json(act)::text, 'null')
    || coalesce(E'\n' || told::text, '');
  salt CONSTANT bytea := {salt};
  number CONSTANT bigint := nextval('public.ledger_entry_number');
BEGIN
  INSERT INTO public.ledger_entry (xid, id, incarnation, leaf, salt, body) VALUES (
    pg_current_xact_id()::text::bigint, number, (SELECT max(seq) FROM public.ledger_incarnation),
    '{{"v":1,"id":' || number || head || to_json(pk) || ',"pc":"'
      || encode(sha256(salt || convert_to(body, 'UTF8')), 'hex') || '"}}', salt, body);
  RETURN number;
END $$;

-- A change of the database's form (T), told by watch.sql: once for each transaction, kind of command and thing.
CREATE OR REPLACE FUNCTION ledger_note_form(tag text, kind text, called text, said text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path TO pg_catalog, pg_temp AS $$
DECLARE
  thing CONSTANT text := coalesce(NULLIF(called, ''), lower(kind));
BEGIN
  IF EXISTS (SELECT FROM public.ledger_incarnation) AND NOT EXISTS (SELECT FROM public.ledger_entry e
    WHERE e.tbl = 'form' AND e.key = tag || ' ' || thing AND e.xid = pg_current_xact_id()::text::bigint)
  THEN
    PERFORM public.ledger_write('T', 'form', tag || ' ' || thing, NULL,
      json_build_object('tag', tag, 'kind', kind, 'object', called, 'statement', said)::text,
      current_setting('app.reason', true), 'ledger.form');
  END IF;
END $$;

-- Nobody changes what is written, and no table is emptied.
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: it is kept as it is written', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- What an erasure empties: a table each, parents before what points at them.
CREATE OR REPLACE FUNCTION ledger_plan() RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path TO pg_catalog, pg_temp AS $$
  SELECT '{plan}'::jsonb
$$;

-- Whether a row is a person's: her own, or one of which each version leads to her, or some of them to a record that was
-- merged with hers. What was ever somebody else's is not, nor is a file that a row of somebody else names.
CREATE OR REPLACE FUNCTION ledger_is_of(subject bigint, of_tbl text, of_key text) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path TO pg_catalog, pg_temp AS $$
DECLARE
  t CONSTANT jsonb := (SELECT p FROM jsonb_array_elements(public.ledger_plan()) p WHERE p ->> 'tbl' = of_tbl);
  holder jsonb;
  version jsonb;
  key text;
  ones CONSTANT text[] := ARRAY(
    SELECT m.merged_id::text FROM public.customers_merge m WHERE m.survivor_id = subject
    UNION SELECT m.survivor_id::text FROM public.customers_merge m WHERE m.merged_id = subject);
  any_hers boolean := false;
  is_hers boolean := false;
BEGIN
  IF t IS NULL OR t -> 'ways' = '[]' AND t -> 'holders' = '[]' THEN
    RETURN t IS NOT NULL AND of_key = subject::text;
  END IF;
  FOR version IN EXECUTE format('SELECT to_jsonb(h) FROM public.%I h WHERE h.%I = $1', t ->> 'history', t ->> 'key')
    USING of_key::bigint
  LOOP
    EXIT WHEN t -> 'ways' = '[]';
    is_hers := EXISTS (SELECT FROM jsonb_array_elements(t -> 'ways') way
      WHERE public.ledger_is_of(subject, way ->> 'tbl', version ->> (way ->> 'column')));
    any_hers := any_hers OR is_hers;
    IF NOT is_hers AND NOT EXISTS (SELECT FROM jsonb_array_elements(t -> 'ways') way
      WHERE way ->> 'tbl' IN ('customers_customer', 'customers_person') AND version ->> (way ->> 'column') = ANY (ones))
    THEN RETURN false; END IF;
  END LOOP;
  IF t -> 'ways' <> '[]' THEN
    is_hers := any_hers;
    IF NOT is_hers THEN RETURN false; END IF;
  END IF;
  FOR holder IN SELECT jsonb_array_elements(t -> 'holders') LOOP
    FOR key IN EXECUTE format('SELECT DISTINCT h.%I::text FROM public.%I h WHERE h.%I = $1', holder ->> 'key',
      holder ->> 'history', holder ->> 'column') USING of_key::bigint
    LOOP
      is_hers := public.ledger_is_of(subject, holder ->> 'tbl', key);
      IF NOT is_hers THEN RETURN false; END IF;
    END LOOP;
  END LOOP;
  RETURN is_hers;
END $$;

-- Whether a case of erasure lets the payloads of this row be emptied now: approved by another than who asked, no hold,
-- and the row is its person's.
CREATE OR REPLACE FUNCTION ledger_case_allows(the_case uuid, of_tbl text, of_key text) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path TO pg_catalog, pg_temp AS $$
DECLARE
  subject bigint;
BEGIN
  SELECT c.customer_id INTO subject FROM public.compliance_erasurecase c WHERE c.uuid = the_case AND c.status = 'approved'
    AND c.decided_by_id <> c.requested_by_id
    AND NOT EXISTS (SELECT FROM public.compliance_legalhold h WHERE h.customer_id = c.customer_id AND h.released_at IS NULL);
  RETURN subject IS NOT NULL AND public.ledger_is_of(subject, of_tbl, of_key);
END $$;

-- The redaction of this transaction that names a row, if there is one: its number and its body.
CREATE OR REPLACE FUNCTION ledger_redaction(of_tbl text, of_key text, OUT number bigint, OUT body text) LANGUAGE sql
SECURITY DEFINER SET search_path TO pg_catalog, pg_temp AS $$
  SELECT e.id, e.body FROM public.ledger_entry e WHERE e.incarnation = (SELECT max(seq) FROM public.ledger_incarnation)
    AND e.xid = pg_current_xact_id()::text::bigint AND e.tbl = of_tbl AND e.key = of_key
    AND e.leaf::jsonb ->> 'op' = 'R' ORDER BY e.id DESC LIMIT 1
$$;

-- The one permitted change of an entry empties its payload, for the case that the redaction naming it names.
CREATE OR REPLACE FUNCTION ledger_guard_entry() RETURNS trigger LANGUAGE plpgsql
SET search_path TO pg_catalog, pg_temp AS $$
DECLARE
  redaction bigint;
  told text;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.salt IS NULL AND NEW.body IS NULL
    AND (NEW.xid, NEW.id, NEW.incarnation, NEW.leaf) = (OLD.xid, OLD.id, OLD.incarnation, OLD.leaf)
  THEN
    SELECT number, body INTO redaction, told FROM public.ledger_redaction('ledger_entry', OLD.id::text);
    IF redaction = NEW.redacted_by
      AND public.ledger_case_allows((split_part(told, E'\n', 5)::jsonb ->> 'case')::uuid, OLD.tbl, OLD.key)
    THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '% of % is refused: it is kept as it is written', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- The one permitted change of a history row makes of it what the redaction that names it says, to the letter.
-- Arguments: base table, its key, the columns that history adds, the personal columns.
CREATE OR REPLACE FUNCTION ledger_guard_history() RETURNS trigger LANGUAGE plpgsql
SET search_path TO pg_catalog, pg_temp AS $$
DECLARE
  redaction bigint;
  told text;
  was CONSTANT jsonb := to_jsonb(OLD);
  will_be CONSTANT jsonb := to_jsonb(NEW);
BEGIN
  IF TG_OP = 'UPDATE' AND was - TG_ARGV[3]::text[] = will_be - TG_ARGV[3]::text[] THEN
    SELECT number, body INTO redaction, told FROM public.ledger_redaction(TG_TABLE_NAME, was ->> 'history_id');
    IF redaction IS NOT NULL AND split_part(told, E'\n', 2)::jsonb = will_be - TG_ARGV[2]::text[]
      AND split_part(told, E'\n', 5)::jsonb ->> 'why'
        = coalesce(to_json(NULLIF(will_be ->> 'history_change_reason', ''))::text, 'null')
      AND public.ledger_case_allows((split_part(told, E'\n', 5)::jsonb ->> 'case')::uuid, TG_ARGV[0], was ->> TG_ARGV[1])
    THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '% of % is refused: it is kept as it is written', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- The keys of a person's rows of a table of the plan: of those that are there, and of those that were deleted. `hers` are
-- the keys of the tables before it: {{table: [keys]}}.
CREATE OR REPLACE FUNCTION ledger_rows_of(subject bigint, t jsonb, hers jsonb) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path TO pg_catalog, pg_temp AS $$
DECLARE
  among CONSTANT text := 'SELECT h.%I AS key FROM public.%I h'
    ' WHERE h.%I = ANY (ARRAY(SELECT k::bigint FROM jsonb_array_elements_text($1 -> %L) k))';
  asked CONSTANT text := coalesce(
    (SELECT string_agg(format(among, t ->> 'key', t ->> 'tbl', way ->> 'column', way ->> 'tbl') || ' UNION ALL '
        || format(among, t ->> 'key', t ->> 'history', way ->> 'column', way ->> 'tbl') || ' AND h.history_type = ''-''',
        ' UNION ALL ')
      FROM jsonb_array_elements(t -> 'ways') way),
    (SELECT string_agg(format(among, holder ->> 'column', holder ->> 'history', holder ->> 'key', holder ->> 'tbl'),
        ' UNION ALL ')
      FROM jsonb_array_elements(t -> 'holders') holder));
  keys jsonb;
BEGIN
  IF asked IS NULL THEN
    RETURN jsonb_build_array(subject);
  END IF;
  EXECUTE 'SELECT jsonb_agg(DISTINCT key) FROM (' || asked || ') found WHERE public.ledger_is_of($2, $3, key::text)'
    INTO keys USING hers, subject, t ->> 'tbl';
  RETURN coalesce(keys, '[]');
END $$;

-- Empties one row of a person, which is named by a redaction (R) for each payload and each version, and says how it is
-- now (S). Where a version held nothing it stays so; of its reasons the case's own stays.
CREATE OR REPLACE FUNCTION ledger_erase_row(the_case uuid, t jsonb, row_key bigint, empty jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
{pinned} AS $$
DECLARE
  why CONSTANT text := current_setting('app.reason', true);
  act CONSTANT text := current_setting('app.action', true);
  own CONSTANT text[] := ARRAY(SELECT jsonb_array_elements_text(t -> 'own'));
  e record;
  told jsonb;
  changed jsonb;
  redaction bigint;
  number bigint := 0;
BEGIN
  FOR e IN SELECT * FROM public.ledger_entry l WHERE l.tbl = t ->> 'tbl' AND l.key = row_key::text AND l.body IS NOT NULL LOOP
    redaction := public.ledger_write('R', 'ledger_entry', e.id::text, NULL, NULL, why, act,
      jsonb_build_object('case', the_case));
    UPDATE public.ledger_entry SET salt = NULL, body = NULL, redacted_by = redaction
      WHERE incarnation = e.incarnation AND xid = e.xid AND id = e.id;
    number := number + 1;
  END LOOP;
  FOR told IN EXECUTE format('SELECT to_jsonb(h) FROM public.%I h WHERE h.%I = $1 ORDER BY h.history_id',
    t ->> 'history', t ->> 'key') USING row_key
  LOOP
    changed := (SELECT coalesce(jsonb_object_agg(c, v), '{{}}') FROM jsonb_each(empty) x(c, v)
        WHERE told -> c NOT IN ('null', '""', '[]', '{{}}'))
      || jsonb_build_object('history_change_reason', CASE WHEN told ->> 'history_change_reason' IN (why, '')
        THEN told ->> 'history_change_reason' WHEN told ->> 'history_change_reason' IS NOT NULL THEN '–' END);
    PERFORM public.ledger_write('R', t ->> 'history', told ->> 'history_id', NULL, ((told || changed) - own)::text, why, act,
      jsonb_build_object('case', the_case, 'tbl', t -> 'tbl', 'key', told ->> (t ->> 'key'), 'id', told -> 'history_id',
        'xid', told -> 'xid', 'type', told ->> 'history_type', 'actor', told ->> 'actor',
        'act', coalesce(to_json(told ->> 'action')::text, 'null'),
        'why', coalesce(to_json(NULLIF(changed ->> 'history_change_reason', ''))::text, 'null'),
        'at', extract(epoch FROM (told ->> 'history_date')::timestamptz)));
    EXECUTE format('UPDATE public.%I h SET (%s) = (SELECT %s FROM jsonb_populate_record(h, $1) r) WHERE h.history_id = $2',
      t ->> 'history', (SELECT string_agg(quote_ident(c), ', ' ORDER BY c) FROM jsonb_object_keys(changed) c),
      (SELECT string_agg('r.' || quote_ident(c), ', ' ORDER BY c) FROM jsonb_object_keys(changed) c))
      USING changed, (told ->> 'history_id')::bigint;
  END LOOP;
  EXECUTE format('SELECT public.ledger_write(''S'', %L, $1::text, NULL, (to_jsonb(b) - $2)::text, $3, $4) FROM public.%I b'
    ' WHERE b.%I = $1', t ->> 'tbl', t ->> 'tbl', t ->> 'key')
    USING row_key, ARRAY(SELECT jsonb_array_elements_text(t -> 'unrecorded')), why, act;
  RETURN number;
END $$;

-- Erases a person for an approved case: her own rows and those that lead to her. Returns the number of emptied payloads.
CREATE OR REPLACE FUNCTION ledger_erase(the_case uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
{pinned} AS $$
DECLARE
  subject bigint;
  called text;
  hers jsonb := '{{}}';
  t jsonb;
  number bigint := 0;
BEGIN
  IF NULLIF(current_setting('app.reason', true), '') IS NULL OR NULLIF(current_setting('app.actor', true), '') IS NULL THEN
    RAISE EXCEPTION 'A redaction needs an author and a reason' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT customer_id, pseudonym INTO subject, called FROM public.compliance_erasurecase WHERE uuid = the_case FOR UPDATE;
  IF subject IS NULL OR NOT public.ledger_case_allows(the_case, public.ledger_plan() -> 0 ->> 'tbl', subject::text) THEN
    RAISE EXCEPTION 'Only an approved case without a legal hold erases' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR t IN SELECT jsonb_array_elements(public.ledger_plan()) LOOP
    hers := hers || jsonb_build_object(t ->> 'tbl', public.ledger_rows_of(subject, t, hers));
    number := number + (SELECT coalesce(sum(public.ledger_erase_row(the_case, t, key::bigint, t -> 'empty'
        || CASE WHEN t ->> 'called' IS NULL THEN '{{}}' ELSE jsonb_build_object(t ->> 'called', called) END)), 0)
      FROM jsonb_array_elements_text(hers -> (t ->> 'tbl')) key);
  END LOOP;
  RETURN number;
END $$;

-- History as it was told: written where it says another author, verb, reason or day than the deed, or where no row
-- changed. `own` are the columns that history adds to the record's.
CREATE OR REPLACE FUNCTION ledger_tell(tbl text, key_column text, own text[], history_row anyelement) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
{pinned} AS $$
DECLARE told CONSTANT jsonb := to_jsonb(history_row);
BEGIN
  RETURN public.ledger_write('N', tbl, told ->> key_column, NULL, (told - own)::text,
    told ->> 'history_change_reason', told ->> 'action', jsonb_build_object(
      'id', told -> 'history_id', 'xid', told -> 'xid', 'type', told ->> 'history_type', 'actor', told ->> 'actor',
      'at', extract(epoch FROM (told ->> 'history_date')::timestamptz)));
END $$;

-- Shows that the log is alive while nothing happens.
CREATE OR REPLACE FUNCTION ledger_beat() RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path TO pg_catalog, pg_temp AS $$
  SELECT public.ledger_write('H', 'ledger_entry', '', NULL, NULL, NULL, NULL)
$$;

-- Writes an entry (A) for each hour of the access log that has closed since the last, and returns how many. An hour is
-- counted once every transaction has ended that was under way a minute after it closed: what commits late is in it.
CREATE OR REPLACE FUNCTION ledger_seal_access(at_most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
{pinned} AS $$
DECLARE
  closed CONSTANT timestamptz := date_trunc('hour', clock_timestamp() - interval '1 minute') - interval '1 hour';
  next_hour timestamptz := (SELECT max(key)::timestamptz + interval '1 hour' FROM public.ledger_entry WHERE tbl = '{access}');
  settled timestamptz;
  number int := 0;
  told jsonb;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('ledger.access')) THEN
    RETURN 0;
  END IF;
  next_hour := coalesce(next_hour, date_trunc('hour', (SELECT min(at) FROM public.{access})));
  INSERT INTO public.ledger_access_hour (hour, horizon) SELECT closed, pg_current_xact_id()::text::bigint
    WHERE closed >= next_hour ON CONFLICT DO NOTHING;
  settled := (SELECT max(hour) FROM public.ledger_access_hour
    WHERE horizon < pg_snapshot_xmin(pg_current_snapshot())::text::bigint);
  WHILE next_hour <= settled AND number < at_most LOOP
    SELECT jsonb_build_object('count', count(*), 'sha256',
        encode(sha256(convert_to(coalesce(string_agg(line, '' ORDER BY at, id), ''), 'UTF8')), 'hex')) INTO told
      FROM (SELECT a.at, a.id, {line} AS line FROM public.{access} a
        WHERE a.at >= next_hour AND a.at < next_hour + interval '1 hour') lines;
    PERFORM public.ledger_write('A', '{access}', to_char(next_hour, 'YYYY-MM-DD"T"HH24":00Z"'), NULL, told::text, NULL, 'access.hour');
    next_hour := next_hour + interval '1 hour';
    number := number + 1;
  END LOOP;
  DELETE FROM public.ledger_access_hour WHERE hour < next_hour - interval '1 day';
  RETURN number;
END $$;
