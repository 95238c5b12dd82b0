"""The child process: reads tasks from its channel until the platform closes it."""

import importlib
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

from casemgr.documents import frames
from casemgr.documents.child import Refused
from casemgr.documents.child.limits import is_spent, limit_process, limit_task

TASKS = {
    "render": "pages",
    "convert": "converting",
    "inspect": "inspecting",
    "assemble": "assembling",
    "count": "counting",
}
Answer = tuple[dict[str, Any], list[bytes]]


def main() -> None:
    """Work until the channel is closed."""
    memory = int(sys.argv[1])
    limit_process(memory)
    with socket.socket(fileno=0) as channel:
        while (message := _next(channel)) is not None:
            head, blobs = _answer(*message)
            head["spent"] = head.get("spent", False) or is_spent(memory)
            frames.send(channel, head, blobs)


def _next(channel: socket.socket) -> Answer | None:
    try:
        return frames.receive(channel)
    except (EOFError, ConnectionError):
        return None


def _answer(head: dict[str, Any], blobs: list[bytes]) -> Answer:
    """Do one task and say what came of it; whatever goes wrong becomes words."""
    limit_task(head["cpu"])
    try:
        module = importlib.import_module(f"casemgr.documents.child.{TASKS[head['task']]}")
        facts, results = module.run(head["facts"], blobs)
    except Refused as refusal:
        return {"done": False, "words": str(refusal)}, []
    except BaseException as fault:  # noqa: BLE001 - WeasyPrint's fatal error is no Exception.
        return {"done": False, "words": _words(fault), "spent": True, "where": _where(fault)}, []
    return {"done": True, "facts": facts}, results


def _words(fault: BaseException) -> str:
    if isinstance(fault, MemoryError):
        return "The document needs more memory than one document may have."
    if isinstance(fault, RecursionError):
        return "The document is nested too deeply."
    return f"The document is damaged or not what it claims to be ({type(fault).__name__})."


def _where(fault: BaseException) -> str:
    """Where in the code it went wrong, for the log; without the message, which quotes evidence."""
    frames_of_it = traceback.extract_tb(fault.__traceback__)[-6:]
    return " < ".join(f"{Path(at.filename).name}:{at.lineno}" for at in reversed(frames_of_it))
