"""The pages about an agency's own pack, for those who look after it."""

from typing import Any

from flask import Blueprint, render_template

from casemgr.errors import NotFound
from casemgr.permissions import Permission, requires
from casemgr.tenants import core_pack, current_pack, packs
from casemgr.tenants.fit import comparable, compare
from casemgr.tenants.pack import Pack

CORE = "shared"

bp = Blueprint("tenants", __name__, url_prefix="/pack", template_folder="templates")


@bp.get("/fit")
@requires(Permission.PACK_READ)
def fit() -> Any:
    """Show in percent what the agency shares with the core and with open agencies."""
    ours = current_pack()
    shares = {slug: compare(ours, other) for slug, other in _others(ours).items()}
    return render_template("tenants/fit.html", ours=ours, others=_others(ours), shares=shares)


@bp.get("/fit/<name>")
@requires(Permission.PACK_READ)
def compared(name: str) -> Any:
    """Name what is the same and what is not between the agency's pack and another."""
    ours = current_pack()
    other = _others(ours).get(name)
    if other is None:
        raise NotFound
    parts = compare(ours, other)
    return render_template("tenants/compared.html", ours=ours, other=other, parts=parts)


def _others(ours: Pack) -> dict[str, Pack]:
    """Return the core, and the agencies that are open to each other like this one."""
    return {CORE: core_pack(), **comparable(ours, packs())}
