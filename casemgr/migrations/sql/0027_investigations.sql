-- Tells of the investigations that concern a licence, or have one of its people for a subject, and
-- that the person who asks has not seen, only the office to ask. Whatever a clearance hides, the
-- investigation, the subject, the person or the link, is not told of at all.

CREATE FUNCTION guard.investigations_elsewhere(asked uuid, seen uuid[])
RETURNS TABLE (party uuid, office text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH people AS (
    SELECT p.party_id FROM casemgr.licence_person p
    WHERE p.tenant_id = guard.tenant() AND p.licence_id = asked AND p.compartments = '{}'
    UNION SELECT l.party_id FROM casemgr.licence l
    WHERE l.tenant_id = guard.tenant() AND l.id = asked),
  found (party, case_id) AS (
    SELECT NULL::uuid, t.case_id FROM casemgr.case_licence t
    WHERE t.tenant_id = guard.tenant() AND t.licence_id = asked AND t.compartments = '{}'
    UNION ALL
    SELECT s.party_id, s.case_id FROM casemgr.case_subject s JOIN people USING (party_id)
    WHERE s.tenant_id = guard.tenant() AND s.role = 'subject' AND s.compartments = '{}')
  SELECT DISTINCT found.party, c.office FROM found JOIN casemgr."case" c
    ON c.tenant_id = guard.tenant() AND c.id = found.case_id
  WHERE c.compartments = '{}' AND c.id <> ALL (seen)
$$;

REVOKE ALL ON FUNCTION guard.investigations_elsewhere(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.investigations_elsewhere(uuid, uuid[]) TO casemgr_app;
