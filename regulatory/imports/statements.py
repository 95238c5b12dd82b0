"""Statements over many rows of a list at once. Each names its tenant, and row security checks it.

Rows are read by one text parameter, for the application may not copy into a table behind the wall.
"""

from typing import Any

from sqlalchemy import TextClause, text

from regulatory.imports.columns import CELLS, GROUPS
from regulatory.imports.layouts import layouts
from regulatory.registry.models import RegistryImport

_DEGREES = "CAST(NULLIF({cell}, '') AS double precision)"
_CASTS = {
    "expires_on": "CAST(NULLIF({cell}, '') AS date)",
    "id": "CAST({cell} AS uuid)",
    "latitude": _DEGREES,
    "longitude": _DEGREES,
    "schedules": "string_to_array({cell}, ' ')",
}
_FILLED = [column for column in CELLS if column != "id"]
_PLACE = {column: place for place, column in enumerate(CELLS, start=1)}
_EMPTY = dict.fromkeys(("id", "expires_on", "latitude", "longitude"), "NULL")
_EMPTY |= {"schedules": "'{}'", "status": "'active'"}


def _cell(column: str, otherwise: str) -> str:
    """Write the cell of a column as its type; what a list does not speak of stays `otherwise`."""
    cell = f"r.cells[{_PLACE[column]}]"
    typed = _CASTS.get(column, "{cell}").format(cell=cell)
    return f"CASE WHEN {cell} IS NULL THEN {otherwise} ELSE {typed} END"


def _new(column: str) -> str:
    return _cell(column, _EMPTY.get(column, "''"))


def _differ(columns: tuple[str, ...]) -> str:
    ours = ", ".join(f"l.{column}" for column in columns)
    theirs = ", ".join(_cell(column, f"l.{column}") for column in columns)
    return f"(({ours}) IS DISTINCT FROM ({theirs}))"


_RENEWED = f"({_cell('expires_on', 'l.expires_on')} IS DISTINCT FROM l.expires_on)"
_BACK = "(l.status = 'gone')"
_CHANGED = {name: _differ(columns) for name, columns in GROUPS.items()}
_CHANGED["status"] = f"(l.status <> 'gone' AND {_CHANGED['status']})"
_ANY = "(" + " OR ".join(_CHANGED.values()) + ")"
# Of the numbers of a list some can belong to a scheme of their own, by how they begin.
_STAGED = """r.tenant_id = :tenant AND r.import_id = :import
  AND starts_with(r.identity, :begin) = :apart"""
_SAME = "l.tenant_id = r.tenant_id AND l.scheme = :scheme AND l.identity = r.identity"
_BOTH = f"casemgr.registry_import_row r JOIN casemgr.licence l ON {_SAME}"

STAGE = text("""
INSERT INTO casemgr.registry_import_row (tenant_id, import_id, identity, line, digest, cells)
SELECT :tenant, :import, p[1], CAST(p[2] AS int), decode(p[3], 'hex'),
  CASE WHEN cardinality(p) > 3 THEN p[4:] END
FROM (SELECT string_to_array(one, E'\\x1f', E'\\x1e') AS p
  FROM string_to_table(:rows, E'\\n') AS one) AS parsed
ON CONFLICT DO NOTHING""")
PLACED = text("""
SELECT r.identity, r.line FROM casemgr.registry_import_row r
WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.identity = ANY(:identities)""")
KNOWN = text("""
SELECT identity, encode(digest, 'hex') FROM casemgr.licence
WHERE tenant_id = :tenant AND scheme = ANY(:schemes) AND identity = ANY(:identities)
  AND status <> 'gone'""")
HAS_ANY = text("""
SELECT EXISTS (
  SELECT FROM casemgr.licence WHERE tenant_id = :tenant AND scheme = ANY(:schemes))""")
_OF_IMPORT = "tenant_id = :tenant AND import_id = :import"
STAGED = text(f"SELECT count(*) FROM casemgr.registry_import_row WHERE {_OF_IMPORT}")
HAS_ROWS = text(f"""
SELECT EXISTS (SELECT FROM casemgr.registry_import_row r WHERE {_STAGED})""")
UNSTAGE = text(f"DELETE FROM casemgr.registry_import_row WHERE {_OF_IMPORT}")
FORGET_PROBLEMS = text("""
DELETE FROM casemgr.registry_import_problem WHERE tenant_id = :tenant AND import_id = :import""")
PROBLEMS = text("""
SELECT severity, count(DISTINCT line) FROM casemgr.registry_import_problem
WHERE tenant_id = :tenant AND import_id = :import GROUP BY severity""")
_TOLD = ", ".join(
    f"count(*) FILTER (WHERE {condition}) AS {name}"
    for name, condition in {"renewed": _RENEWED, "changed": _ANY, "back": _BACK, **_CHANGED}.items()
)
_UNLIKE = f"({_RENEWED} OR {_BACK} OR {_ANY})"
COMPARE = text(f"""
SELECT count(*) AS compared, count(*) FILTER (WHERE NOT {_UNLIKE}) AS alike, {_TOLD}
FROM {_BOTH} WHERE {_STAGED} AND r.cells IS NOT NULL""")
COUNT_ROWS = text(f"""
SELECT count(*) AS rows, count(*) FILTER (WHERE r.cells IS NULL) AS same
FROM casemgr.registry_import_row r WHERE {_STAGED}""")

_REACHED = """
l.tenant_id = :tenant AND l.scheme = :scheme AND l.status <> 'gone'
  AND (l.listed_on < :day OR l.first_import_id = ANY(CAST(:guessed AS uuid[])))
  AND (l.type = ANY(:types) OR l.type = '') AND CAST(:states AS jsonb) ? l.state
  AND left(l.zip, 5) >= :low AND (left(l.zip, 5) < :high OR NOT :cut AND left(l.zip, 5) = :high)
  AND (:sorted OR left(l.zip, 5) BETWEEN CAST(:states AS jsonb) -> l.state ->> 0
    AND CAST(:states AS jsonb) -> l.state ->> 1)"""
# A licence is gone when the list reaches over where it is and nobody speaks of it.
_GONE = f"""{_REACHED}
  AND NOT EXISTS (SELECT FROM casemgr.registry_import_row r WHERE r.tenant_id = :tenant
    AND r.import_id = :import AND r.identity = l.identity)
  AND NOT EXISTS (SELECT FROM casemgr.registry_import_problem p WHERE p.tenant_id = :tenant
    AND p.import_id = :import AND p.identity = l.identity)"""
COUNT_REACHED = text(f"SELECT count(*) FROM casemgr.licence l WHERE {_REACHED}")
COUNT_GONE = text(f"SELECT count(*) FROM casemgr.licence l WHERE {_GONE}")
MISSED = text("""
SELECT l.state, count(*) FROM casemgr.licence l
WHERE l.tenant_id = :tenant AND l.scheme = :scheme AND l.status <> 'gone' AND l.state <> ''
  AND NOT CAST(:states AS jsonb) ? l.state
GROUP BY l.state ORDER BY l.state""")
_EVENT = """
INSERT INTO casemgr.licence_event
  (tenant_id, id, licence_id, import_id, line, kind, "on", before, after)"""
NOTE_GONE = text(f"""{_EVENT}
SELECT l.tenant_id, gen_random_uuid(), l.id, :import, NULL, 'gone', :day,
  jsonb_build_object('status', l.status), jsonb_build_object('status', 'gone')
FROM casemgr.licence l WHERE {_GONE}""")
LET_GO = text(f"""
UPDATE casemgr.licence l SET status = 'gone', gone_on = :day, row_version = l.row_version + 1
WHERE {_GONE}""")


def _note(kind: str, condition: str, columns: tuple[str, ...]) -> TextClause:
    """Write down what became of licences, with what was there and what is there now."""
    names = ", ".join(f"'{column}'" for column in columns)
    before = ", ".join(f"to_jsonb(l.{column})" for column in columns)
    after = ", ".join(f"to_jsonb({_cell(column, f'l.{column}')})" for column in columns)
    return text(f"""{_EVENT}
SELECT l.tenant_id, gen_random_uuid(), l.id, :import, r.line, '{kind}', :day, d.before, d.after
FROM {_BOTH} CROSS JOIN LATERAL (
  SELECT coalesce(jsonb_object_agg(k, b), '{{}}') AS before,
    coalesce(jsonb_object_agg(k, a), '{{}}') AS after
  FROM unnest(ARRAY[{names}], ARRAY[{before}], ARRAY[{after}]) AS e(k, b, a)
  WHERE b IS DISTINCT FROM a) AS d
WHERE {_STAGED} AND r.cells IS NOT NULL AND {condition}""")


_WHAT = tuple(column for columns in GROUPS.values() for column in columns)
NOTES = (
    _note("renewed", _RENEWED, ("number", "expires_on")),
    _note("returned", _BACK, ("status",)),
    _note("changed", _ANY, ("number", *_WHAT)),
)
_SET = ", ".join(f"{column} = {_cell(column, f'l.{column}')}" for column in _FILLED)
UPDATE = text(f"""
UPDATE casemgr.licence l SET {_SET}, digest = r.digest, last_import_id = :import,
  last_line = r.line, seen_on = :day, gone_on = NULL, row_version = l.row_version + 1
FROM casemgr.registry_import_row r
WHERE {_SAME} AND {_STAGED} AND r.cells IS NOT NULL AND {_UNLIKE}""")
INSERT = text(f"""
INSERT INTO casemgr.licence (tenant_id, scheme, identity, row_version, digest, first_import_id,
  first_line, last_import_id, last_line, listed_on, seen_on, {", ".join(CELLS)})
SELECT r.tenant_id, :scheme, r.identity, 1, r.digest, :import, r.line, :import, r.line, :day, :day,
  {", ".join(map(_new, CELLS))}
FROM casemgr.registry_import_row r
WHERE {_STAGED} AND r.cells IS NOT NULL
  AND NOT EXISTS (SELECT FROM casemgr.licence l WHERE {_SAME})""")
# Indexes by words take many rows at once more quickly than few; what waits is merged in the end.
# A list that has just come in has no statistics, and taken for one row it would be gone through
# again for each licence: it is hashed, however few rows it seems to have.
IN_BULK = text("""
SELECT set_config('gin_pending_list_limit', '32768', true),
  set_config('maintenance_work_mem', '65536', true), set_config('work_mem', '32768', true),
  set_config('enable_nestloop', 'off', true)""")


def values_for(one: RegistryImport) -> dict[str, Any]:
    """Return by what the statements find the rows of an import."""
    schemes = layouts()[one.layout].schemes
    return {"tenant": one.tenant_id, "import": one.id, "schemes": schemes}


def values_by_scheme(one: RegistryImport) -> list[dict[str, Any]]:
    """Return by what they find its rows of each scheme that it fills."""
    layout, common = layouts()[one.layout], values_for(one)
    apart = layout.apart
    rest = {**common, "scheme": layout.scheme, "begin": apart.begin if apart else " "}
    if apart is None:
        return [{**rest, "apart": False}]
    return [{**rest, "apart": False}, {**rest, "scheme": apart.scheme, "apart": True}]
