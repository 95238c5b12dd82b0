"""The way from a name to its page in the name index."""

from flask import url_for
from flask_login import current_user
from markupsafe import Markup, escape

from casemgr.parties.models import Party
from casemgr.permissions import Permission


def party_link(party: Party) -> Markup:
    """Return a name, which leads to its page those who may read the index."""
    if not current_user.may(Permission.PARTY_READ):
        return escape(party.name)
    page = url_for("parties.show", party_id=party.id)
    return Markup('<a href="{}">{}</a>').format(page, party.name)
