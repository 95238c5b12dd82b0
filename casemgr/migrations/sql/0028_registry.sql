-- Finding licences. Row security lets only leakproof operators reach an index, and those for
-- words, beginnings and misspellings are none: so the search lies in functions that keep to the
-- tenant of the signed context themselves. They answer with keys; the rows are read, and checked
-- once more, under row security.

CREATE FUNCTION guard.registry_condition(kind text, said text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT format(CASE kind
    WHEN 'ids'      THEN 'l.id = ANY (%L::uuid[])'
    WHEN 'number'   THEN 'l.compact = %L'
    WHEN 'begins'   THEN 'l.compact ^@ %L'
    WHEN 'key'      THEN 'l.sequence = substr(%1$L, 4) AND l.compact ^@ left(%1$L, 3)'
    WHEN 'sequence' THEN 'l.sequence = %L'
    WHEN 'ends'     THEN 'l.sequence = right(%1$L, 5) AND right(l.compact, length(%1$L)) = %1$L'
    WHEN 'phone'    THEN 'l.phone = %L'
    WHEN 'zip'      THEN 'l.zip ^@ %L'
    WHEN 'name'     THEN 'l.name_key ^@ %L'
    WHEN 'trade'    THEN 'l.trade_key ^@ %L'
    WHEN 'words'    THEN 'l.words @@ %L::tsquery'
    WHEN 'city'     THEN 'l.words @@ plainto_tsquery(''simple''::regconfig, %1$L)'
      ' AND regexp_replace(lower(l.city), ''[^a-z0-9]+'', '' '', ''g'') ^@ %1$L'
    WHEN 'since'    THEN 'l.expires_on >= %L::date'
    WHEN 'until'    THEN 'l.expires_on <= %L::date'
  END, said)
$$;

CREATE FUNCTION guard.registry_conditions(asked jsonb, joined text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT '(' || string_agg('(' || guard.registry_condition(e->>0, e->>1) || ')', joined) || ')'
  FROM jsonb_array_elements(asked) e
$$;

CREATE FUNCTION guard.registry_whole(asked jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT concat_ws(' AND ', format('l.tenant_id = %s', guard.tenant()),
    guard.registry_conditions(asked->'any', ' OR '), guard.registry_conditions(asked->'all', ' AND '))
$$;

-- One part of what is asked for, in its order, from beyond the row at the edge. What is frequent
-- is met soon on a walk along the order; what is rare is gathered whole and sorted. In between,
-- when more than 1,000 are gathered, the answer holds those and says that it is partial.
CREATE FUNCTION guard.find_licences(asked jsonb, sort text, down boolean, edge uuid, most int,
  OUT keys uuid[], OUT partial boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off SET enable_seqscan = on SET enable_indexscan = on AS $$
DECLARE
  key     text := CASE sort WHEN 'number' THEN 'l.compact' WHEN 'place' THEN 'l.zip'
                    WHEN 'trade' THEN 'l.trade_key' WHEN 'expires_on' THEN 'l.expires_on'
                    ELSE 'l.name_key' END;
  ordered text := format('ORDER BY %s %s, l.id %2$s', key, CASE WHEN down THEN 'DESC' ELSE 'ASC' END);
  told    text := concat_ws(' AND ', guard.registry_conditions(asked->'any', ' OR '),
                    guard.registry_conditions(asked->'all', ' AND '),
                    'NOT ' || guard.registry_conditions(asked->'but', ' OR '));
  walked  text := concat_ws(' AND ', format('l.tenant_id = %s', guard.tenant()),
                    guard.registry_conditions(asked->'range', ' AND '));
  plan    json;
BEGIN
  partial := false;
  told := coalesce(nullif(told, ''), 'true');
  IF edge IS NOT NULL THEN
    walked := format('%s AND (%s, l.id) %s (SELECT %2$s, l.id FROM casemgr.licence l'
      ' WHERE l.tenant_id = guard.tenant() AND l.id = %4$L)', walked, key,
      CASE WHEN down THEN '<' ELSE '>' END, edge);
  END IF;
  IF NOT asked ? 'range' THEN
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM casemgr.licence l WHERE %s AND %s', walked, told)
      INTO plan;
  END IF;
  IF plan IS NULL OR (plan->0->'Plan'->>'Plan Rows')::float > 20000 THEN
    EXECUTE format('SELECT array_agg(f.id) FROM (SELECT l.id FROM (SELECT * FROM casemgr.licence l'
      ' WHERE %s %s LIMIT 5000) l WHERE %s %2$s LIMIT %4$s) f', walked, ordered, told, most) INTO keys;
    IF cardinality(keys) = most THEN RETURN; END IF;
  END IF;
  PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true);
  EXECUTE format('WITH l AS MATERIALIZED (SELECT * FROM casemgr.licence l WHERE %s AND %s LIMIT 1001)'
    ' SELECT (SELECT array_agg(f.id) FROM (SELECT l.id FROM l %s LIMIT %s) f),'
    ' (SELECT count(*) > 1000 FROM l)', walked, told, ordered, most) INTO keys, partial;
END $$;

-- Words of the registry that are spelled nearly like one, the nearest first.
CREATE FUNCTION guard.find_spellings(said text, most int) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT w.word FROM casemgr.registry_word w CROSS JOIN LATERAL
    (SELECT extensions.levenshtein_less_equal(w.word, said, 2) AS steps) d
  WHERE w.tenant_id = guard.tenant() AND w.size BETWEEN length(said) - 1 AND length(said) + 1
    AND d.steps <= CASE WHEN length(said) < 5 THEN 1 ELSE 2 END
  ORDER BY d.steps, left(w.word, 1) <> left(said, 1), w.size <> length(said), w.word LIMIT most
$$;

REVOKE ALL ON FUNCTION guard.registry_condition(text, text), guard.registry_conditions(jsonb, text),
  guard.registry_whole(jsonb), guard.find_licences(jsonb, text, boolean, uuid, int), guard.find_spellings(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.find_licences(jsonb, text, boolean, uuid, int),
  guard.find_spellings(text, int) TO casemgr_app;

-- All of what is asked for, part by part in the order of the keys, and how many they are.
CREATE FUNCTION guard.list_licences(asked jsonb, edge uuid, most int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT l.id FROM casemgr.licence l WHERE %s ORDER BY l.id LIMIT %s',
    concat_ws(' AND ', guard.registry_whole(asked), format('l.id > %L', edge)), most);
END $$;

CREATE FUNCTION guard.count_licences(asked jsonb, most int) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
  counted bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT FROM casemgr.licence l WHERE %s LIMIT %s) f',
    guard.registry_whole(asked), most) INTO counted;
  RETURN counted;
END $$;

REVOKE ALL ON FUNCTION guard.list_licences(jsonb, uuid, int), guard.count_licences(jsonb, int)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.list_licences(jsonb, uuid, int), guard.count_licences(jsonb, int)
  TO casemgr_app;

-- A look into another tenant's registry: only where the pack that it has in use grants it, for a
-- purpose that the pack names, and only at what the public may know. It leaves a job by which the
-- other tenant writes in its own audit who looked for what.
CREATE FUNCTION guard.look_across(owner text, asked jsonb, job_id uuid) RETURNS SETOF jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ours    casemgr.tenant;
  theirs  casemgr.tenant;
  granted jsonb;
  found   jsonb[];
BEGIN
  SELECT * INTO ours FROM casemgr.tenant WHERE id = guard.tenant();
  SELECT * INTO theirs FROM casemgr.tenant WHERE slug = owner AND id <> ours.id;
  SELECT v.look_ups->(asked->>'scheme') INTO granted FROM casemgr.pack_version v
    WHERE v.tenant_id = theirs.id AND v.digest = theirs.pack_digest ORDER BY v.number DESC LIMIT 1;
  IF granted IS NULL OR NOT granted->'tenants' ? ours.slug
     OR NOT granted->'purposes' ? (asked->>'purpose') OR length(asked->>'name') < 3 THEN
    RAISE EXCEPTION 'this registry is not open to you' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT array_agg(to_jsonb(f)) INTO found FROM (
    SELECT l.number, l.type, l.subtype, l.status, l.expires_on, l.name, l.trade_name, l.city, l.state
    FROM casemgr.licence l WHERE l.tenant_id = theirs.id AND l.scheme = asked->>'scheme'
      AND granted->'types' ? l.type
      AND (l.compact = asked->>'number' OR l.name_key ^@ (asked->>'name'))
    ORDER BY l.name_key, l.id LIMIT 25) f;
  PERFORM guard.leave_job(theirs.id, job_id, 'registry.note_look_up', asked || jsonb_build_object(
    'tenant', ours.name, 'account', guard.account(), 'found', coalesce(cardinality(found), 0)), NULL);
  RETURN QUERY SELECT unnest(found);
END $$;

REVOKE ALL ON FUNCTION guard.look_across(text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.look_across(text, jsonb, uuid) TO casemgr_app;
