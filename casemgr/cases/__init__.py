"""Investigations: subjects, charges, team, timeline, tasks, notes, and a person's own work."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the cases, and offer the workflows what they ask about a case."""
    from casemgr.cases import jobs, offers, rules, views  # noqa: F401

    rules.offer_rules()
    offers.offer_parts()
    views.register(app)
