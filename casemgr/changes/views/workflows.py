"""The agency's workflows as diagrams, with how many records stand where and for how long."""

from typing import Any

from flask import Blueprint, render_template

from casemgr.changes.comparing import definitions_of
from casemgr.changes.described import clock_words, needs_in
from casemgr.changes.figures import Figure, lives_by_version, state_figures
from casemgr.changes.tabs import pack_tabs
from casemgr.errors import NotFound
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from casemgr.workflows.definition import Definition
from casemgr.workflows.diagram import draw
from casemgr.workflows.publishing import published_definition

bp = Blueprint("workflows", __name__, url_prefix="/pack/workflows", template_folder="../templates")


@bp.get("/")
@requires(Permission.PACK_READ)
def index() -> Any:
    """List the workflows in use, and the earlier versions by which records still live."""
    lives = lives_by_version()
    return render_template(
        "workflows/index.html",
        definitions=definitions_of(current_pack()).values(),
        lives=lives,
        earlier=_earlier(lives),
        pack_tabs=pack_tabs(),
    )


@bp.get("/<name>/<int:version>")
@requires(Permission.PACK_READ)
def show(name: str, version: int) -> Any:
    """Show a workflow as a diagram and in words."""
    definition = _definition(name, version)
    figures = state_figures(name, version)
    notes = {one: figures.get(one, Figure()).lines for one in resting(definition)}
    return render_template(
        "workflows/show.html",
        definition=definition,
        figures=figures,
        picture=draw(definition, notes),
        step_needs=needs_in(current_pack(), definition.subject),
        clock_words=clock_words,
        resting=resting(definition),
    )


def resting(definition: Definition) -> list[str]:
    """List the states in which a record can rest."""
    known = definition.states.values()
    return [one.name for one in known if not one.children and not one.kind.is_history]


def _definition(name: str, version: int) -> Definition:
    """Return a workflow in use, or an earlier one by which records live."""
    for found in definitions_of(current_pack()).values():
        if (found.name, found.version) == (name, version):
            return found
    if (name, version) not in lives_by_version():
        raise NotFound
    return published_definition(name, version)


def _earlier(lives: Any) -> list[Definition]:
    used = {(one.name, one.version) for one in definitions_of(current_pack()).values()}
    return [published_definition(*key) for key in sorted(lives) if key not in used]
