"""The blueprint of the query pages, and their place in the navigation."""

from flask import Blueprint
from flask_login import current_user

from casemgr import navigation
from casemgr.errors import NotFound
from casemgr.permissions import Permission

bp = Blueprint("registry", __name__, url_prefix="/registry", template_folder="../templates")
navigation.offer(
    "Registry",
    "registry.index",
    Permission.REGISTRY_READ,
    65,
    icon="licence",
    key="r",
    when=lambda person: bool(person.pack.schemes),
)


@bp.before_request
def require_schemes() -> None:
    """An agency without schemes has no registry."""
    if current_user.is_authenticated and not current_user.pack.schemes:
        raise NotFound
