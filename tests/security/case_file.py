"""An agency with one of everything in its record, so that every page has its forms to show."""

import json
from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

from sqlalchemy import select

from casemgr import clock
from casemgr.accounts.delegation import delegate
from casemgr.accounts.models import Account
from casemgr.accounts.people import acting_as
from casemgr.attachments.records import find_place
from casemgr.attachments.services import attach_files
from casemgr.bulk import services as bulk
from casemgr.bulk.models import BulkRow, Outcome, Stage
from casemgr.bulk.services.asking import Wish
from casemgr.cases import services as cases
from casemgr.cases.jobs import IMPORT
from casemgr.cases.models import Case
from casemgr.cases.services.importing import import_rows, result_of
from casemgr.changes.applying import apply_change
from casemgr.changes.drafting import create_change_set
from casemgr.changes.queries import get_version
from casemgr.database.rows import fetch, flush, rows
from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.evidence.services import custody
from casemgr.evidence.services.files import Upload
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.services import enqueue, finish
from regulatory.licences import services as licences
from regulatory.registry.models import Licence, RegistryImport
from regulatory.registry.models import Stage as Reading
from regulatory.registry.services import save_query

COMPARTMENT = "grand_jury"
OWN = "tenants/atf"
DRAFTED = {
    "tenants/atf/codes/tip_lines.yaml": """\
label: Tip lines
source: The division
codes:
  N: National
""",
    "tenants/atf/workflows/report_v2.yaml": """\
extends: report_v1
version: 2
migrates: {from: 1}
""",
}
ASKING = """\
extends: {0}_v1
version: 7
migrates: {{from: 1}}
steps:
  tell_more:
    label: Tell more
    from: {1}
    roles: [case_agent]
    form: [{2}]
"""
ASKED = {
    "case": ("investigation", "active", "priority"),
    "exhibit": ("exhibit", "collected", "laboratory_number"),
    "report": ("report", "draft", "location"),
}
LISTED = {"scheme": "firearms", "layout": "firearms_list", "sha256": "1" * 64, "size": 1}
LISTED |= {"counts": {"vanished": 0, "basis": ""}}


def fill_case_file(make):
    """Make a person who may do everything, a colleague, and cases in which both have much to do."""
    _change_the_pack(make)
    agent = make.person("atf", "case_agent", name="Rosa Delgado", clearances=[COMPARTMENT])
    colleague = make.person("atf", "case_agent", name="Tom Brandt", clearances=[COMPARTMENT])
    supervisor = make.person("atf", "group_supervisor", clearances=[COMPARTMENT])
    custodian = make.person("atf", "evidence_custodian", clearances=[COMPARTMENT])
    chief = make.person("atf", "assistant_special_agent_in_charge", clearances=[COMPARTMENT])
    people = SimpleNamespace(
        agent=agent,
        colleague=colleague,
        supervisor=supervisor,
        custodian=custodian,
        chief=chief,
    )
    opened, draft, other = (
        make.case(agent, "Opened", state="active", supervisor=supervisor),
        make.case(agent, "Draft"),
        make.case(agent, "Other", state="active", supervisor=supervisor),
    )
    linked = make.case(agent, "Linked", state="active", supervisor=supervisor)
    make.charge(linked, make.subject(linked, agent), agent)
    _fill_case(make, opened, linked, people)
    _fill_tables(opened, agent)
    _fill_registry(make, opened, agent)
    _fill_evidence(make, opened, people)
    _fill_reports(make, opened, people)
    _draft_change(colleague)
    _be_away(agent, colleague)
    _change_many(agent)
    make.proofs(make.full_case(people), agent)
    make.packet(make.ready_case(people), supervisor)
    make.ready_case(people)
    make.browser(agent)
    make.browser(colleague)
    make.locked(colleague)
    with acting_as(agent):
        number = fetch(Case, other.id).number
    return SimpleNamespace(**vars(people), opened=opened, draft=draft, number=number)


def _change_the_pack(make):
    """Have each kind of record take a step that asks; a draft of before is overtaken by that."""
    administrator = make.person("atf", "tenant_administrator")
    names = {kind: f"{asked[0]}_v7" for kind, asked in ASKED.items()}
    written = {names[kind]: ASKING.format(*asked) for kind, asked in ASKED.items()}
    with acting_as(administrator):
        create_change_set("Overtaken", {}, by=administrator, reason="Ordered")
        files = dict(get_version(1).files)
        files |= {f"{OWN}/workflows/{name}.yaml": text for name, text in written.items()}
        files[f"{OWN}/tenant.yaml"] += f"\nworkflows: {json.dumps(names)}\n"
        apply_change(files, by=administrator, reason="Ordered")


def _fill_case(make, case, other, people):
    agent = people.agent
    subject = make.subject(case, agent)
    make.charge(case, subject, agent)
    make.charge(case, subject, agent, "18 U.S.C. 1956(a)(1)")
    make.subject(case, agent, role="witness")
    make.member(case, agent, people.colleague)
    with acting_as(agent):
        found = fetch(Case, case.id)
        colleague = fetch(Account, people.colleague.id)
        cases.link_cases(found, fetch(Case, other.id).number, "related", "Same gun", by=agent)
        cases.add_note(found, "A note", by=agent)
        cases.add_task(found, "Ask the dealer", colleague, by=agent)
        done = cases.add_task(found, "Ask the bank", colleague, by=agent)
        cases.finish_task(done, by=agent)
        cases.add_entry(found, "The sale", date(2026, 3, 2), by=agent)


def _fill_tables(case, agent):
    """Attach a paper to the case, and try a table that would change it."""
    with acting_as(agent):
        place = find_place("case", case.id, "referral_papers", agent)
        attach_files(place, [Upload("referral.txt", BytesIO(b"A referral"))], by=agent)
        rows = [{"line": 2, "number": fetch(Case, case.id).number, "priority": "urgent"}]
        job = enqueue(IMPORT, {"rows": rows, "dry": True, "all_or_none": False}, by=agent)
        finish(job, result_of(list(import_rows(rows, by=agent, dry=True, all_or_none=False))))


def _fill_registry(make, case, agent):
    """Link a licence with somebody behind it to the case, and keep a query of the registry."""
    licence = make.licence(agent)
    with acting_as(agent):
        found, case = fetch(Licence, licence.id), fetch(Case, case.id)
        licences.link_licence(case, found, "The dealer", by=agent)
        facts = {"family_name": "Whitfield", "given_name": "Lorna", "sure": True}
        licences.add_new_person(found, "person", facts, "owner", by=agent)
        save_query("Dealers here", {"q": ["dealer"]}, by=agent)
        for stage in (Reading.READ, Reading.READING):
            _send_list(stage, agent)


def _send_list(stage, agent):
    """Leave a list half-way: read and not applied, or its reading broken off."""
    told = {"file_name": f"{stage}.txt", "list_date": date(2026, 3, 1), "created_by": agent.id}
    db.session.add(RegistryImport(tenant_id=agent.tenant_id, stage=stage, **LISTED, **told))
    flush()


def _fill_evidence(make, case, people):
    """Leave one exhibit in the agent's hands and others on their way, in and out."""
    agent, colleague = people.agent, people.colleague
    with acting_as(agent):
        found = fetch(Case, case.id)
        held, sent = (make.exhibit(agent, found, kind) for kind in ("firearm", "drug"))
        make.file(held, b"The words of a witness", by=agent)
        custody.release_exhibit(sent, by=agent, receiver_id=colleague.id, reason="To keep")
    _into_the_vault(make, case, people)
    lent, tested = (_into_the_vault(make, case, people) for _ in range(2))
    with acting_as(people.custodian) as custodian:
        lent, court = fetch(Exhibit, lent.id), {"receiver_name": "The court", "reason": "Trial"}
        laboratory = court | {"receiver_name": "The laboratory"}
        custody.release_exhibit(lent, "court", by=custodian, **court)
        custody.release_exhibit(fetch(Exhibit, tested.id), "laboratory", by=custodian, **laboratory)
    with acting_as(colleague):
        theirs = make.exhibit(colleague, fetch(Case, case.id))
        custody.release_exhibit(theirs, by=colleague, receiver_id=agent.id, reason="To look at")


def _into_the_vault(make, case, people):
    agent, custodian = people.agent, people.custodian
    with acting_as(agent):
        sealed = {"seal": "S-1", "witness_id": people.colleague.id}
        exhibit = make.exhibit(agent, fetch(Case, case.id), **sealed)
        moved = custody.release_exhibit(
            exhibit, by=agent, receiver_id=custodian.id, reason="For the vault"
        )
    with acting_as(custodian):
        custody.confirm_custody(fetch(CustodyEvent, moved.id), by=custodian)
    return exhibit


def _draft_change(author):
    """Draft a change of the pack with something of each kind, for somebody else to take up."""
    with acting_as(author):
        create_change_set("Tips", DRAFTED, by=author, reason="Ordered")


def _be_away(agent, colleague):
    """Have both away some day, so that each sees how their own or the other's absence ends."""
    day = clock.today("America/Chicago") + timedelta(days=30)
    with acting_as(agent):
        for key in (agent.id, colleague.id):
            delegate(fetch(Account, key), None, day, day, by=agent, reason="Trial")


def _change_many(agent):
    """Ask for two changes of many cases: one was tried and can be made, one is being tried."""
    with acting_as(agent):
        wish = Wish("step", "Record a file review", "record_review")
        asked = [bulk.ask_change(wish, select(Case), by=agent) for _ in range(2)]
        asked[0].stage = Stage.CHECKED
        finish(fetch(Job, asked[0].job_id), {})
        for row in rows(select(BulkRow).where(BulkRow.bulk_change_id == asked[0].id)):
            row.outcome = Outcome.POSSIBLE


def _fill_reports(make, case, people):
    make.report(case, people.agent)
    make.report_in_review(case, people.agent)
    make.approved_report(case, people.agent, people.supervisor)
