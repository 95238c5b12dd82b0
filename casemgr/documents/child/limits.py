"""The limits that a child process puts on itself before it reads a byte of anybody's file."""

import ctypes
import os
import resource
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_NO_NEW_PRIVS = 38


def limit_process(memory: int) -> None:
    """No network where the kernel allows it, no core files, no new rights, so much memory."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    os.umask(0o077)


def limit_task(seconds: int) -> None:
    """From now on, so many seconds of processor time; the kernel ends the process after them."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    budget = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (budget, hard))


def is_spent(memory: int) -> bool:
    """Whether the process has grown so much that a fresh one is better for the next task.

    Not getrusage(): its maximum begins with the size of the process that started this one.
    """
    _, resident, *_ = Path("/proc/self/statm").read_text().split()
    return int(resident) * resource.getpagesize() > memory // 2
