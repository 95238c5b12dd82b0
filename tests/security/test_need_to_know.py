"""The rule of need-to-know gives one answer, asked in Python or by the database."""

import random
import uuid
from types import SimpleNamespace

import pytest
from psycopg.types.json import Jsonb

from casemgr.database.context import Actor, sign
from casemgr.database.installation import addresses, connect_directly, context_key
from casemgr.need_to_know import decide
from casemgr.tenants import tenant_named
from tests.security.world import NOW

OFFICES = ["north", "south", "west"]
COMPARTMENTS = ["grand_jury", "informant", "sealed"]
REACHES = ["team", "office", "tenant"]
PEOPLE, CASES = 60, 120


@pytest.fixture
def chance():
    return random.Random(20260301)


def _some(chance, words):
    return [word for word in words if chance.random() < 0.4]


def _case(chance, tenants, accounts):
    tenant_id = chance.choice(tenants)
    return SimpleNamespace(
        tenant_id=tenant_id,
        id=uuid.UUID(int=chance.getrandbits(128)),
        case_agent_id=chance.choice(accounts[tenant_id]),
        office=chance.choice(OFFICES),
        reach=chance.choice(REACHES),
        compartments=_some(chance, COMPARTMENTS) if chance.random() < 0.5 else [],
    )


def _person(chance, accounts, cases):
    tenant_id = chance.choice(list(accounts))
    own = [case.id for case in cases if case.tenant_id == tenant_id]
    return SimpleNamespace(
        tenant_id=tenant_id,
        id=chance.choice(accounts[tenant_id]),
        reach=chance.choice(REACHES),
        offices=_some(chance, OFFICES),
        clearances=_some(chance, COMPARTMENTS),
        cases=set(chance.sample(own, k=min(4, len(own)))),
        permissions={"case:read"},
    )


@pytest.fixture
def accounts(app, make_person):
    return {
        tenant_named(slug).id: [make_person(slug, "case_agent").id for _ in range(4)]
        for slug in ("atf", "dea")
    }


def test_python_and_the_database_agree_on_every_person_and_case(settings, accounts, chance):
    cases = [_case(chance, list(accounts), accounts) for _ in range(CASES)]
    people = [_person(chance, accounts, cases) for _ in range(PEOPLE)]
    answers = set()

    with (
        connect_directly(addresses(settings).administrator) as superuser,
        connect_directly(addresses(settings).app) as connection,
    ):
        for case in cases:
            _insert(superuser, case)
        for person in people:
            _join_teams(superuser, person)
            seen = _seen(connection, settings, person)
            expected = {case.id for case in cases if decide(person, "case:read", case)}
            assert seen == expected
            answers.add(len(expected))

    assert len(answers) > 5, "the random people must see different things"


def _insert(superuser, case):
    superuser.execute(
        'INSERT INTO casemgr."case" (tenant_id, id, title, case_type, office, case_agent_id, reach,'
        " compartments, predication, venue, state, opened_on, fields, row_version, created_at,"
        " created_by) VALUES (%s, %s, 'x', 'x', %s, %s, %s, %s, '', '', '', %s, %s, 1, %s, %s)",
        (
            case.tenant_id,
            case.id,
            case.office,
            case.case_agent_id,
            case.reach,
            case.compartments,
            NOW.date(),
            Jsonb({}),
            NOW,
            case.case_agent_id,
        ),
    )


def _join_teams(superuser, person):
    superuser.execute("DELETE FROM casemgr.case_member")
    for case_id in person.cases:
        superuser.execute(
            "INSERT INTO casemgr.case_member (tenant_id, id, case_id, account_id, role, added_by,"
            " added_at) VALUES (%s, %s, %s, %s, 'member', %s, %s)",
            (person.tenant_id, uuid.uuid4(), case_id, person.id, person.id, NOW),
        )


def _seen(connection, settings, person):
    actor = Actor(
        person.tenant_id, person.id, tuple(person.clearances), tuple(person.offices), person.reach
    )
    token = sign(context_key(settings), actor, connection.info.backend_pid)
    connection.execute("SELECT set_config('app.context', %s, false)", (token,))
    return {row[0] for row in connection.execute('SELECT id FROM casemgr."case"')}


@pytest.mark.parametrize("permissions", [set(), {"case:edit"}])
def test_without_the_permission_nothing_else_counts(permissions):
    account = uuid.uuid4()
    case = SimpleNamespace(
        tenant_id=1,
        id=uuid.uuid4(),
        case_agent_id=account,
        office="north",
        reach="tenant",
        compartments=[],
    )
    person = SimpleNamespace(
        tenant_id=1,
        id=account,
        reach="tenant",
        offices=["north"],
        clearances=[],
        cases={case.id},
        permissions=permissions,
    )

    assert not decide(person, "case:read", case)
