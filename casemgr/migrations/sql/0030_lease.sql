-- One job for each lease. A sub-query with LIMIT 1 may be run once for each row that a plan joins it
-- with, and then leased several jobs of which the worker knew of one; what WITH names is run once.

CREATE OR REPLACE FUNCTION guard.lease_job(worker_name text, seconds int)
RETURNS TABLE (job_tenant int, job_id uuid, job_account uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE casemgr.job j SET state = 'failed', finished_at = now(), singleton = NULL,
    words = 'Given up after five attempts', lease_until = NULL
  WHERE j.state = 'running' AND j.lease_until < now() AND j.attempts >= 5;
  RETURN QUERY
    WITH due AS MATERIALIZED (
      SELECT d.tenant_id, d.id FROM casemgr.job d
      WHERE (d.state = 'queued' AND d.run_at <= now())
         OR (d.state = 'running' AND d.lease_until < now())
      ORDER BY d.run_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE casemgr.job j SET state = 'running', worker = worker_name, attempts = j.attempts + 1,
      lease_until = now() + make_interval(secs => seconds)
    FROM due WHERE j.tenant_id = due.tenant_id AND j.id = due.id
    RETURNING j.tenant_id, j.id, j.requested_by;
END $$;
