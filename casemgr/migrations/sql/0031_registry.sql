-- Finding licences (docs/decisions/0018): what is found by words asks an index whose words begin
-- with the tenant, written ~ by the application, so that no list of all of a tenant's licences is
-- gone through beside it; and a part of a number asks an index of its groups of three.

CREATE OR REPLACE FUNCTION guard.registry_condition(kind text, said text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT format(CASE kind
    WHEN 'ids'      THEN 'l.id = ANY (%L::uuid[])'
    WHEN 'number'   THEN 'l.compact = %L'
    WHEN 'begins'   THEN 'l.compact ^@ %L'
    WHEN 'key'      THEN 'l.sequence = substr(%1$L, 4) AND left(l.compact, 3) = left(%1$L, 3)'
    WHEN 'sequence' THEN 'l.sequence = %L'
    WHEN 'ends'     THEN 'l.sequence = right(%1$L, 5) AND right(l.compact, length(%1$L)) = %1$L'
    WHEN 'phone'    THEN 'l.phone = %L'
    WHEN 'zip'      THEN 'l.zip ^@ %L'
    WHEN 'name'     THEN 'l.name_key ^@ %L'
    WHEN 'trade'    THEN 'l.trade_key ^@ %L'
    WHEN 'part'     THEN 'l.compact ~~ (''%%'' || %L || ''%%'')'
    WHEN 'words'    THEN 'l.words @@ %L::tsquery'
    WHEN 'since'    THEN 'l.expires_on IS NOT NULL AND coalesce(l.expires_on, ''infinity'') >= %L::date'
    WHEN 'until'    THEN 'coalesce(l.expires_on, ''infinity'') <= %L::date'
  END, CASE kind WHEN 'words' THEN replace(said, '''~', format('''%s:', guard.tenant())) ELSE said END)
$$;

CREATE OR REPLACE FUNCTION guard.registry_conditions(asked jsonb, joined text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT '(' || string_agg('(' || guard.registry_condition(e->>0, e->>1) || ')', joined) || ')'
  FROM jsonb_array_elements(asked) e
$$;

-- One part of what is asked for, in its order, from beyond the row at the edge. What is frequent
-- is met soon on a walk along the order; what is rare is gathered whole and sorted. In between,
-- when more than 1,000 are gathered, the answer holds those and says that it is partial.
CREATE OR REPLACE FUNCTION guard.find_licences(asked jsonb, sort text, down boolean, edge uuid, most int,
  OUT keys uuid[], OUT partial boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off SET work_mem = '32MB' SET enable_seqscan = on SET enable_indexscan = on AS $$
DECLARE
  way     text := CASE WHEN down THEN 'DESC' ELSE 'ASC' END;
  key     text := CASE sort WHEN 'number' THEN 'l.compact' WHEN 'place' THEN 'l.zip'
                    WHEN 'trade' THEN 'l.trade_key'
                    WHEN 'expires_on' THEN 'coalesce(l.expires_on, ''infinity'')'
                    ELSE 'l.name_key' END;
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
      ' WHERE %s ORDER BY %s %s, l.id %3$s LIMIT 5000) l WHERE %4$s ORDER BY %2$s %3$s, l.id %3$s'
      ' LIMIT %5$s) f', walked, key, way, told, most) INTO keys;
    IF told = 'true' OR cardinality(keys) = most THEN RETURN; END IF;
  END IF;
  PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true);
  EXECUTE format('WITH l AS MATERIALIZED (SELECT l.id, %s AS key FROM casemgr.licence l'
    ' WHERE %s AND %s LIMIT 1001) SELECT (SELECT array_agg(f.id) FROM'
    ' (SELECT l.id FROM l ORDER BY l.key %s, l.id %4$s LIMIT %5$s) f), (SELECT count(*) > 1000 FROM l)',
    key, walked, told, way, most) INTO keys, partial;
END $$;

-- How many they are. What is not frequent is counted by its index: a list is sorted by place, so
-- that the first of a state may lie at the end of the table.
CREATE OR REPLACE FUNCTION guard.count_licences(asked jsonb, most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off SET work_mem = '32MB' SET enable_seqscan = on SET enable_indexscan = on AS $$
DECLARE
  wanted  text := format('SELECT FROM casemgr.licence l WHERE %s', guard.registry_whole(asked));
  plan    json;
  counted bigint;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) ' || wanted INTO plan;
  IF (plan->0->'Plan'->>'Plan Rows')::float < 200000 THEN
    PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true);
  END IF;
  EXECUTE format('SELECT count(*) FROM (%s LIMIT %s) f', wanted, most) INTO counted;
  RETURN counted;
END $$;
