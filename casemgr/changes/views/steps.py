"""Editing the agency's workflows in a draft: their states and steps."""

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from casemgr.changes.described import clock_words, step_needs
from casemgr.changes.drafting import files_of
from casemgr.changes.editing import begin_version, drop_state, state_path
from casemgr.changes.forms import (
    NOTHING,
    DropForm,
    StateForm,
    WorkflowStepForm,
    options,
    wanted_step,
)
from casemgr.changes.inspecting import look_at
from casemgr.changes.models import ChangeSet
from casemgr.changes.overlay import Texts, drop_entry, lay_entry
from casemgr.changes.queries import slug_of
from casemgr.changes.views.editing import (
    edit_draft,
    form_of,
    found,
    get_draft,
    keep_edit,
    pack_of_draft,
)
from casemgr.errors import Invalid
from casemgr.permissions import Permission, requires
from casemgr.tenants.pack import Pack
from casemgr.wording import plain
from casemgr.workflows.definition import ROOT, Definition, Kind, Step
from casemgr.workflows.diagram import draw
from casemgr.workflows.loader import load_definition
from casemgr.workflows.registry import offered_vocabulary
from casemgr.workflows.subjects import subject_named

bp = Blueprint(
    "workflow_changes", __name__, url_prefix="/pack/changes", template_folder="../templates"
)


@bp.get("/<uuid:draft_id>/workflows/<stem>")
@requires(Permission.PACK_CHANGE)
def show(draft_id: uuid.UUID, stem: str) -> Any:
    """Show a workflow of the draft with what can be changed in it."""
    draft = get_draft(draft_id)
    look = look_at(slug_of(), files_of(draft))
    definition = load_definition(found(pack_of_draft(draft).workflows, stem))
    return render_template(
        "changes/workflow.html",
        draft=draft,
        look=look,
        stem=stem,
        definition=definition,
        picture=draw(definition),
        step_needs=step_needs,
        clock_words=clock_words,
    )


@bp.route("/<uuid:draft_id>/workflows/<stem>/states/new", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def create_state(draft_id: uuid.UUID, stem: str) -> Any:
    """Add a state."""
    return _state(draft_id, stem, "")


@bp.route("/<uuid:draft_id>/workflows/<stem>/states/<name>", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def change_state(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    """Call a state otherwise, or say what it means."""
    return _state(draft_id, stem, name)


@bp.route("/<uuid:draft_id>/workflows/<stem>/states/<name>/drop", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def leave_out_state(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    """Leave a state out and say where the records in it move."""
    draft, (pack, definition) = get_draft(draft_id), workflow_of(draft_id, stem)
    state, form = found(definition.states, name), form_of(DropForm, draft)
    form.to.choices = [NOTHING, *labels(definition, but=name)]

    def edit(files: Texts) -> Texts:
        begun, fresh = begin_version(draft, files, pack, stem)
        return drop_state(begun, slug_of(), fresh, state_path(definition, name), form.to.data or "")

    title = f"Leave out {state.label or plain(name)}"
    return show_edit(draft, form, edit, stem, title)


@bp.route("/<uuid:draft_id>/workflows/<stem>/steps/new", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def create_step(draft_id: uuid.UUID, stem: str) -> Any:
    """Add a step."""
    return _step(draft_id, stem, "")


@bp.route("/<uuid:draft_id>/workflows/<stem>/steps/<name>", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def change_step(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    """Change a step: where it leads, who may take it, what it asks."""
    return _step(draft_id, stem, name)


@bp.post("/<uuid:draft_id>/workflows/<stem>/steps/<name>/drop")
@requires(Permission.PACK_CHANGE)
def drop_step(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    """Leave a step out."""
    draft, (pack, definition) = get_draft(draft_id), workflow_of(draft_id, stem)
    found(definition.steps, name)
    files, fresh = begin_version(draft, files_of(draft), pack, stem)
    edited = drop_entry(files, slug_of(), f"workflows/{fresh}", ["steps", name])
    return keep_edit(draft, lambda _: edited, url_for(".show", draft_id=draft_id, stem=fresh))


def _state(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    draft, (pack, definition) = get_draft(draft_id), workflow_of(draft_id, stem)
    form = _state_form(draft, definition, name)

    def edit(files: Texts) -> Texts:
        own, within = (name, ROOT) if name else (form.name.data, form.within.data or ROOT)
        refuse_taken(name, own, definition.states)
        begun, fresh = begin_version(draft, files, pack, stem)
        at = state_path(definition, own, within)
        return lay_entry(begun, slug_of(), f"workflows/{fresh}", at, form.wanted())

    title = f"Change {definition.label_of(name)}" if name else "Add a state"
    return show_edit(draft, form, edit, stem, title)


def _state_form(draft: ChangeSet, definition: Definition, name: str) -> StateForm:
    """Ask of a new state where it lies, and of one that holds others no end of the life."""
    if not name:
        form = form_of(StateForm, draft)
        around = (one for one in definition.states if definition.states[one].children)
        form.within.choices = [NOTHING, *((one, definition.label_of(one)) for one in around)]
        return form
    state = found(definition.states, name)
    said = {key: getattr(state, key) for key in ("label", "meaning", "tone")}
    form = form_of(StateForm, draft, **said, final=state.kind is Kind.FINAL)
    del form.name, form.within
    if state.children or state.kind.is_history:
        del form.final
    return form


def _step(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    draft, (pack, definition) = get_draft(draft_id), workflow_of(draft_id, stem)
    step = found(definition.steps, name) if name else None
    form = form_of(WorkflowStepForm, draft, **(_said(step) if step else {}))
    written = pack.workflows[stem]["steps"].get(name, {}).get("guards", [])
    guards = {_called(one): one for one in (written if isinstance(written, list) else [written])}
    _offer(form, pack, definition, guards)
    if step:
        del form.name

    def edit(files: Texts) -> Texts:
        own = name or form.name.data
        refuse_taken(name, own, definition.steps)
        begun, fresh = begin_version(draft, files, pack, stem)
        wanted = wanted_step(form, guards)
        return lay_entry(begun, slug_of(), f"workflows/{fresh}", ["steps", own], wanted)

    title = f"Change {step.label or plain(name)}" if step else "Add a step"
    return show_edit(draft, form, edit, stem, title)


def show_edit(draft: Any, form: Any, edit: Any, stem: str, title: str) -> Any:
    """Show a form beside the diagram that would come of it, and go on to the draft's version."""
    name = load_definition(pack_of_draft(draft).workflows[stem]).name
    facts = {"title": title, "shown": "diagram", "workflow": name, "preview": picture_of}
    answer = edit_draft(draft, form, edit, "changes/edit.html", "", stem=stem, **facts)
    if getattr(answer, "status_code", 200) != 302:
        return answer
    stems = pack_of_draft(draft).workflows
    fresh = next(one for one, raw in stems.items() if raw["name"] == name)
    return redirect(url_for("workflow_changes.show", draft_id=draft.id, stem=fresh))


def picture_of(look: Any, name: str) -> Any:
    """Draw a workflow of a draft, if it can be read."""
    stems = look.pack.workflows if look.pack else {}
    stem = next((one for one, raw in stems.items() if raw.get("name") == name), "")
    definition = look.definition(stem)
    return draw(definition) if definition else None


def workflow_of(draft_id: uuid.UUID, stem: str) -> tuple[Pack, Definition]:
    """Return the draft's pack and one of its workflows."""
    pack = pack_of_draft(get_draft(draft_id))
    return pack, load_definition(found(pack.workflows, stem))


def labels(definition: Definition, but: str = "") -> list[tuple[str, str]]:
    """Offer the states of a workflow by their labels."""
    return [(name, definition.label_of(name)) for name in definition.states if name != but]


def refuse_taken(before: str, name: str, known: Any) -> None:
    """Refuse a new entry by the name of one that is there."""
    if not before and name in known:
        raise Invalid("", {"name": "This name is taken. Choose another."})


def _said(step: Step) -> dict[str, Any]:
    """Return what a step says now, as the form asks for it."""
    approval = step.approval
    return {
        "label": step.label,
        "hint": step.hint,
        "sources": list(step.sources),
        "target": next(iter(step.targets), ""),
        "roles": list(step.roles),
        "guards": [guard.name for guard in step.guards],
        "approvals": str(approval.count) if approval else "",
        "apart": list(approval.apart_from) if approval else [],
        "reason": step.reason.value,
        "form": list(step.form),
    }


def _called(guard: Any) -> str:
    return next(iter(guard)) if isinstance(guard, dict) else str(guard)


def _offer(form: WorkflowStepForm, pack: Pack, definition: Definition, guards: Any) -> None:
    """Offer what the pack and the features have for a step of that kind of record."""
    subject = subject_named(definition.subject)
    words = offered_vocabulary(roles=pack.roles)
    free = [name for name, arguments in words.guards.items() if not arguments.needed]
    fields = pack.fields.get(definition.subject, ())
    form.sources.choices = labels(definition)
    form.target.choices = [("", "Stays where it is"), *labels(definition)]
    form.roles.choices = options(pack.roles)
    form.guards.choices = [(name, plain(name)) for name in sorted({*free, *guards})]
    form.apart.choices = [(name, plain(name)) for name in (subject.relations if subject else ())]
    entries = subject.entries if subject else ()
    form.form.choices = [(one.name, one.label) for one in fields] + [(n, plain(n)) for n in entries]
