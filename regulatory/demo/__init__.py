"""Registries of the demonstration: lists of invented licensees, and what stories tell of them."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let the stories tell of licences too."""
    from regulatory.demo import acts  # noqa: F401
