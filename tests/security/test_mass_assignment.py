"""A form changes what it asks for: whatever else is sent along, the same rows are written.

Each form is sent twice, as it stands and with the name of every column of every table added, each
with a value that would do harm; both must leave the very same rows behind.
"""

import json
import re
import uuid

from sqlalchemy import Boolean, Date, DateTime, Integer, Uuid

from casemgr.tables import METADATA
from casemgr.tenants import tenant_named
from tests.security.case_file import COMPARTMENT
from tests.security.forms import GUARDS, expect_none, send

HARMFUL = {
    "access": "tenant:manage",
    "compartments": COMPARTMENT,
    "is_admin": "1",
    "kind": "service",
    "permissions": "account:manage",
    "reach": "tenant",
    "role": "tenant_administrator",
    "roles": "tenant_administrator",
    "state": "active",
    "status": "active",
}
# A version that does not fit is refused before anything else is looked at.
OTHERWISE_REFUSED = GUARDS | {"row_version"}
# Made anew each time a form is carried out.
FRESH = {"password_hash", "totp_secret", "content_sha256", "pdf_sha256"}
# What a page asks only when it has found something to choose from.
ASKED_ELSEWHERE = {"reports.mention": {"party_id"}}
# A reason may come with any step.
STEPS = ("cases.advance", "evidence.step", "packets.advance", "reports.advance", "submissions.step")
ASKED_ELSEWHERE |= {endpoint: {"reason"} for endpoint in STEPS}
A_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+")
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def test_every_column_sent_along_changes_nothing_that_was_not_asked(site, visitor, faults, in_app):
    forgery, found = _forgery(site), []
    for form in site.sent:
        honest, forged = (_written(site, visitor, form, more) for more in ({}, forgery))
        if honest != forged:
            found.append(f"{form}: {_difference(honest, forged)}")

    expect_none(found + faults)
    assert {"tenant_id", "id", "created_by", "state", "number"} <= set(forgery)


def _written(site, visitor, form, more):
    """Send the form with more than it asks for and return its answer and the rows that differ."""
    site.snapshot.restore()
    pairs = form.honest(**site.known)
    asked = form.names | OTHERWISE_REFUSED | ASKED_ELSEWHERE.get(form.endpoint, set())
    added = [pair for pair in more.items() if pair[0] not in asked]
    answer = send(visitor, form, pairs + added)
    rows = [f"{table} {_plain(row, site)}" for table, row in site.snapshot.changes()]
    return [f"status {answer.status_code}", *sorted(rows)]


def _plain(row, site):
    """Show a row without what is new each time: ids that were not there before, times, hashes."""
    told = {name: value for name, value in json.loads(row).items() if name not in FRESH}
    text, known = json.dumps(told, sort_keys=True), site.snapshot.ids
    text = AN_ID.sub(lambda found: found[0] if found[0] in known else "new", text)
    return A_TIME.sub("then", text)


def _forgery(site):
    """Return a harmful value for every column of every table."""
    forged = {
        column.name: _value(site, column)
        for table in METADATA.sorted_tables
        for column in table.columns
    }
    return forged | HARMFUL | {"tenant_id": str(tenant_named("dea").id)}


def _value(site, column):
    target = next(iter(column.foreign_keys), None)
    if isinstance(column.type, Uuid):
        account = target is not None and target.column.table.name == "account"
        return str(site.people.supervisor.id if account else uuid.UUID(int=7))
    kinds = {Boolean: "1", DateTime: "1987-06-05T04:03", Date: "1987-06-05", Integer: "987654"}
    return next((text for kind, text in kinds.items() if isinstance(column.type, kind)), "forged")


def _difference(honest, forged):
    return sorted(set(forged) - set(honest)) or f"without {sorted(set(honest) - set(forged))}"
