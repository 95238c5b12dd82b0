-- The words that occur in a registry, remembered with its rows: among them lies what somebody
-- meant who mistyped one. They are written as the one who writes the licences, behind the wall.

CREATE FUNCTION casemgr.remember_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO casemgr.registry_word (tenant_id, id, word)
    SELECT tenant_id, gen_random_uuid(), word FROM (
      SELECT DISTINCT n.tenant_id, u.word COLLATE "C" AS word
      FROM added n CROSS JOIN LATERAL unnest(tsvector_to_array(n.words)) u(word)) w
    WHERE word ~ '^[a-z]{3,40}$' AND NOT word ^@ 'zq' ORDER BY word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE FUNCTION casemgr.remember_words_of_one() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO casemgr.registry_word (tenant_id, id, word)
    SELECT NEW.tenant_id, gen_random_uuid(), word FROM unnest(tsvector_to_array(NEW.words)) word
    WHERE word ~ '^[a-z]{3,40}$' AND NOT word ^@ 'zq' ORDER BY word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER remember_words AFTER INSERT ON casemgr.licence
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION casemgr.remember_words();
CREATE TRIGGER remember_words_of_one AFTER UPDATE ON casemgr.licence FOR EACH ROW
  WHEN ((OLD.name_key, OLD.trade_key, OLD.place_key)
    IS DISTINCT FROM (NEW.name_key, NEW.trade_key, NEW.place_key))
  EXECUTE FUNCTION casemgr.remember_words_of_one();
