"""The address of a certificate."""

import uuid
from typing import Any

from flask import Blueprint, Response
from flask_login import current_user

from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from regulatory.certificates.printing import print_certificate
from regulatory.registry.models import Licence

bp = Blueprint("certificates", __name__, template_folder="templates")


@bp.get("/registry/licences/<uuid:licence_id>/certificate.pdf")
@requires(Permission.REGISTRY_READ)
def pdf(licence_id: uuid.UUID) -> Any:
    """Print the certificate of a licence."""
    licence = fetch(Licence, licence_id)
    answer = Response(print_certificate(licence, current_user.name), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"{licence.compact}.pdf")
    return answer
