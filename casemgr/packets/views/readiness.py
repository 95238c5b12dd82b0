"""Is the case ready to go to the prosecutor? What is missing, and the one button."""

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from casemgr.cases.models import Case
from casemgr.cases.queries import names_of
from casemgr.database.rows import fetch
from casemgr.handling import remember_refusal
from casemgr.packets.checks import run_checks
from casemgr.packets.forms import submit_form
from casemgr.packets.omissions import count_omitted
from casemgr.packets.queries import answers_of, find_build, list_packets
from casemgr.packets.services.building import PacketBlocked
from casemgr.packets.services.submitting import CHOICE, builder_of, list_refusals, submit_packet
from casemgr.packets.views.blueprint import bp
from casemgr.permissions import Permission, requires

ADDRESS = "/cases/<uuid:case_id>/packet"


@bp.get(ADDRESS)
@requires(Permission.PACKET_READ)
def readiness(case_id: uuid.UUID) -> Any:
    """Show every check of a case, what is missing, and the packets that were sent."""
    case = fetch(Case, case_id)
    return _page(case, submit_form(case))


@bp.post(ADDRESS)
@requires(Permission.PACKET_RELEASE)
def submit(case_id: uuid.UUID) -> Any:
    """Release the packet: it is built, submitted, and the case referred, by one job."""
    case = fetch(Case, case_id)
    form = submit_form(case)
    if not form.is_sent():
        return _page(case, form)
    try:
        job = submit_packet(case, by=current_user, recipient=form.recipient.data)
    except PacketBlocked as refusal:
        remember_refusal(refusal)
        return _page(case, form, refusal)
    return redirect(url_for("jobs.show", job_id=job.id))


def _page(case: Case, form: Any, refusal: PacketBlocked | None = None) -> Any:
    packets, outcomes = list_packets(case), run_checks(case, current_user)
    builder = builder_of(case)
    page = render_template(
        "packets/readiness.html",
        case=case,
        form=form,
        refusal=refusal,
        outcomes=outcomes,
        omitted=count_omitted(case),
        ready=_ready(outcomes),
        refusals=list_refusals(case, current_user),
        packets=packets,
        answers=answers_of(packets),
        names=names_of([builder, *(packet.released_by for packet in packets)]),
        builder=builder,
        job=find_build(case),
    )
    return page, refusal.status if refusal else form.status


def _ready(outcomes: list[Any]) -> bool:
    """Whether nothing is missing but a choice that the form itself asks for."""
    return not any(one.unmet for one in outcomes if one.check.name != CHOICE)
