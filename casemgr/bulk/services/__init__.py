"""What is done with a change to many cases: asked for and tried, made, stopped, gone on with."""

from casemgr.bulk.services.asking import MOST, ask_change, check_count
from casemgr.bulk.services.parts import make_part, try_part
from casemgr.bulk.services.running import make_change, stop_change

__all__ = [
    "MOST",
    "ask_change",
    "check_count",
    "make_change",
    "make_part",
    "stop_change",
    "try_part",
]
