"""The name index: finding, showing, entering and correcting people and organizations."""

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr import navigation
from casemgr.database.rows import fetch
from casemgr.parties import queries, services
from casemgr.parties.appearances import appearances_of
from casemgr.parties.forms import ADDRESSES, FORMS, IDENTIFIERS, PHONES, PartyForm
from casemgr.parties.models import Party
from casemgr.permissions import Permission, requires

bp = Blueprint("parties", __name__, url_prefix="/parties", template_folder="templates")
navigation.offer("Name index", "parties.index", Permission.PARTY_READ, 60, icon="people", key="n")
LABELS = {"identifiers": IDENTIFIERS, "addresses": ADDRESSES, "phones": PHONES}


@bp.get("/")
@requires(Permission.PARTY_READ)
def index() -> Any:
    """List the index, or what begins with the name that is looked for."""
    asked = request.args.to_dict()
    asked["q"] = searched(asked.get("q", ""))
    page = queries.list_parties(asked)
    known_as = queries.list_by_alias(asked["q"], but=page.items) if page.first == 1 else []
    return render_template("parties/index.html", page=page, q=asked["q"], known_as=known_as)


@bp.get("/<uuid:party_id>")
@requires(Permission.PARTY_READ)
def show(party_id: uuid.UUID) -> Any:
    """Show who a party is and where they appear."""
    party = fetch(Party, party_id)
    return render_template(
        "parties/show.html", party=party, labels=LABELS, appearances=appearances_of(party)
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PARTY_WRITE)
def create() -> Any:
    """Enter a person or an organization, unless the index has them."""
    kind = "organization" if request.args.get("kind") == "organization" else "person"
    form = FORMS[kind].of_request()
    made: list[Party] = []
    if form.is_sent() and form.carries_out(lambda: made.append(_create(kind, form))):
        return redirect(url_for(".show", party_id=made[0].id))
    page = render_template("parties/create.html", form=form, kind=kind, candidates=form.candidates)
    return page, form.status


@bp.route("/<uuid:party_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTY_WRITE)
def edit(party_id: uuid.UUID) -> Any:
    """Correct what is known of a party."""
    party = fetch(Party, party_id)
    form = FORMS[party.kind].of_request(party)
    if form.is_sent() and form.carries_out(lambda: _update(party, form)):
        return redirect(url_for(".show", party_id=party.id))
    return render_template("parties/edit.html", form=form, party=party), form.status


def searched(typed: str) -> str:
    """Return what was typed into a search box, without characters that nothing contains."""
    printable = "".join(letter if letter.isprintable() else " " for letter in typed)
    return " ".join(printable.split())[:200]


def _create(kind: str, form: PartyForm) -> Party:
    return services.create_party(kind, by=current_user, **form.entries())


def _update(party: Party, form: PartyForm) -> None:
    form.check_version(party)
    facts = form.entries()
    facts.pop("sure")
    services.update_party(party, by=current_user, **facts)
