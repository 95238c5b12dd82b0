-- Who acts, told together with the version of the pack by which their agency works.

CREATE OR REPLACE FUNCTION guard.describe(tenant int, who uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'tenant_id', a.tenant_id, 'id', a.id, 'name', a.name, 'title', a.title,
    'username', a.username, 'kind', a.kind, 'office', a.office, 'status', a.status,
    'must_change_password', a.must_change_password, 'has_totp', a.totp_secret IS NOT NULL,
    'pack', (SELECT t.pack_digest FROM casemgr.tenant t WHERE t.id = a.tenant_id),
    'roles', coalesce((SELECT jsonb_agg(DISTINCT r.role) FROM casemgr.role_grant r
      WHERE r.tenant_id = a.tenant_id AND r.account_id = a.id AND r.revoked_at IS NULL
        AND (r.until IS NULL OR r.until > now())), '[]'),
    'clearances', coalesce((SELECT jsonb_agg(DISTINCT c.compartment) FROM casemgr.clearance c
      WHERE c.tenant_id = a.tenant_id AND c.account_id = a.id AND c.revoked_at IS NULL
        AND (c.until IS NULL OR c.until > now())), '[]'))
  FROM casemgr.account a WHERE a.tenant_id = tenant AND a.id = who AND a.status = 'active'
$$;
