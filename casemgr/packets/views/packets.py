"""The packets: the list of all, the page of one, and its files."""

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.cases.events import Event
from casemgr.cases.queries import names_of
from casemgr.database.rows import fetch
from casemgr.errors import NotFound
from casemgr.packets import sending
from casemgr.packets.forms import StepForm
from casemgr.packets.models import Packet
from casemgr.packets.queries import answers_of, find_build, list_all
from casemgr.packets.services.answering import reason_words
from casemgr.packets.services.building import FREEZE, SUBMIT, bates_range
from casemgr.packets.views.blueprint import bp
from casemgr.permissions import Permission, requires
from casemgr.workflows.models import WorkflowEvent
from casemgr.workflows.services import history, instance_of, offered_steps, take_step

BY_THE_JOB = (FREEZE, SUBMIT)


@bp.get("/packets/")
@requires(Permission.PACKET_READ)
def index() -> Any:
    """List the packets of the cases that the person may know of."""
    return render_template("packets/index.html", page=list_all(request.args), bates=bates_range)


@bp.get("/packets/<uuid:packet_id>")
@requires(Permission.PACKET_READ)
def show(packet_id: uuid.UUID) -> Any:
    """Show a packet: what it holds, its hashes, how to check it, what became of it."""
    return _page(fetch(Packet, packet_id), StepForm())


@bp.get("/packets/<uuid:packet_id>/volume.pdf")
@requires(Permission.PACKET_READ)
def pdf(packet_id: uuid.UUID) -> Any:
    """Show the volume, its hash taken again."""
    return sending.send_volume(fetch(Packet, packet_id))


@bp.get("/packets/<uuid:packet_id>/packet.zip")
@requires(Permission.PACKET_READ)
def archive(packet_id: uuid.UUID) -> Any:
    """Give out the whole packet, its hash taken again."""
    return sending.send_archive(fetch(Packet, packet_id))


@bp.post("/packets/<uuid:packet_id>/steps")
@requires(Permission.PACKET_BUILD)
def advance(packet_id: uuid.UUID) -> Any:
    """Take a step of the packet that is not taken by its building, such as giving it up."""
    packet, form = fetch(Packet, packet_id), StepForm.of_request()
    if form.step.data in BY_THE_JOB:
        raise NotFound
    if form.is_sent() and form.carries_out(lambda: _advance(packet, form)):
        return redirect(url_for(".show", packet_id=packet_id))
    return _page(packet, form)


def _page(packet: Packet, form: StepForm) -> Any:
    """Show a packet, after a step that was refused with the reason for that."""
    answer, life = answers_of([packet]).get(packet.id), instance_of(packet)
    offered = offered_steps(packet, current_user, life)
    page = render_template(
        "packets/show.html",
        packet=packet,
        form=form,
        answer=answer,
        reason=reason_words(answer) if answer else "",
        bates=bates_range(packet),
        names=names_of([packet.built_by, packet.released_by]),
        life=life,
        offered=[one for one in offered if one.name not in BY_THE_JOB],
        events=[_told(event) for event in reversed(history(packet))],
        job=find_build(packet.case) if not packet.submitted_at else None,
    )
    return page, form.status


def _advance(packet: Packet, form: StepForm) -> None:
    version, reason = form.seen_version, form.reason.data or ""
    take_step(packet, form.step.data, by=current_user, reason=reason, row_version=version)


def _told(event: WorkflowEvent) -> Event:
    return Event(event.at, event.label, event.reason, event.actor_name)
