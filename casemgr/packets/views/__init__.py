"""The pages of packets: the elements matrix, the readiness of a case, the packets themselves."""

from flask import Flask

from casemgr.packets.views import elements, packets, readiness
from casemgr.packets.views.blueprint import bp

__all__ = ["elements", "packets", "readiness", "register"]


def register(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(bp)
