"""Drawing the controls of long forms quickly: what is alike on every page is drawn once.

A sound control differs from page to page only in what stands in it. So the template draws it once
with a mark in that place, and from then on the value is set between what comes before and after.
A control with an error, with rows, or with choices of its own is drawn anew each time. Of what
people type nothing is kept: only choices of the list are.
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from casemgr.tenants.field_model import Field

MARK = "\ue000value\ue000"
WRITTEN = ("text", "long_text", "number", "money", "date")
CHOSEN = ("choice", "code_list", "multi_choice", "yes_no")
MOST_KEPT = 64

Draw = Callable[[Any], Markup]


class Molded:
    """Mixed into the controls of an agency's fields: each class keeps its own molds."""

    way = ""
    codes: frozenset[str] = frozenset()
    applies: bool | None = None
    decides = False
    molds: dict[Any, Any]

    def drawn(self, draw: Draw) -> Markup:
        """Return the control as the template draws it."""
        control: Any = self
        if control.errors or not self.way:
            return draw(control)
        state = (control.name, self.applies, self.decides)
        if self.way == "written":
            return self._written(control, state, draw)
        return self._chosen(control, state, draw)

    def _written(self, control: Any, state: Any, draw: Draw) -> Markup:
        if state not in self.molds:
            typed, control.data = control.data, MARK
            self.molds[state] = draw(control).split(MARK)
            control.data = typed
        before, after = self.molds[state]
        drawn: Markup = before + ("" if control.data is None else control.data) + after
        return drawn

    def _chosen(self, control: Any, state: Any, draw: Draw) -> Markup:
        """Draw a choice; only those of the list are kept."""
        data = control.data
        key = (state, tuple(data) if isinstance(data, list) else data)
        if key in self.molds:
            return self.molds[key]
        drawn = draw(control)
        known = self.codes.issuperset(data if isinstance(data, list) else [data])
        if known and len(self.molds) < MOST_KEPT:
            self.molds[key] = drawn
        return drawn


def way_of(field: Field) -> str:
    """Tell how a field's control is drawn: written in, chosen from the same list, or else anew."""
    if field.type in WRITTEN:
        return "written"
    dated = any(option.since or option.until for option in field.options)
    return "chosen" if field.type in CHOSEN and not dated else ""


def codes_of(field: Field) -> frozenset[Any]:
    """List what can stand in a control for choices, also when nothing was chosen."""
    codes = ("yes", "no") if field.type == "yes_no" else (one.code for one in field.options)
    return frozenset(("", None, *codes))
