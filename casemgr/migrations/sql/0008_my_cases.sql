-- The cases on whose team the acting person is: what the policy of "case" asks, without asking
-- the policy of "case_member", which asks the policy of "case".

CREATE FUNCTION guard.my_cases() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(array_agg(case_id), '{}') FROM casemgr.case_member
  WHERE tenant_id = guard.tenant() AND account_id = guard.account()
$$;

REVOKE ALL ON FUNCTION guard.my_cases() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.my_cases() TO casemgr_app;
