"""Filling an installation with cases, by plain SQL as its administrator."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casemgr.accounts import passwords
from casemgr.accounts.models import Account
from casemgr.accounts.people import Person, acting_as, load_person
from casemgr.accounts.queries import find_account
from casemgr.accounts.services import create_account, grant_role
from casemgr.accounts.setup import USERNAME
from casemgr.accounts.signing_in import open_session
from casemgr.database.context import Actor
from casemgr.database.installation import addresses, connect_directly
from casemgr.database.rows import transaction
from casemgr.extensions import db
from casemgr.tenants import packs, tenant_named
from casemgr.tenants.pack import Pack
from config.settings import Settings

EMPTY: Mapping[str, Any] = {}
_CASES = """
INSERT INTO casemgr."case" (tenant_id, id, row_version, created_at, created_by, number, title,
  case_type, office, case_agent_id, reach, compartments, predication, venue, state, opened_on,
  fields)
SELECT %(tenant)s, gen_random_uuid(), 1, now(), %(agent)s, %(prefix)s || lpad(n::text, 6, '0'),
  'Measured case ' || n, %(case_type)s, %(office)s, %(agent)s, 'office', '{}', 'Measured', '',
  'active', date '2026-01-01' - (n %% 1500), CAST(%(fields)s AS jsonb)
FROM generate_series(1, %(count)s::int) n
"""
_LIVES = """
INSERT INTO casemgr.workflow_instance (tenant_id, id, row_version, name, version, subject_type,
  subject_id, case_id, compartments, states, memory, entered_at)
SELECT c.tenant_id, gen_random_uuid(), 1, %(name)s, %(version)s, 'case', c.id, c.id, '{}',
  '{active}', '{}', now()
FROM casemgr."case" c WHERE NOT EXISTS (SELECT FROM casemgr.workflow_instance w
  WHERE w.tenant_id = c.tenant_id AND w.subject_id = c.id)
"""


@dataclass(frozen=True)
class Staff:
    """The agent and the supervisor whose pages are measured, and their session tokens."""

    agent: Person
    supervisor: Person
    agent_token: str
    supervisor_token: str


def hire() -> Staff:
    """Give the first agency an agent and a supervisor who are signed in."""
    pack = next(pack for pack in packs().values() if pack.kind == "agency")
    agent = _person(pack, "measured.agent", "case_agent")
    supervisor = _person(pack, "measured.supervisor", "group_supervisor")
    return Staff(agent, supervisor, _token(agent), _token(supervisor))


def add_cases(
    settings: Settings, staff: Staff, count: int, fields: Mapping[str, Any] = EMPTY
) -> None:
    """Add numbered cases in the agent's office that are being worked."""
    pack = staff.agent.pack
    workflow = pack.workflow_for("case")
    values = {
        "tenant": staff.agent.tenant_id,
        "agent": staff.agent.id,
        "office": staff.agent.office,
        "prefix": "M",
        "case_type": next(iter(pack.case_types)),
        "fields": json.dumps(dict(fields)),
        "count": count,
    }
    with connect_directly(addresses(settings).administrator) as connection:
        connection.execute(_CASES, values)
        connection.execute(_LIVES, {"name": workflow["name"], "version": int(workflow["version"])})
        connection.execute("VACUUM ANALYZE")


def some_case(settings: Settings) -> uuid.UUID:
    """Return the id of a case in the middle."""
    with connect_directly(addresses(settings).administrator) as connection:
        row = connection.execute(
            "SELECT id FROM casemgr.\"case\" WHERE title = 'Measured case 5000'"
        ).fetchone()
    return row[0]


def some_licence(settings: Settings) -> uuid.UUID:
    """Return the id of the licence of which the demonstration tells most."""
    with connect_directly(addresses(settings).administrator) as connection:
        row = connection.execute(
            "SELECT id FROM casemgr.licence WHERE number = '5-43-037-01-8E-01977'"
        ).fetchone()
    return row[0]


def _person(pack: Pack, username: str, role: str) -> Person:
    tenant_id = tenant_named(pack.slug).id
    with transaction(Actor(tenant_id, purpose="set-up")):
        account = create_account(
            username,
            username.replace(".", " ").title(),
            office=next(iter(pack.offices)),
            by=None,
            password_hash=passwords.hash_password("measured and nothing else"),
        )
        grant_role(account, role, by=find_account(USERNAME), reason="Measurement")
    return load_person(tenant_id, account.id)


def _token(person: Person) -> str:
    with acting_as(person):
        account = db.session.get(Account, (person.tenant_id, person.id))
        return open_session(account, source="127.0.0.1", browser="benchmark")
