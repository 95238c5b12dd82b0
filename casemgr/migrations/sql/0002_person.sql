-- Who a session or a context stands for: account, unexpired roles and clearances, in one answer.

CREATE FUNCTION guard.describe(tenant int, who uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT jsonb_build_object(
    'tenant_id', a.tenant_id, 'id', a.id, 'name', a.name, 'title', a.title,
    'username', a.username, 'kind', a.kind, 'office', a.office, 'status', a.status,
    'must_change_password', a.must_change_password, 'has_totp', a.totp_secret IS NOT NULL,
    'roles', coalesce((SELECT jsonb_agg(DISTINCT r.role) FROM casemgr.role_grant r
      WHERE r.tenant_id = a.tenant_id AND r.account_id = a.id AND r.revoked_at IS NULL
        AND (r.until IS NULL OR r.until > now())), '[]'),
    'clearances', coalesce((SELECT jsonb_agg(DISTINCT c.compartment) FROM casemgr.clearance c
      WHERE c.tenant_id = a.tenant_id AND c.account_id = a.id AND c.revoked_at IS NULL
        AND (c.until IS NULL OR c.until > now())), '[]'))
  FROM casemgr.account a WHERE a.tenant_id = tenant AND a.id = who AND a.status = 'active'
$$;

-- The token's digest has 256 bits: to know it is to be signed in.
CREATE FUNCTION guard.person_of_session(token_digest bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT guard.describe(s.tenant_id, s.account_id) || jsonb_build_object(
    'session_id', s.id, 'csrf_secret', encode(s.csrf_secret, 'hex'),
    'seen_at', extract(epoch FROM s.seen_at), 'expires_at', extract(epoch FROM s.expires_at))
  FROM casemgr.sign_in_session s
  WHERE s.digest = token_digest AND s.revoked_at IS NULL
    AND s.idle_until > now() AND s.expires_at > now()
$$;

CREATE FUNCTION guard.person() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT guard.describe(guard.tenant(), guard.account())
$$;

REVOKE ALL ON FUNCTION guard.describe(int, uuid), guard.person_of_session(bytea), guard.person()
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.person_of_session(bytea), guard.person() TO casemgr_app;
