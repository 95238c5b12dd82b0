-- The job queue as the operator sees it: which job of which tenant is due, never what it is about.

CREATE FUNCTION guard.lease_job(worker_name text, seconds int)
RETURNS TABLE (job_tenant int, job_id uuid, job_account uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE casemgr.job j SET state = 'failed', finished_at = now(), singleton = NULL,
    words = 'Given up after five attempts', lease_until = NULL
  WHERE j.state = 'running' AND j.lease_until < now() AND j.attempts >= 5;
  RETURN QUERY
    UPDATE casemgr.job j SET state = 'running', worker = worker_name, attempts = j.attempts + 1,
      lease_until = now() + make_interval(secs => seconds)
    FROM (SELECT d.tenant_id, d.id FROM casemgr.job d
          WHERE (d.state = 'queued' AND d.run_at <= now())
             OR (d.state = 'running' AND d.lease_until < now())
          ORDER BY d.run_at LIMIT 1 FOR UPDATE SKIP LOCKED) due
    WHERE j.tenant_id = due.tenant_id AND j.id = due.id
    RETURNING j.tenant_id, j.id, j.requested_by;
END $$;

CREATE FUNCTION guard.renew_lease(job_tenant int, job_id uuid, worker_name text, seconds int)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  WITH renewed AS (
    UPDATE casemgr.job SET lease_until = now() + make_interval(secs => seconds)
    WHERE tenant_id = job_tenant AND id = job_id AND worker = worker_name AND state = 'running'
    RETURNING 1)
  SELECT EXISTS (SELECT FROM renewed)
$$;

CREATE FUNCTION guard.queue_depth() RETURNS TABLE (state text, jobs bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT state, count(*) FROM casemgr.job GROUP BY state ORDER BY state
$$;

REVOKE ALL ON FUNCTION guard.lease_job(text, int), guard.renew_lease(int, uuid, text, int),
  guard.queue_depth() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.lease_job(text, int), guard.renew_lease(int, uuid, text, int),
  guard.queue_depth() TO casemgr_operator;
