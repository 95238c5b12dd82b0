"""The platform that every agency shares. FEATURES is its table of contents."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from casemgr.http import CaseMgr
from config.settings import Settings

FEATURES = (
    "casemgr.assets",
    "casemgr.compression",
    "casemgr.wording",
    "casemgr.navigation",
    "casemgr.tenants",
    "casemgr.http",
    "casemgr.pages",
    "casemgr.accounts",
    "casemgr.audit",
    "casemgr.jobs",
    "casemgr.workflows",
    "casemgr.documents",
    "casemgr.statutes",
    "casemgr.parties",
    "casemgr.cases",
    "casemgr.bulk",
    "casemgr.reports",
    "casemgr.evidence",
    "casemgr.attachments",
    "casemgr.packets",
    "casemgr.packets.submissions",
    "casemgr.changes",
    "regulatory",
    "regulatory.geography",
    "regulatory.registry",
    "regulatory.licences",
    "regulatory.imports",
    "regulatory.certificates",
    "regulatory.public_check",
    "regulatory.substances",
    "regulatory.demo",
)


def create_app(settings: Settings | None = None, *, check_packs: bool = True) -> Flask:
    """Build the web application of an installation whose database is running.

    Commands that mend a pack start without checking those in use.
    """
    from casemgr.database.connection import connect
    from casemgr.tenants import refuse_unsound_packs

    settings = settings or Settings.from_environment()
    app = CaseMgr(__name__, static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret("flask.key"),
        SESSION_COOKIE_NAME="casemgr-form",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        MAX_CONTENT_LENGTH=settings.upload_limit + 1024 * 1024,
    )
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count)  # type: ignore[method-assign]
    connect(app)
    for name in FEATURES:
        init_app = getattr(import_module(name), "init_app", None)
        if init_app:
            init_app(app)
    if check_packs:
        refuse_unsound_packs(app)
    return app


def offer_rules() -> None:
    """Let every feature offer what workflows may name, and check packs by it; needs no database."""
    from casemgr.workflows.pack_check import offer_checks

    for rules in offered("rules"):
        rules.offer_rules()
    offer_checks()


def offered(name: str) -> Iterator[ModuleType]:
    """Yield the modules of that name that features have."""
    for feature in map(import_module, FEATURES):
        if hasattr(feature, "__path__") and find_spec(f"{feature.__name__}.{name}"):
            yield import_module(f"{feature.__name__}.{name}")
