"""The blueprint of the query pages, and their place in the navigation."""

from flask import Blueprint

from casemgr import navigation
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
