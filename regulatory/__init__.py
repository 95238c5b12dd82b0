"""The licensing side: schemes, registries, their imports, queries and public check."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Check in every pack what the licensing side reads of it."""
    from regulatory import rules

    rules.offer_rules()
