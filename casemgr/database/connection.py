"""Connecting an application to its database, as the role that row security binds."""

from flask import Flask, current_app
from psycopg import Connection

from casemgr.database import context
from casemgr.database.floors import check_server
from casemgr.database.installation import addresses, connect_directly, context_key
from casemgr.extensions import db


def connect(app: Flask) -> None:
    """Bind the application to its database, refusing one that cannot keep tenants apart."""
    settings = app.config["SETTINGS"]
    address = addresses(settings).app
    app.config["CONTEXT_KEY"] = context_key(settings)
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": settings.web_threads + 2,
        "max_overflow": 10,
        "pool_pre_ping": True,
        "pool_use_lifo": True,  # few connections, whose statements are prepared already
        "pool_reset_on_return": "rollback",
    }
    db.init_app(app)
    with connect_directly(address) as connection:
        check_server(connection)


def connect_as_operator(app: Flask) -> Connection:
    """Open a connection that may run the job queue and read no content."""
    return connect_directly(addresses(app.config["SETTINGS"]).operator)


context.install(db.session, lambda: current_app.config["CONTEXT_KEY"])
