-- Whom a report speaks of is part of what was approved: once it is serialised, no name is added,
-- changed or taken away. The lock makes a name that arrives during the approval wait for its end.

CREATE FUNCTION casemgr.refuse_if_serialised() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  mention casemgr.report_mention := coalesce(NEW, OLD);
  serialised timestamptz;
BEGIN
  SELECT r.serialised_at INTO serialised FROM casemgr.report r
    WHERE r.tenant_id = mention.tenant_id AND r.id = mention.report_id FOR SHARE;
  IF serialised IS NOT NULL THEN
    RAISE EXCEPTION 'whom a report of the record speaks of cannot be changed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN mention;
END
$$;

CREATE TRIGGER never_after_approval BEFORE INSERT OR UPDATE OR DELETE ON casemgr.report_mention
  FOR EACH ROW EXECUTE FUNCTION casemgr.refuse_if_serialised();
