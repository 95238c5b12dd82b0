"""A thing of another tenant, one that needs a clearance and one that is not there answer alike.

Every route of the application with every id in its address. An argument that names no table here
fails, so that a new route cannot slip by.
"""

import re
import uuid

import pytest

from casemgr.database.installation import addresses, connect_directly
from casemgr.permissions import Permission
from casemgr.tenants import tenant_named
from tests.security.world import fill

# The arguments of addresses, and the table that each one's id belongs to.
ARGUMENTS = {
    "account_id": "account",
    "bulk_id": "bulk_change",
    "case_id": "case",
    "charge_id": "charge",
    "clearance_id": "clearance",
    "clock_id": "workflow_clock",
    "comment_id": "report_comment",
    "delegation_id": "delegation",
    "draft_id": "change_set",
    "entry_id": "timeline_entry",
    "event_id": "audit_event",
    "exhibit_id": "exhibit",
    "file_id": "evidence_file",
    "grant_id": "role_grant",
    "import_id": "registry_import",
    "job_id": "job",
    "licence_id": "licence",
    "link_id": "case_link",
    "member_id": "case_member",
    "note_id": "case_note",
    "packet_id": "packet",
    "party_id": "party",
    "person_id": "licence_person",
    "proof_id": "element_proof",
    "query_id": "saved_query",
    "record_id": "case",
    "report_id": "report",
    "subject_id": "case_subject",
    "submission_id": "submission",
    "task_id": "task",
    "tie_id": "case_licence",
}
# Not an id of a row: a name from the pack or the address of public law.
NAMES = {"title", "section", "build", "name", "kind", "element", "page", "step", "case_type"}
NAMES |= {"record_type", "field", "subject", "stem", "code", "version", "number", "part", "slug"}
# Rows that a clearance does not hide: they belong to no case and carry no compartments.
NEVER_HIDDEN = {"account", "role_grant", "clearance", "delegation", "submission", "change_set"}
NEVER_HIDDEN |= {"licence", "registry_import"}
# A raw row cannot answer these: its charge has no such element, its packet's life has no steps, its
# clock belongs to no record, its record lives by no workflow, its absence is somebody else's, its
# case has no such field, its job is no import, its change of many cases was asked for by somebody
# else, its list has no known layout, its kept query is somebody else's.
BEYOND_A_RAW_ROW = {
    "/clocks/<uuid:clock_id>",
    "/me/absences/<uuid:delegation_id>/end",
    "/cases/bulk/<uuid:bulk_id>",
    "/cases/bulk/<uuid:bulk_id>/make",
    "/cases/bulk/<uuid:bulk_id>/progress",
    "/cases/bulk/<uuid:bulk_id>/results.csv",
    "/cases/bulk/<uuid:bulk_id>/stop",
    "/cases/<uuid:case_id>/charges/<uuid:charge_id>/elements/<element>",
    "/cases/<uuid:case_id>/charges/<uuid:charge_id>/elements/<element>/gap",
    "/packets/<uuid:packet_id>/steps",
    "/cases/<uuid:case_id>/steps/<name>",
    "/cases/charges/<uuid:charge_id>/steps/<name>",
    "/exhibits/<uuid:exhibit_id>/steps/<name>",
    "/reports/<uuid:report_id>/steps/<name>",
    "/attachments/<record_type>/<uuid:record_id>/<field>",
    "/attachments/<record_type>/<uuid:record_id>/<field>/<uuid:file_id>",
    "/attachments/<record_type>/<uuid:record_id>/<field>/<uuid:file_id>/remove",
    "/cases/import/<uuid:job_id>",
    "/cases/import/<uuid:job_id>/apply",
    "/registry/imports/<uuid:import_id>",
    "/registry/saved/<uuid:query_id>/remove",
    "/registry/imports/<uuid:import_id>/apply",
}
# The headers that differ from one moment to the next, whatever is asked for.
OF_THE_MOMENT = {"Date"}
EVENTS = {"custody_id": "custody_event", "receipt_id": "custody_receipt"}
ARGUMENTS |= EVENTS


def _routes(app):
    for rule in app.url_map.iter_rules():
        if rule.arguments:
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule, method


@pytest.fixture
def world(settings, app, make_person):
    """A person with every permission, and the ids of three rows of each table."""
    viewer = make_person("atf", "assistant_special_agent_in_charge")
    with app.app_context():
        mine, theirs = tenant_named("atf").id, tenant_named("dea").id
    with connect_directly(addresses(settings).administrator) as connection:
        return viewer, {
            "own": fill(connection, mine, "own"),
            "foreign": fill(connection, theirs, "foreign"),
            "hidden": fill(connection, mine, "hidden", compartments=["grand_jury"]),
        }


def test_every_argument_of_every_address_is_known(app):
    unknown = {
        f"{rule.rule}: {name}"
        for rule, _ in _routes(app)
        for name in rule.arguments - NAMES
        if name not in ARGUMENTS
    }

    assert unknown == set()


def test_foreign_hidden_and_missing_answer_alike(app, browser, world, monkeypatch):
    viewer, worlds = world
    _permit_everything(monkeypatch, viewer)
    client = browser(viewer)
    worlds["missing"] = {table: uuid.uuid4() for table in worlds["own"]}
    cells, different, unreachable = 0, [], []

    for rule, method in _routes(app):
        ids = [name for name in rule.arguments if name in ARGUMENTS]
        if not ids:
            continue
        answers = {
            kind: _ask(client, rule, method, ids, world)
            for kind, world in worlds.items()
            if not (kind == "hidden" and ARGUMENTS[ids[-1]] in NEVER_HIDDEN)
        }
        cells += len(answers) - 1
        unreachable += [rule.rule] if answers.pop("own")[0] == 404 else []
        if len(set(answers.values())) != 1 or answers["missing"][0] != 404:
            told = {kind: (status, headers) for kind, (status, headers, _) in answers.items()}
            different.append(f"{method} {rule.rule}: {told}")

    assert different == []
    assert set(unreachable) <= BEYOND_A_RAW_ROW, (
        "an argument is mapped to the wrong table, or the route is dead"
    )
    assert cells >= 60


def _permit_everything(monkeypatch, viewer):
    """Roles are not what is tested here: the wall must hold for whoever may do everything."""
    from casemgr.accounts.people import Person

    everything = property(lambda person: frozenset(Permission))
    monkeypatch.setattr(Person, "permissions", everything)


def _ask(client, rule, method, ids, world):
    values = dict.fromkeys(rule.arguments, "1")
    values |= {name: str(world[ARGUMENTS[name]]) for name in ids}
    _, address = rule.build(values, append_unknown=False)
    try:
        if method == "GET":
            answer = client.get(address)
        else:
            answer = client.send(address, page="/me/password")
    except Exception as error:  # noqa: BLE001  a raw row may break its page; it was found
        return 500, (), type(error).__name__
    return answer.status_code, _headers(answer, values), _masked(answer.text, values)


def _headers(answer, values):
    """Return the headers as they were sent, but for ids that were asked for."""
    sent = [(name, _masked(value, values)) for name, value in answer.headers]
    return tuple(one for one in sent if one[0] not in OF_THE_MOMENT)


def _masked(text, values):
    for value in values.values():
        text = text.replace(value, "ID")
    return re.sub(r'name="(csrf_token|form_key)" value="[^"]*"', "", text)
