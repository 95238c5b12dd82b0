-- Leaves one job in each tenant in which a clock has come due; who works there sees what it is
-- about, the operator who calls this sees nothing. A tenant in which that job waits gets no other.

CREATE FUNCTION guard.wake_clocks(moment timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH due AS (
    SELECT t.id AS tenant_id, guard.service_account(t.id) AS account FROM casemgr.tenant t
    WHERE EXISTS (SELECT FROM casemgr.workflow_clock c
                  WHERE c.tenant_id = t.id AND c.next_at <= moment)),
  left_there AS (
    INSERT INTO casemgr.job (tenant_id, id, kind, payload, requested_by, singleton, state, done,
      total, words, result, problem, attempts, run_at, worker, created_at)
    SELECT tenant_id, gen_random_uuid(), 'workflow:clocks', '{}', account, 'workflow:clocks',
      'queued', 0, 0, 'Waiting for a worker', '{}', '', 0, now(), '', now()
    FROM due WHERE account IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*) FROM left_there
$$;

REVOKE ALL ON FUNCTION guard.wake_clocks(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.wake_clocks(timestamptz) TO casemgr_operator;
