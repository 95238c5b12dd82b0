"""Freezing a case: all that its packet will say, written down once as plain words and numbers.

Everything after this works from what was frozen and from files known by their hash, so that the
packet can be built again years later, whatever has become of the case, its people and its agency.
"""

from typing import Any

from casemgr.packets.freezing.content import FORMAT, freeze_case

__all__ = ["FORMAT", "Frozen", "freeze_case"]

Frozen = dict[str, Any]
