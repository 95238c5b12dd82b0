"""The acts that a story can tell, each done by the service that the web pages call too."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from casemgr.accounts.people import Person
from casemgr.cases import services as cases
from casemgr.cases.models import Case
from casemgr.demo.files import uploads
from casemgr.demo.meaning import account_named, moment_of, party_named, typed_fields
from casemgr.evidence.models import Exhibit
from casemgr.evidence.services import custody, exhibits
from casemgr.evidence.services import files as evidence_files
from casemgr.packets.matrix import matrix_of
from casemgr.packets.services import proving
from casemgr.reports import services as reports
from casemgr.workflows import services as workflows

Do = Callable[..., Any]
ACTS: dict[str, Do] = {}


def act(do: Do) -> Do:
    """Let stories use this function under its name."""
    ACTS[do.__name__] = do
    return do


@act
def open_case(
    story: Any, by: Person, *, title: str, case_type: str, fields: Any = None, **facts: Any
) -> Case:
    """Open a case as a draft."""
    typed = typed_fields(story, "case", fields, (), case_type)
    return cases.open_case(title, case_type, by=by, fields=typed, **facts)


@act
def add_new_subject(
    story: Any, by: Person, *, case: str, kind: str, facts: dict[str, Any], role: str
) -> Any:
    """Enter somebody and add them to a case, typed once."""
    facts = {**facts, "sure": True}
    return cases.add_new_subject(story.record(case), kind, facts, role, by=by)


@act
def add_subject(
    story: Any, by: Person, *, case: str, party: str, role: str, fields: Any = None, **facts: Any
) -> Any:
    """Add somebody of the name index to a case; who is not in it yet is entered first."""
    met, entered = party_named(story, by, party), story.record(case)
    typed = typed_fields(story, "subject", fields, (role, met.kind), entered.case_type)
    made = cases.add_subject(entered, met, role, by=by, fields=typed, **facts)
    return {party: met, "": made}


@act
def add_member(story: Any, by: Person, *, case: str, person: str, role: str) -> Any:
    """Put somebody on the team."""
    return cases.add_member(story.record(case), account_named(story, person), role, by=by)


@act
def add_charge(
    story: Any,
    by: Person,
    *,
    case: str,
    subject: str,
    citation: str,
    fields: Any = None,
    **facts: Any,
) -> Any:
    """Propose a charge."""
    typed = typed_fields(story, "charge", fields)
    found = story.record(case), story.record(subject)
    return cases.add_charge(*found, citation, by=by, fields=typed, **facts)


@act
def add_task(story: Any, by: Person, *, case: str, title: str, person: str, **facts: Any) -> Any:
    """Ask somebody to do something."""
    return cases.add_task(story.record(case), title, account_named(story, person), by=by, **facts)


@act
def finish_task(story: Any, by: Person, *, task: str) -> Any:
    """Say that a task is done."""
    return cases.finish_task(story.record(task), by=by)


@act
def add_note(story: Any, by: Person, *, case: str, text: str, compartments: Any = ()) -> Any:
    """Write a note."""
    return cases.add_note(story.record(case), text, by=by, compartments=compartments)


@act
def reword_note(story: Any, by: Person, *, note: str, text: str) -> Any:
    """Word a note anew."""
    return cases.reword_note(story.record(note), text, by=by)


@act
def add_entry(
    story: Any, by: Person, *, case: str, title: str, happened_on: date, **facts: Any
) -> Any:
    """Enter something that happened in the matter."""
    return cases.add_entry(story.record(case), title, happened_on, by=by, **facts)


@act
def write_report(
    story: Any,
    by: Person,
    *,
    case: str,
    report_type: str,
    title: str,
    event_on: date,
    narrative: str,
    parties: Iterable[str] = (),
    fields: Any = None,
    **facts: Any,
) -> Any:
    """Begin a report."""
    found = story.record(case)
    named = {name: party_named(story, by, name) for name in parties}
    typed = typed_fields(story, "report", fields, (report_type,), found.case_type)
    mentioned = [party.id for party in named.values()]
    words = {"narrative": narrative, "parties": mentioned, "fields": typed, **facts}
    made = reports.write_report(found, report_type, title, event_on, by=by, **words)
    return {**named, "": made}


@act
def rewrite_report(story: Any, by: Person, *, report: str, narrative: str) -> Any:
    """Rework the narrative of a draft."""
    found = story.record(report)
    named = [mention.party_id for mention in found.mentions]
    return reports.update_report(
        found,
        found.report_type,
        found.title,
        found.event_on,
        by=by,
        narrative=narrative,
        parties=named,
        disclosure=found.disclosure,
    )


@act
def comment(story: Any, by: Person, *, report: str, text: str) -> Any:
    """Say something about a draft."""
    return reports.add_comment(story.record(report), text, by=by)


@act
def log_exhibit(
    story: Any,
    by: Person,
    *,
    case: str,
    kind: str,
    acquired_at: str,
    acquired_from: str = "",
    witness: str = "",
    fields: Any = None,
    **facts: Any,
) -> Exhibit:
    """Log a thing held as evidence, acquired by the person who logs it."""
    found = story.record(case)
    return exhibits.log_exhibit(
        found,
        kind,
        by=by,
        acquired_at=moment_of(acquired_at),
        acquired_by=by.id,
        acquired_from_id=story.record(acquired_from).id if acquired_from else None,
        witness_id=story.person(witness).id if witness else None,
        fields=typed_fields(story, "exhibit", fields, (kind,), found.case_type),
        **facts,
    )


@act
def add_files(story: Any, by: Person, *, exhibit: str, files: list[dict[str, Any]]) -> Any:
    """Take files in as parts of an exhibit."""
    evidence_files.add_files(story.record(exhibit), uploads(files), by=by)


@act
def release(
    story: Any,
    by: Person,
    *,
    exhibit: str,
    when: str,
    reason: str,
    to: str = "",
    outside: str = "",
    movement: str = "transfer",
    where: str = "",
    receipt: str = "",
) -> Any:
    """Hand an exhibit over."""
    return custody.release_exhibit(
        story.record(exhibit),
        movement,
        by=by,
        reason=reason,
        receiver_id=story.person(to).id if to else None,
        receiver_name=outside,
        at=moment_of(when),
        location=where,
        receipt=receipt,
    )


@act
def confirm(story: Any, by: Person, *, exhibit: str, when: str, where: str) -> Any:
    """Confirm that an exhibit is in one's hands."""
    waiting = next(one for one in story.record(exhibit).custody if one.received_at is None)
    return custody.confirm_custody(waiting, by=by, at=moment_of(when), location=where)


@act
def take_back(story: Any, by: Person, *, exhibit: str, when: str, where: str, reason: str) -> Any:
    """Receive an exhibit back from outside; its receipt is still to be filed."""
    moment = moment_of(when)
    return custody.take_back(story.record(exhibit), by=by, reason=reason, at=moment, location=where)


@act
def prove(
    story: Any,
    by: Person,
    *,
    charge: str,
    element: str,
    exhibits: Iterable[str] = (),
    reports: Iterable[str] = (),
    witnesses: Iterable[str] = (),
) -> Any:
    """Record what proves an element of a charge."""
    found = story.record(charge)
    kinds = {"exhibit": exhibits, "report": reports, "witness": witnesses}
    chosen = [f"{kind}:{story.record(name).id}" for kind, names in kinds.items() for name in names]
    matrix = next(one for one in matrix_of(found.case) if one.charge.id == found.id)
    row = next(one for one in matrix.rows if one.key == element)
    proving.add_proofs(found, row, chosen, by=by)


@act
def take_step(story: Any, by: Person, *, record: str, step: str, reason: str = "") -> Any:
    """Take a step of a workflow."""
    workflows.take_step(story.record(record), step, by=by, reason=reason)
