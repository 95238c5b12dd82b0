"""Let the words of licences begin with their tenant; find a number by any part of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from casemgr.migrations import run_sql

revision = "0031"
down_revision = "0030"

SCHEDULES = ("1", "2", "2N", "3", "3N", "4", "5", "L1")
TEXTS = "name_key || ' ' || trade_key || ' ' || place_key || ' ' || sounds"
MONTH = (
    "'month:' || coalesce((extract(year FROM expires_on) * 12"
    " + extract(month FROM expires_on))::int, 0)::text"
)
OURS = "tenant_id::text || ':'"
FACETS = (
    "'scheme:' || scheme",
    "'type:' || type",
    "'state:' || state",
    "'county:' || county_fips",
    "'city:' || translate(lower(city), '-.''', ' ')",
    "'zip:' || left(zip, 5)",
    "'status:' || status",
    MONTH,
)
FUNCTIONS = (
    "look_across(text, jsonb, uuid)",
    "count_licences(jsonb, int)",
    "list_licences(jsonb, uuid, int)",
    "registry_whole(jsonb)",
    "find_spellings(text, int)",
    "find_licences(jsonb, text, boolean, uuid, int)",
    "registry_conditions(jsonb, text)",
    "registry_condition(text, text)",
)


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    _index_expiry("coalesce(expires_on, 'infinity'::date)")
    texts = f"{TEXTS} || ' ' || lower(replace(number, '-', ' '))"
    _write_words(
        "array_to_tsvector(array_remove("
        f"string_to_array({OURS} || replace({texts}, ' ', ' ' || {OURS}), ' '), {OURS})"
        f" || ARRAY[{', '.join(f'{OURS} || {one}' for one in FACETS)}]"
        f" || {_marked_schedules(f'{OURS} || ')})"
    )
    op.execute("CREATE INDEX ix_licence_words ON casemgr.licence USING gin (words)")
    op.execute(
        "CREATE INDEX ix_licence_part ON casemgr.licence"
        " USING gin (compact extensions.gin_trgm_ops)"
    )
    op.execute(
        "CREATE INDEX ix_party_aliases ON casemgr.party (tenant_id, sort_name, id)"
        " WHERE cardinality(aliases) > 0"
    )
    run_sql("0031_words.sql", role="casemgr_owner")
    run_sql("0031_registry.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    _index_expiry("expires_on")
    op.execute("DROP INDEX casemgr.ix_party_aliases, casemgr.ix_licence_part")
    facets = "'scheme:' || scheme, 'type:' || type, 'state:' || state, 'county:' || county_fips"
    _write_words(
        f"to_tsvector('simple'::regconfig, {TEXTS} || ' ' || replace(number, '-', ' '))"
        f" || array_to_tsvector(ARRAY[{facets}, 'status:' || status, {MONTH}]"
        f" || {_marked_schedules()})"
    )
    op.execute("CREATE INDEX ix_licence_words ON casemgr.licence USING gin (tenant_id, words)")
    for name in ("remember_words_of_one", "remember_words"):
        op.execute(f"DROP TRIGGER {name} ON casemgr.licence")
        op.execute(f"DROP FUNCTION casemgr.{name}()")
    run_sql("0028_words.sql", role="casemgr_owner")
    op.execute("SET ROLE casemgr_courier")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION guard.{function}")
    run_sql("0028_registry.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def _index_expiry(key: str) -> None:
    op.execute("DROP INDEX casemgr.ix_licence_expiry")
    op.execute(f"CREATE INDEX ix_licence_expiry ON casemgr.licence (tenant_id, ({key}), id)")


def _write_words(expression: str) -> None:
    """Write the words of every licence anew; the index over them goes with the column."""
    op.drop_column("licence", "words", schema="casemgr")
    written = sa.Computed(expression, persisted=True)
    op.add_column(
        "licence", sa.Column("words", TSVECTOR(), written, nullable=False), schema="casemgr"
    )


def _marked_schedules(before: str = "") -> str:
    column = "schedules"
    for value in SCHEDULES:
        column = f"array_replace({column}, '{value}', {before}'schedule:{value}')"
    return column
