"""Prosecution packets: the elements matrix, what must hold, building, submitting, the answer."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the packets, do their jobs, and offer what workflows and other pages ask of them."""
    from casemgr.packets import jobs, offers, rules, ties, views  # noqa: F401

    rules.offer_rules()
    offers.offer_parts()
    ties.watch_removals()
    views.register(app)
