"""Saying what the checker finds beside the control of a form from which it comes."""

import re
from collections.abc import Iterator, Mapping

from casemgr.changes.inspecting import Look, in_words
from casemgr.forms import Form
from casemgr.tenants.problems import Problem

KEY = re.compile(r"([a-z_]+)['\"]?:(?: |$)")
# Controls that are not called as files call what they ask.
CONTROLS = {"from": "sources", "to": "target", "while": "states", "approval": "approvals"}


def fresh_problems(look: Look, before: Look) -> list[Problem]:
    """List what is wrong after an edit and was not before."""
    known = {one.message for one in before.problems}
    return [one for one in look.problems if one.message not in known]


def place_problems(form: Form, problems: list[Problem], files: Mapping[str, str]) -> None:
    """Say each problem at the control that asks for what stands there; the others stay above."""
    placed = []
    for problem in problems:
        name = next((one for one in _keys(problem, files) if one in form), "")
        if name and not form[name].errors:
            form[name].errors = [in_words(problem)]
            placed.append(in_words(problem))
    form.form_errors = [
        one for one in form.form_errors if not any(one.startswith(words) for words in placed)
    ]


def _keys(problem: Problem, files: Mapping[str, str]) -> Iterator[str]:
    """Name the key at the place of a problem, the nearest first, and those around it."""
    lines = files.get(problem.file.removeprefix("config/"), "").splitlines()[: problem.line]
    deep = 10**6
    for place, line in enumerate(reversed(lines)):
        indent = len(line) - len(line.lstrip(" -"))
        if indent >= deep or not line.strip():
            continue
        deep = indent
        found = [one for one in KEY.finditer(line) if place or one.start() < problem.column]
        for one in reversed(found if not place else found[:1]):
            yield CONTROLS.get(one[1], one[1])
