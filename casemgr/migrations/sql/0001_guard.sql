-- The guard: the key that signs contexts and the functions that check it (docs/decisions/0001).
-- Only core functions are used (no pgcrypto), so that any PostgreSQL 15 or later will do.

CREATE TABLE guard.key (
  id         int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  ipad       bytea NOT NULL,
  opad       bytea NOT NULL,
  digest     bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE guard.key IS 'HMAC blocks of the keys that sign contexts; readable by casemgr_keeper alone';

CREATE FUNCTION guard.is_signed(message text, mac text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT EXISTS (
    SELECT FROM guard.key
    WHERE encode(sha256(opad || sha256(ipad || convert_to(message, 'UTF8'))), 'hex') = mac)
$$;

-- v1 | tenant | account | clearances | offices | reach | purpose | expires | backend pid | mac.
-- No context, a forged, an expired or a stolen one (another backend's) is an error: never "all
-- rows" and never silently "none".
CREATE FUNCTION guard.context() RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  raw  text   := current_setting('app.context', true);
  part text[] := string_to_array(raw, '|');
BEGIN
  IF raw IS NULL OR array_length(part, 1) IS DISTINCT FROM 10 OR part[1] <> 'v1'
     OR NOT guard.is_signed(array_to_string(part[1:9], '|'), part[10])
     OR part[8]::float8 < extract(epoch FROM clock_timestamp())
     OR part[9]::int <> pg_backend_pid() THEN
    RAISE EXCEPTION 'no valid tenant context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN part;
END $$;

CREATE FUNCTION guard.tenant() RETURNS int LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = '' AS $$ SELECT (guard.context())[2]::int $$;

CREATE FUNCTION guard.account() RETURNS uuid LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = '' AS $$ SELECT (guard.context())[3]::uuid $$;

CREATE FUNCTION guard.clearances() RETURNS text[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = '' AS $$ SELECT string_to_array((guard.context())[4], ',') $$;

CREATE FUNCTION guard.offices() RETURNS text[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = '' AS $$ SELECT string_to_array((guard.context())[5], ',') $$;

CREATE FUNCTION guard.reach() RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = '' AS $$ SELECT (guard.context())[6] $$;

CREATE FUNCTION guard.purpose() RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = '' AS $$ SELECT (guard.context())[7] $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA guard FROM PUBLIC;
GRANT USAGE ON SCHEMA guard
  TO casemgr_app, casemgr_owner, casemgr_courier, casemgr_audit_writer, casemgr_operator;
GRANT EXECUTE ON FUNCTION guard.context(), guard.tenant(), guard.account(), guard.clearances(),
  guard.offices(), guard.reach(), guard.purpose()
  TO casemgr_app, casemgr_owner, casemgr_courier, casemgr_audit_writer;
