-- The signed context is checked once for each event: its signature cost more than the event.

CREATE OR REPLACE FUNCTION guard.write_audit(event_id uuid, event jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  signed text[] := guard.context();
  tenant int := signed[2]::int;
  account uuid := signed[3]::uuid;
  moment timestamptz := clock_timestamp();
  name text := coalesce((SELECT a.name FROM casemgr.account a
    WHERE a.tenant_id = tenant AND a.id = account), 'nobody signed in');
  told jsonb := jsonb_build_object('tenant', tenant, 'id', event_id, 'at', moment,
    'actor', account, 'actor_name', name) || event;
BEGIN
  INSERT INTO casemgr.audit_event (tenant_id, id, xid, at, actor_id, actor_name, session_id, source,
    action, object_type, object_id, object_label, case_id, compartments, outcome, reason, facts, leaf)
  VALUES (tenant, event_id, pg_current_xact_id()::text, (told->>'at')::timestamptz,
    account, told->>'actor_name', (event->>'session_id')::uuid,
    coalesce(event->>'source', ''), event->>'action', event->>'object_type',
    (event->>'object_id')::uuid, coalesce(event->>'object_label', ''), (event->>'case_id')::uuid,
    ARRAY(SELECT jsonb_array_elements_text(coalesce(event->'compartments', '[]'))),
    event->>'outcome', coalesce(event->>'reason', ''), coalesce(event->'facts', '{}'),
    sha256('\x00'::bytea || convert_to(told::text, 'UTF8')));
END $$;
