"""The forms of a case; an agency's own fields are added to them from its pack."""

from casemgr.cases.forms.asked import (
    AgentForm,
    EntryForm,
    LinkForm,
    MemberForm,
    NoteForm,
    ReasonForm,
    StepForm,
    TaskForm,
)
from casemgr.cases.forms.filters import filter_form
from casemgr.cases.forms.making import (
    access_form,
    adding_form,
    agent_form,
    charge_form,
    editing_form,
    member_form,
    new_subject_form,
    note_form,
    opening_form,
    step_form,
    subject_form,
    task_form,
    wording_form,
)
from casemgr.cases.forms.tables import TableForm

__all__ = [
    "AgentForm",
    "EntryForm",
    "LinkForm",
    "MemberForm",
    "NoteForm",
    "ReasonForm",
    "StepForm",
    "TableForm",
    "TaskForm",
    "access_form",
    "adding_form",
    "agent_form",
    "charge_form",
    "editing_form",
    "filter_form",
    "member_form",
    "new_subject_form",
    "note_form",
    "opening_form",
    "step_form",
    "subject_form",
    "task_form",
    "wording_form",
]
