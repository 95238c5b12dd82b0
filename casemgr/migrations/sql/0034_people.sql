-- Finding people behind licences by how their names sound or are nearly spelled (decision 0025).
-- Keys alone are told; the people are read once more under row security. Licensees need none of it:
-- the names of their licences are found so.

-- Words of the registry that are spelled nearly like one, the nearest first. Two letters beside each
-- other that changed places are one step, the most usual of all.
CREATE OR REPLACE FUNCTION guard.find_spellings(said text, most int) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT w.word FROM casemgr.registry_word w CROSS JOIN LATERAL
    (SELECT CASE WHEN w.word = ANY (ARRAY(
        SELECT overlay(said PLACING reverse(substr(said, n, 2)) FROM n FOR 2)
        FROM generate_series(1, length(said) - 1) n)) THEN 1
      ELSE extensions.levenshtein_less_equal(w.word, said, 2) END AS steps) d
  WHERE w.tenant_id = guard.tenant() AND w.size BETWEEN length(said) - 1 AND length(said) + 1
    AND d.steps <= CASE WHEN length(said) < 5 THEN 1 ELSE 2 END
  ORDER BY d.steps, left(w.word, 1) <> left(said, 1), w.size <> length(said), w.word LIMIT most
$$;

-- How the words of a folded name sound; initials and other scripts are not heard. The index of names
-- asks it whenever one is written.
CREATE FUNCTION guard.sounds_of(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_agg(heard) FROM string_to_table(name, ' ') word, extensions.dmetaphone(word) heard
  WHERE word ~ '^[a-z]{2,}$' AND heard <> ''
$$;

-- People behind licences of whose name all that was typed sounds so.
CREATE FUNCTION guard.find_heard(said text, most int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH heard AS MATERIALIZED (
    SELECT p.id, p.sort_name FROM casemgr.party p
    WHERE p.tenant_id = guard.tenant() AND guard.sounds_of(p.sort_name) @> guard.sounds_of(said))
  SELECT h.id FROM heard h
  WHERE EXISTS (SELECT FROM casemgr.licence_person b
    WHERE b.tenant_id = guard.tenant() AND b.party_id = h.id)
  ORDER BY h.sort_name, h.id LIMIT most
$$;

-- People behind licences in whose name all that was typed is nearly spelled. Their first name in the
-- index has the first letter of a word that was typed: so an index leads to few of them.
CREATE FUNCTION guard.find_misspelled(said text, most int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
  begins text := (SELECT coalesce(string_agg(format('p.sort_name ^@ %L AND extensions.levenshtein_less_equal('
      'split_part(left(p.sort_name, 80), '' '', 1), %L, 2) <= 2', left(word, 1), word), ' OR '), 'false')
    FROM string_to_table(said, ' ') word);
BEGIN
  RETURN QUERY EXECUTE format('WITH typed AS MATERIALIZED ('
    'SELECT word, least(length(word) / 2 - 1, 2) AS steps, ARRAY('
    ' SELECT overlay(word PLACING reverse(substr(word, n, 2)) FROM n FOR 2)'
    ' FROM generate_series(1, length(word) - 1) n) AS swaps FROM string_to_table($1, '' '') word),'
    ' alike AS MATERIALIZED (SELECT p.id, p.sort_name FROM casemgr.party p'
    ' WHERE p.tenant_id = guard.tenant() AND (%s))'
    ' SELECT a.id FROM alike a WHERE NOT EXISTS (SELECT FROM typed t WHERE NOT EXISTS ('
    '  SELECT FROM string_to_table(left(a.sort_name, 80), '' '') word'
    '  WHERE word = t.word OR word = ANY (t.swaps) OR t.steps > 0'
    '   AND abs(length(word) - length(t.word)) < 2'
    '   AND extensions.levenshtein_less_equal(word, t.word, t.steps) <= t.steps))'
    ' AND EXISTS (SELECT FROM casemgr.licence_person b'
    '  WHERE b.tenant_id = guard.tenant() AND b.party_id = a.id)'
    ' ORDER BY a.sort_name, a.id LIMIT $2', begins) USING said, most;
END $$;

REVOKE ALL ON FUNCTION guard.sounds_of(text), guard.find_heard(text, int),
  guard.find_misspelled(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.sounds_of(text) TO casemgr_owner, casemgr_app;
GRANT EXECUTE ON FUNCTION guard.find_heard(text, int), guard.find_misspelled(text, int)
  TO casemgr_app;
