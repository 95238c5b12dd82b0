-- The words of a registry that are spelled nearly like one. Of a word that is off by a step or two the
-- beginning or the end mostly is as it was typed, and an index leads to all that begin or end so. Only
-- when none of these is near are all words of about its length compared.
CREATE OR REPLACE FUNCTION guard.find_spellings(said text, most int) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
  tenant int := guard.tenant();
  kept   int := CASE WHEN length(said) < 4 THEN 1 WHEN length(said) < 9 THEN 2 ELSE 3 END;
  begins text := left(said, kept);
  ends   text := reverse(right(said, kept));
  swaps  text[] := ARRAY(SELECT overlay(said PLACING reverse(substr(said, n, 2)) FROM n FOR 2)
                         FROM generate_series(1, length(said) - 1) n);
  every  boolean;
BEGIN
  FOREACH every IN ARRAY ARRAY[false, true] LOOP
    RETURN QUERY SELECT n.word FROM (
        SELECT w.word FROM casemgr.registry_word w WHERE w.tenant_id = tenant AND NOT every
          AND w.word >= begins AND w.word < begins || '{'
        UNION SELECT w.word FROM casemgr.registry_word w WHERE w.tenant_id = tenant AND NOT every
          AND reverse(w.word) >= ends AND reverse(w.word) < ends || '{'
        UNION SELECT w.word FROM casemgr.registry_word w WHERE w.tenant_id = tenant AND NOT every
          AND w.word = ANY (swaps)
        UNION SELECT w.word FROM casemgr.registry_word w WHERE w.tenant_id = tenant AND every
          AND w.size BETWEEN length(said) - 1 AND length(said) + 1) n
      CROSS JOIN LATERAL (SELECT CASE WHEN n.word = ANY (swaps) THEN 1
        ELSE extensions.levenshtein_less_equal(n.word, said, 2) END AS steps) d
      WHERE length(n.word) BETWEEN length(said) - 1 AND length(said) + 1
        AND d.steps <= CASE WHEN length(said) < 5 THEN 1 ELSE 2 END
      ORDER BY d.steps, left(n.word, 1) <> left(said, 1), length(n.word) <> length(said), n.word
      LIMIT most;
    EXIT WHEN FOUND;
  END LOOP;
END $$;
