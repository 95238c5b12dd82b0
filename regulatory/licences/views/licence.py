"""The page of a licence."""

import uuid
from typing import Any

from flask import render_template

from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from regulatory.licences.describing import describe
from regulatory.licences.views.blueprint import LICENCE, bp
from regulatory.registry.models import Licence


@bp.get(LICENCE)
@requires(Permission.REGISTRY_READ)
def show(licence_id: uuid.UUID) -> Any:
    """Show what a licence allows, where, who stands behind it and what became of it."""
    licence = fetch(Licence, licence_id)
    return render_template("licences/show.html", licence=licence, told=describe(licence))
