"""Child processes that work on documents: started when needed, limited, ended when they hang.

A child is a fresh interpreter and never a fork, so it is safe to use from any thread; a process
that forks (a web server's children) forgets the children of its parent and starts its own.
"""

import atexit
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casemgr.documents import frames
from casemgr.errors import CaseMgrError

START = Path(__file__).resolve().parent / "child" / "start.py"
FACES = Path(__file__).resolve().parent / "static" / "fonts.conf"
PASSED_ON = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
log = logging.getLogger(__name__)
_WORKERS: "weakref.WeakSet[Worker]" = weakref.WeakSet()


class DocumentRefused(CaseMgrError):
    """A document cannot be worked on; the message says why in a whole sentence."""

    status = 422
    title = "The document could not be read"


@dataclass(frozen=True)
class Limits:
    """What one task may use: seconds of processor, seconds in all, bytes of memory."""

    cpu: int = 30
    wall: int = 60
    memory: int = 1 << 30


class Worker:
    """One child process at a time, replaced after so many tasks, a failure or too much memory."""

    def __init__(self, limits: Limits, *, tasks: int = 200) -> None:
        self.limits = limits
        self._tasks = tasks
        self._left = 0
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        _WORKERS.add(self)

    def call(
        self, task: str, facts: Mapping[str, Any], blobs: Sequence[bytes] = ()
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Have the child do one task; DocumentRefused when it cannot, is late or dies."""
        with self._lock:
            self._start_if_needed()
            head, results = self._exchange({"task": task, "facts": dict(facts)}, blobs)
            self._left -= 1
            if head["spent"] or not self._left:
                self.close()
        if "where" in head:
            log.warning("a %s task failed at %s", task, head["where"])
        if not head["done"]:
            raise DocumentRefused(head["words"])
        return head["facts"], results

    def close(self) -> None:
        """End the child process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        self._channel.close()
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def pid(self) -> int | None:
        """The process id of the child that is running now."""
        return self._process.pid if self._process else None

    def _start_if_needed(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(START), str(self.limits.memory)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        self._channel, self._left = ours, self._tasks

    def _exchange(
        self, message: dict[str, Any], blobs: Sequence[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        deadline = time.monotonic() + self.limits.wall
        try:
            self._channel.settimeout(self.limits.wall)
            frames.send(self._channel, {**message, "cpu": self.limits.cpu}, blobs)
            return frames.receive(self._channel, deadline)
        except TimeoutError:
            self._kill()
            reason = f"it took longer than {self.limits.wall} seconds"
        except (EOFError, OSError):
            reason = self._how_it_ended()
        except BaseException:
            self._kill()
            raise
        raise DocumentRefused(f"The document could not be worked on: {reason}.")

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()

    def _how_it_ended(self) -> str:
        """Why the child ended in the middle of its task, for a person."""
        process = self._process
        self.close()
        if process is not None and process.returncode == -signal.SIGXCPU:
            return f"it needed more than {self.limits.cpu} seconds of processor time"
        return f"it broke the program that reads it, which may use {self.limits.memory >> 20} MiB"

    def forget(self) -> None:
        """After a fork: let go of the parent's child, for which only the parent waits."""
        self._lock = threading.Lock()
        if self._process is not None:
            self._channel.close()
            self._process.returncode = 0
            self._process = None


def _environment() -> dict[str, str]:
    """Only what a child needs: no address, no secret, and the same hashes on each run.

    The operator may name other faces than ours.
    """
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    fixed = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0", "MALLOC_ARENA_MAX": "2"}
    faces = {"FONTCONFIG_FILE": str(FACES)}
    return {**faces, **kept, **fixed, "LANG": "C.UTF-8", "TZ": "UTC"}


def close_workers() -> None:
    """End every child process of this process."""
    for worker in list(_WORKERS):
        worker.close()


def _forget_workers() -> None:
    for worker in list(_WORKERS):
        worker.forget()


atexit.register(close_workers)
os.register_at_fork(after_in_child=_forget_workers)
