"""How records live: definitions, the engine that moves them, guards, refusals and history."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let every template say where a record stands, and every pack's workflows be checked."""
    from casemgr.workflows import jobs, rules  # noqa: F401 (jobs registers what the worker does)
    from casemgr.workflows.pack_check import offer_checks
    from casemgr.workflows.standing import state_of

    offer_checks()
    rules.offer_rules()
    app.jinja_env.globals["state_of"] = state_of
