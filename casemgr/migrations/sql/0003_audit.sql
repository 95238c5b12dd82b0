-- The only way to write the audit: who, when and for which tenant come from the signed context and
-- the database's clock, never from the caller. The leaf is RFC 6962's: SHA-256 of 0x00 and the text.

CREATE OR REPLACE FUNCTION guard.write_audit(event_id uuid, event jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  told jsonb := jsonb_build_object(
    'tenant', guard.tenant(), 'id', event_id, 'at', clock_timestamp(), 'actor', guard.account(),
    'actor_name', coalesce((SELECT a.name FROM casemgr.account a
      WHERE a.tenant_id = guard.tenant() AND a.id = guard.account()), 'nobody signed in')) || event;
BEGIN
  INSERT INTO casemgr.audit_event (tenant_id, id, xid, at, actor_id, actor_name, session_id, source,
    action, object_type, object_id, object_label, case_id, compartments, outcome, reason, facts, leaf)
  VALUES (guard.tenant(), event_id, pg_current_xact_id()::text, (told->>'at')::timestamptz,
    guard.account(), told->>'actor_name', (event->>'session_id')::uuid,
    coalesce(event->>'source', ''), event->>'action', event->>'object_type',
    (event->>'object_id')::uuid, coalesce(event->>'object_label', ''), (event->>'case_id')::uuid,
    ARRAY(SELECT jsonb_array_elements_text(coalesce(event->'compartments', '[]'))),
    event->>'outcome', coalesce(event->>'reason', ''), coalesce(event->'facts', '{}'),
    sha256('\x00'::bytea || convert_to(told::text, 'UTF8')));
END $$;

REVOKE ALL ON FUNCTION guard.write_audit(uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.write_audit(uuid, jsonb) TO casemgr_app;
