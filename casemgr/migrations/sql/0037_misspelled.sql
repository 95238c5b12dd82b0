-- People behind licences in whose name all that was typed is nearly spelled. Their first name in the
-- index begins with the two letters of a word that was typed or, if that finds nobody, with the first
-- of them: so an index leads to few.
CREATE OR REPLACE FUNCTION guard.find_misspelled(said text, most int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
  kept   int;
  begins text;
BEGIN
  FOREACH kept IN ARRAY ARRAY[2, 1] LOOP
    begins := (SELECT coalesce(string_agg(format('p.sort_name ^@ %L AND extensions.levenshtein_less_equal('
        'split_part(left(p.sort_name, 80), '' '', 1), %L, 2) <= 2', left(word, kept), word), ' OR '), 'false')
      FROM string_to_table(said, ' ') word);
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
    EXIT WHEN FOUND;
  END LOOP;
END $$;
