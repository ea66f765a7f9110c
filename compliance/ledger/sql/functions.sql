-- The ledger's functions. Output settings are pinned on each that makes text: the same row always reads the same.

-- AFTER INSERT, UPDATE, DELETE, once per statement: an entry for each row of which a recorded column changed.
-- Arguments: key column, unrecorded columns as an array.
CREATE OR REPLACE FUNCTION ledger_capture() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
{pinned} AS $$
DECLARE
  the_xid CONSTANT bigint := pg_current_xact_id()::text::bigint;
  inc CONSTANT int := (SELECT max(seq) FROM ledger_incarnation);
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
  head CONSTANT text := ',"inc":' || (SELECT max(seq) FROM ledger_incarnation)
    || ',"xid":' || pg_current_xact_id()::text || ',"at":' || to_json(clock_timestamp())
    || ',"tbl":' || to_json(tbl) || ',"op":' || to_json(op) || ',"actor":' || {actor}
    || ',"req":' || {request_id} || ',"dbuser":' || to_json(session_user::text) || ',"pk":';
  body CONSTANT text := coalesce(was, 'null') || E'\n' || coalesce(now_is, 'null')
    || E'\n' || coalesce(to_json(NULLIF(why, ''))::text, 'null') || E'\n' || coalesce(to_json(act)::text, 'null')
    || coalesce(E'\n' || told::text, '');
  salt CONSTANT bytea := {salt};
  number CONSTANT bigint := nextval('ledger_entry_number');
BEGIN
  INSERT INTO ledger_entry (xid, id, incarnation, leaf, salt, body) VALUES (
    pg_current_xact_id()::text::bigint, number, (SELECT max(seq) FROM ledger_incarnation),
    '{{"v":1,"id":' || number || head || to_json(pk) || ',"pc":"'
      || encode(sha256(salt || convert_to(body, 'UTF8')), 'hex') || '"}}', salt, body);
  RETURN number;
END $$;

-- Nobody changes what is written, and no table is emptied.
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: it is kept as it is written', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- The one permitted change of an entry empties its payload, in the transaction of the redaction that names it.
CREATE OR REPLACE FUNCTION ledger_guard_entry() RETURNS trigger LANGUAGE plpgsql
SET search_path TO public, pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.salt IS NULL AND NEW.body IS NULL
    AND (NEW.xid, NEW.id, NEW.incarnation, NEW.leaf) = (OLD.xid, OLD.id, OLD.incarnation, OLD.leaf)
    AND EXISTS (SELECT FROM ledger_entry e WHERE e.incarnation = (SELECT max(seq) FROM ledger_incarnation)
      AND e.xid = pg_current_xact_id()::text::bigint AND e.id = NEW.redacted_by AND e.tbl = 'ledger_entry'
      AND e.key = OLD.id::text AND e.leaf::jsonb ->> 'op' = 'R')
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% of % is refused: it is kept as it is written', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- Empties the payload of an entry, and says so in the log. The deed gives author and reason.
CREATE OR REPLACE FUNCTION ledger_redact(life int, of_xid bigint, number bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path TO public, pg_catalog, pg_temp AS $$
DECLARE
  why CONSTANT text := NULLIF(current_setting('app.reason', true), '');
  redaction bigint;
BEGIN
  IF why IS NULL OR NULLIF(current_setting('app.actor', true), '') IS NULL THEN
    RAISE EXCEPTION 'A redaction needs an author and a reason' USING ERRCODE = 'insufficient_privilege';
  END IF;
  redaction := ledger_write('R', 'ledger_entry', number::text, NULL, NULL, why, current_setting('app.action', true));
  UPDATE ledger_entry SET salt = NULL, body = NULL, redacted_by = redaction
    WHERE incarnation = life AND xid = of_xid AND id = number AND body IS NOT NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no entry % with a payload', number;
  END IF;
  RETURN redaction;
END $$;

-- History as it was told: written where it says another author, verb, reason or day than the deed, or where no row
-- changed. `own` are the columns that history adds to the record's.
CREATE OR REPLACE FUNCTION ledger_tell(tbl text, key_column text, own text[], history_row anyelement) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
{pinned} AS $$
DECLARE told CONSTANT jsonb := to_jsonb(history_row);
BEGIN
  RETURN ledger_write('N', tbl, told ->> key_column, NULL, (told - own)::text,
    told ->> 'history_change_reason', told ->> 'action', jsonb_build_object(
      'id', told -> 'history_id', 'xid', told -> 'xid', 'type', told ->> 'history_type', 'actor', told ->> 'actor',
      'at', extract(epoch FROM (told ->> 'history_date')::timestamptz)));
END $$;

-- Shows that the log is alive while nothing happens.
CREATE OR REPLACE FUNCTION ledger_beat() RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path TO public, pg_catalog, pg_temp AS $$
  SELECT ledger_write('H', 'ledger_entry', '', NULL, NULL, NULL, NULL)
$$;
