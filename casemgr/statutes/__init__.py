"""The criminal statutes that cases charge: text, elements, limitation, penalties, courts."""

from flask import Flask

from casemgr import navigation
from casemgr.permissions import Permission
from casemgr.statutes.rulebooks import check_rulebooks
from casemgr.tenants import checks
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem


def init_app(app: Flask) -> None:
    """Offer the catalogue's pages, its place in the navigation and the check of its tables."""
    from casemgr.statutes.views import bp

    app.register_blueprint(bp)
    navigation.offer("Statutes", "statutes.index", Permission.STATUTE_READ, 80, icon="law", key="s")
    checks.offer(check_tables)


def check_tables(pack: Pack) -> list[Problem]:
    """Report what is wrong in the statute tables, which all packs share."""
    return check_rulebooks()
