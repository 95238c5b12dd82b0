"""What is done with a case: opening it, and keeping all that hangs on it."""

from casemgr.cases.services.charges import add_charge, remove_charge, update_charge
from casemgr.cases.services.links import link_cases, unlink_cases
from casemgr.cases.services.notes import add_note, reword_note
from casemgr.cases.services.opening import open_case, restrict_case, update_case
from casemgr.cases.services.subjects import (
    add_new_subject,
    add_subject,
    remove_subject,
    update_subject,
)
from casemgr.cases.services.tasks import add_task, finish_task, reopen_task, update_task
from casemgr.cases.services.team import add_member, assign_agent, remove_member
from casemgr.cases.services.timeline import add_entry, remove_entry, update_entry

__all__ = [
    "add_charge",
    "add_entry",
    "add_member",
    "add_new_subject",
    "add_note",
    "add_subject",
    "add_task",
    "assign_agent",
    "finish_task",
    "link_cases",
    "open_case",
    "remove_charge",
    "remove_entry",
    "remove_member",
    "remove_subject",
    "reopen_task",
    "restrict_case",
    "reword_note",
    "unlink_cases",
    "update_case",
    "update_charge",
    "update_entry",
    "update_subject",
    "update_task",
]
