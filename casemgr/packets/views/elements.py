"""The elements matrix of a case: what proves each element, and what is still open."""

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from casemgr.cases.access import check_may_change
from casemgr.cases.models import Case, Charge
from casemgr.cases.queries import fetch_with_case
from casemgr.database.rows import fetch
from casemgr.errors import NotFound
from casemgr.packets.forms import ElementForm, GapForm, proof_form
from casemgr.packets.matrix import ChargeMatrix, ElementRow, matrix_of
from casemgr.packets.models import ElementProof
from casemgr.packets.services import proving
from casemgr.packets.views.blueprint import bp
from casemgr.permissions import Permission, requires

CHARGE = "/cases/<uuid:case_id>/charges/<uuid:charge_id>"


@bp.get("/cases/<uuid:case_id>/elements")
@requires(Permission.PACKET_READ)
def elements(case_id: uuid.UUID) -> Any:
    """Show the charges of a case, element by element, with what proves each."""
    case = fetch(Case, case_id)
    return render_template("packets/elements.html", case=case, matrices=matrix_of(case))


@bp.route(f"{CHARGE}/elements/<element>", methods=["GET", "POST"])
@requires(Permission.PACKET_BUILD)
def element(case_id: uuid.UUID, charge_id: uuid.UUID, element: str) -> Any:
    """Show what proves one element, and add to it."""
    case, matrix, row = _element(case_id, charge_id, element)
    form = proof_form(case, row)
    if form.is_sent() and form.carries_out(lambda: _prove(matrix, row, form)):
        return redirect(url_for(".elements", case_id=case_id, _anchor=f"charge-{charge_id}"))
    return _page(case, matrix, row, form, GapForm(), form.status)


@bp.post(f"{CHARGE}/elements/<element>/gap")
@requires(Permission.PACKET_BUILD)
def accept_gap(case_id: uuid.UUID, charge_id: uuid.UUID, element: str) -> Any:
    """Accept that an element has no proof yet."""
    case, matrix, row = _element(case_id, charge_id, element)
    form = GapForm.of_request()
    if form.is_sent() and form.carries_out(lambda: _accept(matrix, row, form)):
        return redirect(url_for(".elements", case_id=case_id, _anchor=f"charge-{charge_id}"))
    return _page(case, matrix, row, proof_form(case, row), form, form.status)


@bp.post("/cases/<uuid:case_id>/proofs/<uuid:proof_id>/remove")
@requires(Permission.PACKET_BUILD)
def remove_proof(case_id: uuid.UUID, proof_id: uuid.UUID) -> Any:
    """Take a proof, an accepted gap or an element entered by hand out of the matrix."""
    case, proof = fetch_with_case(ElementProof, case_id, proof_id)
    check_may_change(case, current_user)
    proving.remove_proof(proof, by=current_user)
    return redirect(url_for(".elements", case_id=case_id, _anchor=f"charge-{proof.charge_id}"))


@bp.route(f"{CHARGE}/elements/new", methods=["GET", "POST"])
@requires(Permission.PACKET_BUILD)
def add_element(case_id: uuid.UUID, charge_id: uuid.UUID) -> Any:
    """Enter an element by hand."""
    case, matrix = _matrix(case_id, charge_id)
    form = ElementForm.of_request()
    if form.is_sent() and form.carries_out(lambda: _add(matrix, form)):
        return redirect(url_for(".elements", case_id=case_id, _anchor=f"charge-{charge_id}"))
    page = render_template("packets/add_element.html", case=case, matrix=matrix, form=form)
    return page, form.status


def _matrix(case_id: uuid.UUID, charge_id: uuid.UUID) -> tuple[Case, ChargeMatrix]:
    case, charge = fetch_with_case(Charge, case_id, charge_id)
    check_may_change(case, current_user)
    return case, next(one for one in matrix_of(case) if one.charge.id == charge.id)


def _element(
    case_id: uuid.UUID, charge_id: uuid.UUID, digest: str
) -> tuple[Case, ChargeMatrix, ElementRow]:
    case, matrix = _matrix(case_id, charge_id)
    row = next((one for one in matrix.rows if one.digest == digest), None)
    if row is None:
        raise NotFound
    return case, matrix, row


def _page(
    case: Case, matrix: ChargeMatrix, row: ElementRow, form: Any, gap_form: Any, status: int
) -> Any:
    page = render_template(
        "packets/element.html", case=case, matrix=matrix, row=row, form=form, gap_form=gap_form
    )
    return page, status


def _prove(matrix: ChargeMatrix, row: ElementRow, form: Any) -> None:
    remarks = form.remarks.data or ""
    proving.add_proofs(matrix.charge, row, form.chosen, by=current_user, remarks=remarks)


def _accept(matrix: ChargeMatrix, row: ElementRow, form: Any) -> None:
    proving.accept_gap(matrix.charge, row, form.reason.data, by=current_user)


def _add(matrix: ChargeMatrix, form: Any) -> None:
    proving.add_element(matrix, form.text.data, by=current_user)
