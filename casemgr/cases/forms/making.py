"""Putting a form together: the agency's fields, and what one can choose among."""

from collections.abc import Collection, Iterable
from typing import Any

from flask import request

from casemgr.accounts.models import Account
from casemgr.cases import queries
from casemgr.cases.forms import asked
from casemgr.cases.models import Case, CaseSubject, Charge, NoteRevision, Task
from casemgr.cases.services.team import team_roles
from casemgr.statutes.queries import list_courts
from casemgr.tenants.form_fields import PREFIX, tenant_form
from casemgr.tenants.pack import Pack
from casemgr.workflows.definition import Reason
from casemgr.workflows.offering import OfferedStep
from casemgr.workflows.publishing import newest_definitions
from casemgr.workflows.subjects import kinds_of, subject_of

EMPTY = ("", "")
COURT = "United States District Court for the "


def opening_form(
    pack: Pack, case_type: str, person: Any, base: Any = asked.OpeningForm, **carried: Any
) -> Any:
    """Return the form in which a case of that type is opened, with what is carried into it."""
    form = tenant_form(base, pack, "case", case_type=case_type).of_request(
        reach=pack.reach_of(case_type),
        office=person.office,
        venue=_district(pack, person.office),
        **carried,
    )
    _offer_places(form, pack)
    _offer_compartments(form, pack, person, given=pack.compartments_of(case_type))
    return _with_names(form)


def editing_form(case: Case, pack: Pack) -> Any:
    """Return the form in which the facts of a case are changed."""
    form = tenant_form(asked.CaseForm, pack, "case", case_type=case.case_type).of_request(case)
    _offer_places(form, pack)
    form.offer_people(queries.list_people(case))
    return form


def step_form(record: Any, pack: Pack, step: OfferedStep) -> Any:
    """Return the form of a step of any record: the agency's fields that it asks for, the reason."""
    case = record if isinstance(record, Case) else record.case
    made = tenant_form(
        asked.AskingForm,
        pack,
        subject_of(record).name,
        kinds=kinds_of(record),
        case_type=case.case_type,
        names=step.form,
    )
    form = made.of_request(fields=getattr(record, "fields", None))
    form.offer_people(queries.list_people(case))
    for name in step.required:
        if PREFIX + name in form:
            form[PREFIX + name].flags.required = True
    if step.reason == Reason.NONE:
        del form.reason
    else:
        form.reason.flags.required = step.reason == Reason.REQUIRED
    return form


def access_form(case: Case, pack: Pack, person: Any) -> asked.AccessForm:
    """Return the form that says who may know of a case."""
    form = asked.AccessForm.of_request(case)
    _offer_compartments(form, pack, person)
    return form


def adding_form(pack: Pack, role: str, person: Any) -> Any:
    """Return the form in which a party of the name index is added to a case."""
    form = tenant_form(asked.AddingForm, pack, "subject", kinds=(role,)).of_request()
    _offer_compartments(form, pack, person)
    return form


def new_subject_form(pack: Pack, role: str, kind: str, person: Any) -> Any:
    """Return the form in which a new party is entered and added to a case at once."""
    base = asked.NewOrganizationForm if kind == "organization" else asked.NewPersonForm
    form = tenant_form(base, pack, "subject", kinds=(role,)).of_request()
    _offer_compartments(form, pack, person)
    return _with_names(form)


def subject_form(pack: Pack, subject: CaseSubject) -> Any:
    """Return the form in which a party's part in a case is changed."""
    made = tenant_form(asked.SubjectForm, pack, "subject", kinds=(subject.role,))
    form = made.of_request(subject)
    form.role.choices = [(kind.name, kind.label) for kind in pack.kinds["subject"].values()]
    return form


def charge_form(case: Case, pack: Pack, charge: Charge | None = None, **preset: Any) -> Any:
    """Return the form of a charge; what its steps ask for is corrected here once it is there."""
    later = _asked_later("charge") - set(charge.fields if charge else ())
    names = [one.name for one in pack.fields.get("charge", ()) if one.name not in later]
    made = tenant_form(asked.ChargeForm, pack, "charge", case_type=case.case_type, names=names)
    form = made.of_request(charge, **preset)
    form.subject_id.choices = [EMPTY, *_chargeable(case)]
    form.venue.choices = [EMPTY, *_courts()]
    return form


def member_form() -> asked.MemberForm:
    """Return the form in which a person is put on the team."""
    form = asked.MemberForm.of_request()
    form.role.choices = list(team_roles().items())
    form.account_id.choices = [EMPTY, *_people(queries.list_colleagues())]
    return form


def agent_form() -> asked.AgentForm:
    """Return the form in which a case is given to another agent."""
    form = asked.AgentForm.of_request()
    form.account_id.choices = [EMPTY, *_people(queries.list_agents())]
    return form


def task_form(case: Case, task: Task | None = None) -> asked.TaskForm:
    """Return the form of a task, to be done by somebody on the case."""
    form = asked.TaskForm.of_request(task, **({} if task else {"assigned_to": case.case_agent_id}))
    team = [case.case_agent, *(member.account for member in queries.list_members(case))]
    known = {one.id: one for one in ([task.assignee] if task else []) + team}
    form.assigned_to.choices = _people(known.values())
    return form


def note_form(pack: Pack, person: Any) -> asked.NoteForm:
    """Return the form of a note."""
    form = asked.NoteForm.of_request()
    _offer_compartments(form, pack, person)
    return form


def wording_form(present: NoteRevision) -> asked.WordingForm:
    """Return the form in which a note is worded anew; its version is the wording shown."""
    form = asked.WordingForm.of_request(present)
    if request.method == "GET":
        form.row_version.data = present.position
    return form


def _offer_places(form: Any, pack: Pack) -> None:
    form.office.label.text = pack.word("office").capitalize()
    form.office.choices = [(one.name, one.label) for one in pack.offices.values()]
    form.venue.choices = [EMPTY, *_courts()]


def _offer_compartments(form: Any, pack: Pack, person: Any, given: Collection[str] = ()) -> None:
    """Offer the compartments that the person holds and that are not `given` anyway."""
    known, offered = pack.compartments, set(person.clearances) - set(given)
    held = [(name, known[name].label) for name in known if name in offered]
    form.compartments.choices = held
    if not held:
        del form.compartments


def _with_names(form: Any) -> Any:
    """Let the page lay out the agency's fields apart from the platform's."""
    form.agency_names = [one.name for one in form if one.name.startswith(PREFIX)]
    return form


def _courts() -> list[tuple[str, str]]:
    return [(court.id, court.name.removeprefix(COURT)) for court in list_courts()]


def _asked_later(subject: str) -> set[str]:
    """Name the fields for which a step of the record's workflow asks."""
    steps = (step for each in newest_definitions(subject) for step in each.steps.values())
    return {name for step in steps for name in step.form}


def _chargeable(case: Case) -> list[tuple[str, str]]:
    """List the parties whom a charge would not reveal."""
    return [
        (str(one.id), one.party.name)
        for one in queries.list_subjects(case)
        if set(one.compartments) <= set(case.compartments)
    ]


def _people(accounts: Iterable[Account]) -> list[tuple[str, str]]:
    return [
        (str(one.id), f"{one.name}, {one.title}" if one.title else one.name) for one in accounts
    ]


def _district(pack: Pack, office: str) -> str:
    """Return the judicial district in which an office, or else its parent, works."""
    known = pack.offices.get(office)
    if known is None:
        return ""
    return known.districts[0] if known.districts else _district(pack, known.parent)
