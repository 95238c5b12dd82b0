-- Taking the newest version of a pack into use: the directory names it, and the exchange opens
-- between two tenants when the versions in use of both say so. A tenant states only its own half.

CREATE FUNCTION guard.use_pack(version int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  chosen casemgr.pack_version;
BEGIN
  SELECT * INTO chosen FROM casemgr.pack_version
    WHERE tenant_id = guard.tenant() ORDER BY number DESC LIMIT 1;
  IF chosen.number IS DISTINCT FROM version THEN
    RAISE EXCEPTION 'this is not the newest version' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  UPDATE casemgr.tenant SET pack_digest = chosen.digest, name = chosen.name, kind = chosen.kind
    WHERE id = chosen.tenant_id;
  DELETE FROM casemgr.exchange_link WHERE chosen.tenant_id IN (sender_id, recipient_id);
  INSERT INTO casemgr.exchange_link (sender_id, recipient_id)
    SELECT s.id, r.id FROM casemgr.tenant s JOIN casemgr.tenant r ON s.id <> r.id
    WHERE chosen.tenant_id IN (s.id, r.id)
      AND r.slug = ANY ((SELECT v.recipients FROM casemgr.pack_version v
        WHERE v.tenant_id = s.id ORDER BY v.number DESC LIMIT 1)::text[])
      AND s.slug = ANY ((SELECT v.senders FROM casemgr.pack_version v
        WHERE v.tenant_id = r.id ORDER BY v.number DESC LIMIT 1)::text[]);
END $$;

REVOKE ALL ON FUNCTION guard.use_pack(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.use_pack(int) TO casemgr_app;
