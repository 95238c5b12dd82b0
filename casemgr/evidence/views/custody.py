"""The pages on which an exhibit changes hands: release, confirm, withdraw, take back, receipt."""

import uuid
from typing import Any

from flask import redirect, request, url_for
from flask_login import current_user

from casemgr.clock import now
from casemgr.database.rows import fetch
from casemgr.evidence import chain
from casemgr.evidence.access import check_may_handle
from casemgr.evidence.forms import (
    ReceiptForm,
    TakeBackForm,
    WithdrawForm,
    confirm_form,
    release_form,
)
from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.evidence.movements import MOVEMENTS, TRANSFER
from casemgr.evidence.services import custody
from casemgr.evidence.views import bp
from casemgr.evidence.views.pages import answer, attempt
from casemgr.permissions import Permission, requires


@bp.route("/exhibits/<uuid:exhibit_id>/release", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_READ)
def release(exhibit_id: uuid.UUID) -> Any:
    """Hand an exhibit over, inside the agency or to a holder outside."""
    exhibit = fetch(Exhibit, exhibit_id)
    check_may_handle(exhibit.case, current_user)
    way = MOVEMENTS.get(request.args.get("movement", ""), MOVEMENTS[TRANSFER])
    form = release_form(exhibit, way)
    if attempt(
        form,
        lambda: custody.release_exhibit(exhibit, way.name, **form.entries(), by=current_user),
    ):
        return redirect(url_for(".show", exhibit_id=exhibit.id))
    return answer("evidence/release.html", form, exhibit=exhibit, way=way)


@bp.route("/custody/<uuid:custody_id>/confirm", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_READ)
def confirm(custody_id: uuid.UUID) -> Any:
    """Confirm that an exhibit was received."""
    event = fetch(CustodyEvent, custody_id)
    form = confirm_form(event)
    if attempt(form, lambda: custody.confirm_custody(event, **form.entries(), by=current_user)):
        return redirect(url_for(".show", exhibit_id=event.exhibit_id))
    return answer("evidence/confirm.html", form, event=event, exhibit=event.exhibit)


@bp.route("/custody/<uuid:custody_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_READ)
def withdraw(custody_id: uuid.UUID) -> Any:
    """Withdraw a hand-over that nobody has confirmed."""
    event, form = fetch(CustodyEvent, custody_id), WithdrawForm.of_request()
    if attempt(form, lambda: custody.withdraw_release(event, **form.entries(), by=current_user)):
        return redirect(url_for(".show", exhibit_id=event.exhibit_id))
    return answer("evidence/withdraw.html", form, event=event, exhibit=event.exhibit)


@bp.route("/exhibits/<uuid:exhibit_id>/take-back", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_READ)
def take_back(exhibit_id: uuid.UUID) -> Any:
    """Receive an exhibit back from outside the agency, or over from a closed account."""
    exhibit = fetch(Exhibit, exhibit_id)
    check_may_handle(exhibit.case, current_user)
    form = TakeBackForm.of_request(at=now(), seal=exhibit.seal)
    if attempt(form, lambda: custody.take_back(exhibit, **form.entries(), by=current_user)):
        return redirect(url_for(".show", exhibit_id=exhibit.id))
    at = {"holding": chain.present_holding(exhibit), "waiting": chain.pending_event(exhibit)}
    return answer("evidence/take_back.html", form, exhibit=exhibit, **at)


@bp.route("/custody/<uuid:custody_id>/receipt", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_READ)
def receipt(custody_id: uuid.UUID) -> Any:
    """File the receipt for a hand-over."""
    event, form = fetch(CustodyEvent, custody_id), ReceiptForm.of_request()
    check_may_handle(event.exhibit.case, current_user)
    if attempt(form, lambda: custody.file_receipt(event, **form.entries(), by=current_user)):
        return redirect(url_for(".show", exhibit_id=event.exhibit_id))
    return answer("evidence/receipt.html", form, event=event, exhibit=event.exhibit)
