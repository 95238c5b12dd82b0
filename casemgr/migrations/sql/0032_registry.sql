-- Finding licences (docs/decisions/0018): all ways to match are asked at once, one after the other,
-- by functions whose plans are kept.

CREATE OR REPLACE FUNCTION guard.registry_condition(kind text, said text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF kind = 'words' THEN
    said := replace(said, '''~', format('''%s:', guard.tenant()));
  END IF;
  RETURN format(CASE kind
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
  END, said);
END $$;

CREATE OR REPLACE FUNCTION guard.registry_conditions(asked jsonb, joined text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF asked IS NULL THEN RETURN NULL; END IF;
  RETURN (SELECT '(' || string_agg('(' || guard.registry_condition(e->>0, e->>1) || ')', joined) || ')'
          FROM jsonb_array_elements(asked) e);
END $$;

-- One way to match. What lies side by side or is rare, the planner finds. Of the rest, what is
-- frequent is met soon on a walk along the order, and what is not is gathered whole and sorted: one
-- walks when fewer rows are expected on the way than match; a few thousand are gathered in any case,
-- for of words that begin so the planner knows no number.
CREATE FUNCTION guard.find_in_order(tenant int, asked jsonb, edge uuid, most bigint) RETURNS uuid[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key     text := CASE asked->>'sort' WHEN 'number' THEN 'l.compact' WHEN 'place' THEN 'l.zip'
                    WHEN 'trade' THEN 'l.trade_key'
                    WHEN 'expires_on' THEN 'coalesce(l.expires_on, ''infinity'')'
                    ELSE 'l.name_key' END;
  way     text := CASE WHEN asked ? 'down' THEN 'DESC' ELSE 'ASC' END;
  walked  text := concat_ws(' AND ', format('l.tenant_id = %s', tenant),
                    guard.registry_conditions(asked->'range', ' AND '));
  told    text := concat_ws(' AND ', 'true', guard.registry_conditions(asked->'any', ' OR '),
                    guard.registry_conditions(asked->'all', ' AND '),
                    'NOT ' || guard.registry_conditions(asked->'but', ' OR '));
  found   text := 'SELECT array_agg(f.id) FROM (SELECT l.id FROM %s l WHERE %s ORDER BY %s %s, l.id %4$s LIMIT %s) f';
  plan    json;
  way_off float;
  keys    uuid[];
BEGIN
  IF edge IS NOT NULL THEN
    walked := format('%s AND (%s, l.id) %s (SELECT %2$s, l.id FROM casemgr.licence l'
      ' WHERE l.tenant_id = %4$s AND l.id = %5$L)', walked, key, CASE way WHEN 'ASC' THEN '>' ELSE '<' END,
      tenant, edge);
  END IF;
  IF asked->'any'->0->>0 IN ('ids', 'number', 'key', 'sequence', 'ends', 'phone')
     OR NOT asked ?| '{any,all}' THEN
    EXECUTE format(found, 'casemgr.licence', concat_ws(' AND ', walked, told), key, way, most) INTO keys;
    RETURN keys;
  END IF;
  EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM casemgr.licence l WHERE %s AND %s', walked, told)
    INTO plan;
  SELECT sqrt(most * greatest(reltuples, 0)) INTO way_off FROM pg_class WHERE oid = 'casemgr.licence'::regclass;
  IF (plan->0->'Plan'->>'Plan Rows')::float > greatest(way_off, 5000) THEN
    EXECUTE format(found, format('(SELECT * FROM casemgr.licence l WHERE %s ORDER BY %s %s, l.id %3$s'
      ' LIMIT 10000)', walked, key, way), told, key, way, most) INTO keys;
    IF cardinality(keys) = most THEN RETURN keys; END IF;
  END IF;
  PERFORM set_config('enable_indexscan', 'off', true);
  EXECUTE format(found, 'casemgr.licence', concat_ws(' AND ', walked, told), key, way, most) INTO keys;
  PERFORM set_config('enable_indexscan', 'on', true);
  RETURN keys;
END $$;

-- The first that match, each with the place of the way by which it does, from beyond the row at the
-- edge of the first of these ways. What matches by a final way keeps those that follow from being asked.
CREATE FUNCTION guard.find_licences(asked jsonb, edge uuid, most bigint)
RETURNS TABLE (place bigint, id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off SET work_mem = '32MB' SET enable_seqscan = off SET enable_indexscan = on AS $$
DECLARE
  tenant int := guard.tenant();
  one    jsonb;
  keys   uuid[];
BEGIN
  FOR one, place IN SELECT * FROM jsonb_array_elements(asked) WITH ORDINALITY LOOP
    keys := guard.find_in_order(tenant, one, edge, most);
    RETURN QUERY SELECT place - 1, k FROM unnest(keys) k;
    most := most - coalesce(cardinality(keys), 0);
    EXIT WHEN most <= 0 OR (one ? 'final' AND (keys IS NOT NULL OR edge IS NOT NULL));
    edge := NULL;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION guard.find_in_order(int, jsonb, uuid, bigint),
  guard.find_licences(jsonb, uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.find_licences(jsonb, uuid, bigint) TO casemgr_app;
