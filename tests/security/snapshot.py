"""A snapshot of every record: what a request changed is what differs, and it can be undone."""

import functools
import json
from collections import Counter

from casemgr.database.installation import addresses, connect_directly
from casemgr.tables import METADATA

# Traces that any request may leave: who looked or was refused, and when they were last here.
TRACES = {"audit_event", "sign_in_attempt", "form_key"}
SESSIONS = "sign_in_session"
LAW = {"tenant", "exchange_link", "published_workflow", "statute_section", "court", "substance"}
TABLES = [table.name for table in METADATA.sorted_tables if table.name not in LAW | TRACES]


class Snapshot:
    """The records of an installation as they were when it was taken."""

    def __init__(self, settings):
        self._connection = connect_directly(addresses(settings).administrator)
        self._connection.execute("SET session_replication_role = replica")
        self._kept = self._rows()
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
    """Yield every text within a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


@functools.cache
def _selection():
    return " UNION ALL ".join(
        f"SELECT '{name}', to_jsonb(t)::text FROM casemgr.\"{name}\" t" for name in TABLES
    )


@functools.cache
def _insertion(name):
    rows = f'jsonb_populate_recordset(NULL::casemgr."{name}", %s::jsonb)'
    return f'INSERT INTO casemgr."{name}" SELECT * FROM {rows}'
