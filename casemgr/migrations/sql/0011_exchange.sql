-- The two doors between tenants: a packet goes out, an answer comes back. Each takes who sends
-- from the signed context and leaves a job in the other tenant, which acts there under its own
-- service account and writes its own audit. Nothing is read across.

CREATE FUNCTION guard.service_account(tenant int) RETURNS uuid
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT id FROM casemgr.account WHERE tenant_id = tenant AND kind = 'service'
    AND status = 'active' ORDER BY id LIMIT 1
$$;

CREATE FUNCTION guard.deliver(recipient text, submission_id uuid, job_id uuid, sent jsonb)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  sender  casemgr.tenant;
  target  int;
  known   uuid;
BEGIN
  SELECT * INTO sender FROM casemgr.tenant WHERE id = guard.tenant();
  SELECT t.id INTO target FROM casemgr.tenant t JOIN casemgr.exchange_link l
    ON l.recipient_id = t.id AND l.sender_id = sender.id WHERE t.slug = recipient;
  IF target IS NULL THEN
    RAISE EXCEPTION 'this recipient does not receive from you' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT FROM casemgr.packet WHERE tenant_id = sender.id
                 AND id = (sent->>'packet_id')::uuid AND zip_sha256 = sent->>'zip_sha256') THEN
    RAISE EXCEPTION 'no such packet' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO casemgr.submission (tenant_id, id, row_version, sender_id, sender_name, packet_id,
    packet_number, case_number, title, summary, pdf_sha256, zip_sha256, zip_size, pages, bates,
    received_at, state, reason_code, reason)
  VALUES (target, submission_id, 1, sender.id, sender.name, (sent->>'packet_id')::uuid,
    (sent->>'packet_number')::int, sent->>'case_number', sent->>'title', sent->'summary',
    sent->>'pdf_sha256', sent->>'zip_sha256', (sent->>'zip_size')::bigint, (sent->>'pages')::int,
    sent->>'bates', now(), '', '', '')
  ON CONFLICT (tenant_id, sender_id, packet_id) DO NOTHING;
  SELECT s.id INTO known FROM casemgr.submission s WHERE s.tenant_id = target
    AND s.sender_id = sender.id AND s.packet_id = (sent->>'packet_id')::uuid;
  IF known = submission_id THEN
    PERFORM guard.leave_job(target, job_id, 'submissions.register',
      jsonb_build_object('submission_id', known), NULL);
  END IF;
  RETURN known;
END $$;

CREATE FUNCTION guard.answer(answered uuid, answer_id uuid, job_id uuid, said jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  asked casemgr.submission;
  sent  casemgr.packet;
BEGIN
  SELECT * INTO asked FROM casemgr.submission
    WHERE tenant_id = guard.tenant() AND id = answered;
  SELECT * INTO sent FROM casemgr.packet
    WHERE tenant_id = asked.sender_id AND id = asked.packet_id;
  IF sent.id IS NULL THEN
    RAISE EXCEPTION 'no such submission' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO casemgr.packet_answer (tenant_id, id, packet_id, case_id, outcome, reason_code,
    reason, answered_by, answered_at)
  VALUES (sent.tenant_id, answer_id, sent.id, sent.case_id, said->>'outcome',
    coalesce(said->>'reason_code', ''), coalesce(said->>'reason', ''), said->>'answered_by', now());
  PERFORM guard.leave_job(sent.tenant_id, job_id, 'packets.apply_answer',
    jsonb_build_object('answer_id', answer_id), sent.case_id);
END $$;

CREATE FUNCTION guard.leave_job(target int, job_id uuid, kind text, payload jsonb, about uuid)
RETURNS void LANGUAGE sql SET search_path = '' AS $$
  INSERT INTO casemgr.job (tenant_id, id, kind, payload, requested_by, case_id, state, done, total,
    words, result, problem, attempts, run_at, worker, created_at)
  VALUES (target, job_id, kind, payload, guard.service_account(target), about, 'queued', 0, 0,
    'Waiting for a worker', '{}', '', 0, now(), '', now())
$$;

REVOKE ALL ON FUNCTION guard.service_account(int), guard.deliver(text, uuid, uuid, jsonb),
  guard.answer(uuid, uuid, uuid, jsonb), guard.leave_job(int, uuid, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.deliver(text, uuid, uuid, jsonb),
  guard.answer(uuid, uuid, uuid, jsonb) TO casemgr_app;
