-- A look into another agency's registry finds a license by a number that it had earlier as well.

CREATE OR REPLACE FUNCTION guard.look_across(owner text, asked jsonb, job_id uuid) RETURNS SETOF jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ours    casemgr.tenant;
  theirs  casemgr.tenant;
  granted jsonb;
  found   jsonb[];
BEGIN
  SELECT * INTO ours FROM casemgr.tenant WHERE id = guard.tenant();
  SELECT * INTO theirs FROM casemgr.tenant WHERE slug = owner AND id <> ours.id;
  SELECT v.look_ups->(asked->>'scheme') INTO granted FROM casemgr.pack_version v
    WHERE v.tenant_id = theirs.id AND v.digest = theirs.pack_digest ORDER BY v.number DESC LIMIT 1;
  IF granted IS NULL OR NOT granted->'tenants' ? ours.slug
     OR NOT granted->'purposes' ? (asked->>'purpose') OR length(asked->>'name') < 3 THEN
    RAISE EXCEPTION 'this registry is not open to you' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT array_agg(to_jsonb(f)) INTO found FROM (
    SELECT l.number, l.type, l.subtype, l.status, l.expires_on, l.name, l.trade_name, l.city, l.state
    FROM casemgr.licence l WHERE l.tenant_id = theirs.id AND l.scheme = asked->>'scheme'
      AND granted->'types' ? l.type
      AND (l.compact = asked->>'number' OR l.identity = asked->>'identity'
        OR l.name_key ^@ (asked->>'name'))
    ORDER BY l.name_key, l.id LIMIT 25) f;
  PERFORM guard.leave_job(theirs.id, job_id, 'registry.note_look_up', asked || jsonb_build_object(
    'tenant', ours.name, 'account', guard.account(), 'found', coalesce(cardinality(found), 0)), NULL);
  RETURN QUERY SELECT unnest(found);
END $$;
