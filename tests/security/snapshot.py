"""A snapshot of every record: what a request changed is what differs, and it can be undone."""

import contextlib
import functools
import json
from collections import Counter

import yaml

from casemgr.database.installation import addresses, connect_directly
from casemgr.tables import METADATA

# Traces that any request may leave: who looked or was refused, and when they were last here.
TRACES = {"audit_event", "sign_in_attempt", "form_key"}
SESSIONS = "sign_in_session"
LAW = {"tenant", "exchange_link", "statute_section", "court", "substance"}
TABLES = [table.name for table in METADATA.sorted_tables if table.name not in LAW | TRACES]

PACKS_IN_USE = "SELECT pack_digest, id FROM casemgr.tenant"
USE_PACK = "UPDATE casemgr.tenant SET pack_digest = %s WHERE id = %s"


class Snapshot:
    """The records of an installation as they were when it was taken."""

    def __init__(self, settings):
        self._connection = connect_directly(addresses(settings).administrator)
        self._connection.execute("SET session_replication_role = replica")
        self._kept = self._rows()
        self._in_use = self._connection.execute(PACKS_IN_USE).fetchall()
        self.ids = {json.loads(row).get("id") for _, row in self._kept}
        self.mark()

    def restore(self):
        """Put every record back as it was, past the triggers that guard it in service."""
        now = Counter(self._rows())
        kept = Counter(self._kept)
        for name in sorted({table for table, _ in [*(now - kept), *(kept - now)]}):
            rows = ",".join(row for table, row in self._kept if table == name)
            self._connection.execute(f'DELETE FROM casemgr."{name}"')
            self._connection.execute(_insertion(name), [f"[{rows}]"])
        for digest, tenant in self._in_use:
            self._connection.execute(USE_PACK, [digest, tenant])
        self.mark()

    def mark(self):
        """Look at the audit from here on only."""
        self._mark = self._connection.execute(
            "SELECT coalesce(max(sequence), 0) FROM casemgr.audit_event"
        ).fetchone()[0]

    def changes(self):
        """Return the rows that are new or different now, as pairs of table and JSON."""
        return _without(self._rows(), self._kept)

    def losses(self):
        """Return the rows that are gone or different now."""
        return _without(self._kept, self._rows())

    def texts(self):
        """Return every text that was stored since the last mark, in the record or its audit."""
        told = self._connection.execute(
            "SELECT to_jsonb(t) FROM casemgr.audit_event t WHERE sequence > %s", [self._mark]
        )
        rows = [json.loads(row) for _, row in self.changes()] + [row for (row,) in told]
        return {text for row in rows for text in _texts(row)}

    def close(self):
        """Let go of the database."""
        self._connection.close()

    def _rows(self):
        return self._connection.execute(_selection()).fetchall()


def _without(these, those):
    left = Counter(these) - Counter(those)
    return [(table, row) for table, row in left.elements() if table != SESSIONS]


def _texts(value):
    """Yield every text within a value of JSON; of a file of YAML, what it says too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(part)
            yield from _scalars(part) if part and name.endswith(".yaml") else ()


def _scalars(text):
    """Yield every name and text that a file of YAML says, as far as it can be read."""
    with contextlib.suppress(yaml.YAMLError):
        for token in yaml.scan(text):
            if isinstance(token, yaml.ScalarToken):
                yield token.value


@functools.cache
def _selection():
    return " UNION ALL ".join(
        f"SELECT '{name}', to_jsonb(t)::text FROM casemgr.\"{name}\" t" for name in TABLES
    )


@functools.cache
def _insertion(name):
    rows = f'jsonb_populate_recordset(NULL::casemgr."{name}", %s::jsonb)'
    columns = METADATA.tables[f"casemgr.{name}"].columns
    kept = ", ".join(f'"{one.name}"' for one in columns if one.computed is None)
    return f'INSERT INTO casemgr."{name}" ({kept}) SELECT {kept} FROM {rows}'
