"""The agency's pack in words, for administrators and auditors."""

from typing import Any

from flask import Blueprint, render_template

from casemgr import clock, navigation
from casemgr.changes.described import (
    field_rules,
    number_examples,
    page_number_example,
    section_kinds,
    tenant_names,
    type_words,
)
from casemgr.changes.queries import find_newest
from casemgr.changes.tabs import pack_tabs
from casemgr.errors import NotFound
from casemgr.packets.checks import checks_of_pack
from casemgr.packets.volume.sheets import SOURCES
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack

bp = Blueprint("pack", __name__, url_prefix="/pack", template_folder="../templates")
navigation.offer("Agency pack", "pack.index", Permission.PACK_READ, 85, icon="settings")


@bp.get("/")
@requires(Permission.PACK_READ)
def index() -> Any:
    """Say who the agency is and by which version of its pack it works."""
    return _page("index", in_use=find_newest())


@bp.get("/fields")
@requires(Permission.PACK_READ)
def fields() -> Any:
    """Lead to the fields of each kind of record."""
    return _page("fields", subject="", groups=[])


@bp.get("/fields/<subject>")
@requires(Permission.PACK_READ)
def subject_fields(subject: str) -> Any:
    """List the fields of one kind of record with what they ask."""
    pack = current_pack()
    if subject not in pack.fields:
        raise NotFound
    groups = pack.grouped(subject, pack.fields[subject])
    return _page(
        "fields",
        subject=subject,
        groups=list(groups),
        type_words=type_words,
        field_rules=field_rules,
    )


@bp.get("/codes")
@requires(Permission.PACK_READ)
def codes() -> Any:
    """List the code lists."""
    return _page("codes")


@bp.get("/codes/<name>")
@requires(Permission.PACK_READ)
def code_list(name: str) -> Any:
    """Show the entries of one code list."""
    known = current_pack().code_lists
    if name not in known:
        raise NotFound
    return _page("code_list", listed=known[name])


@bp.get("/roles")
@requires(Permission.PACK_READ)
def roles() -> Any:
    """Say what each role may do, and which duties are kept apart."""
    return _page("roles")


@bp.get("/numbers")
@requires(Permission.PACK_READ)
def numbers() -> Any:
    """Show how records are numbered, each series with an example."""
    return _page("numbers", examples=number_examples(current_pack(), clock.today()))


@bp.get("/packet")
@requires(Permission.PACK_READ)
def packet() -> Any:
    """Show what a prosecution packet holds."""
    pack = current_pack()
    return _page(
        "packet",
        profile=pack.packet,
        example=page_number_example(pack, clock.today()),
        sources=SOURCES,
        section_kinds=section_kinds,
        tenant_names=tenant_names,
        checks=checks_of_pack(),
    )


def _page(name: str, **facts: Any) -> Any:
    return render_template(f"pack/{name}.html", pack_tabs=pack_tabs(), **facts)
