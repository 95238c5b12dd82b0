-- The words of a licence begin with its tenant; those that are remembered do not.

CREATE OR REPLACE FUNCTION casemgr.remember_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO casemgr.registry_word (tenant_id, id, word)
    SELECT tenant_id, gen_random_uuid(), word FROM (
      SELECT DISTINCT n.tenant_id, split_part(u.marked, ':', 2) COLLATE "C" AS word
      FROM added n CROSS JOIN LATERAL unnest(tsvector_to_array(n.words)) u(marked)
      WHERE u.marked ~ '^[0-9]+:[a-z]{3,40}$') w
    WHERE NOT word ^@ 'zq' ORDER BY word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION casemgr.remember_words_of_one() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO casemgr.registry_word (tenant_id, id, word)
    SELECT NEW.tenant_id, gen_random_uuid(), split_part(marked, ':', 2)
    FROM unnest(tsvector_to_array(NEW.words)) marked
    WHERE marked ~ '^[0-9]+:[a-z]{3,40}$' AND NOT split_part(marked, ':', 2) ^@ 'zq' ORDER BY 3
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
