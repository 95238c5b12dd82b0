"""Whom a report speaks of, besides the parties of its case."""

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.database.rows import fetch
from casemgr.parties.models import Party
from casemgr.parties.queries import find_parties
from casemgr.parties.views import searched
from casemgr.permissions import Permission, requires
from casemgr.reports import queries, services
from casemgr.reports.forms import MentionForm
from casemgr.reports.models import Report
from casemgr.reports.services.writing import refuse_unless_editable
from casemgr.reports.views import bp
from casemgr.reports.views.pages import attempt


@bp.route("/reports/<uuid:report_id>/people/add", methods=["GET", "POST"])
@requires(Permission.REPORT_WRITE)
@requires(Permission.PARTY_READ)
def mention(report_id: uuid.UUID) -> Any:
    """Find somebody in the name index and add them to those whom a draft speaks of."""
    report = queries.fetch_report(report_id, current_user)
    refuse_unless_editable(report, current_user)
    form, q = MentionForm.of_request(), searched(request.args.get("q", ""))
    if attempt(form, lambda: _mention(report, form)):
        return redirect(url_for(".show", report_id=report_id, _anchor="people"))
    page = render_template(
        "reports/mention.html", report=report, form=form, q=q, found=find_parties(q)
    )
    return page, form.status


def _mention(report: Report, form: MentionForm) -> Report:
    party = fetch(Party, uuid.UUID(form.party_id.data))
    services.mention_party(report, party, by=current_user)
    return report
