"""A page as a program reads it: its heading, its links, its forms and what a form would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TYPED = ("text", "textarea", "date", "datetime-local", "number", "hidden", "search", "password")


@dataclass
class Control:
    """One entry of a form; a choice knows its options by value and by label."""

    name: str
    kind: str
    value: str = ""
    chosen: bool = True
    label: str = ""


@dataclass
class PageForm:
    """A form with the entries that it would send as it stands."""

    action: str
    method: str = "get"
    controls: list[Control] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Tell whether the form has an entry of that name."""
        return any(one.name == name for one in self.controls)

    def enter(self, name: str, value: Any) -> None:
        """Type a value, or choose options by their values or by how their labels begin."""
        if isinstance(value, dict):
            for part, given in value.items():
                self.enter(f"{name}-{part}", given)
            return
        found = [one for one in self.controls if one.name == name]
        if not found:
            raise LookupError(f"the form at {self.action} has no entry {name}")
        if found[0].kind in TYPED:
            found[0].value = str(value)
        else:
            _choose(found, value if isinstance(value, list) else [value])

    def entries(self) -> list[tuple[str, str]]:
        """Return what a browser would send."""
        return [
            (one.name, one.value)
            for one in self.controls
            if one.name and one.chosen and one.kind not in {"submit", "file"}
        ]


def _choose(options: list[Control], wanted: list[Any]) -> None:
    for one in options:
        one.chosen = False
    for text in map(str, wanted):
        exact = [one for one in options if one.value == text]
        alike = [one for one in options if one.label.startswith(text)]
        if not exact and not alike:
            labels = ", ".join(one.label for one in options)
            raise LookupError(f"{options[0].name} does not offer {text!r} but {labels}")
        (exact or alike)[0].chosen = True


class Page(HTMLParser):
    """What stands on a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.heading, self.text = "", "", ""
        self.links: list[tuple[str, str]] = []
        self.forms: list[PageForm] = []
        self._labels: dict[str, str] = {}
        self._ids: list[tuple[Control, str]] = []
        self._inside: list[str] = []
        self._select: tuple[str, bool] | None = None
        self.feed(html)
        for control, key in self._ids:
            control.label = " ".join(self._labels.get(key, "").split())

    def form(self, action: str = "", entry: str = "") -> PageForm:
        """Return the form that has an entry, or that is sent to an address."""
        posted = [one for one in self.forms if one.method == "post" and action in one.action]
        found = [one for one in posted if not entry or one.has(entry)]
        if not found:
            raise LookupError(f"“{self.heading}” has no form {action} with {entry or 'anything'}")
        return found[-1]

    def link(self, part: str, label: str = "") -> str:
        """Return the address of the first link whose address and label contain these words."""
        for address, words in self.links:
            if part in address and label in words:
                return address
        raise LookupError(f"“{self.heading}” has no link to {part} {label}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in the beginning of an element."""
        given = {name: value or "" for name, value in attrs}
        self._inside.append(tag)
        if tag == "form":
            self.forms.append(PageForm(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "a":
            self.links.append((given.get("href", ""), ""))
        elif tag == "label":
            self._for = given.get("for", "")
        elif tag in {"input", "select", "textarea", "option"} and self.forms:
            self._take_control(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Take in the end of an element."""
        while self._inside and self._inside.pop() != tag:
            pass
        if tag == "select":
            self._end_select()

    def handle_data(self, data: str) -> None:
        """Take in words."""
        inner = self._inside[-1] if self._inside else ""
        self.text += data if inner not in {"script", "style"} else ""
        if "h1" in self._inside:
            self.heading += data
        if inner == "title":
            self.title += data
        if "a" in self._inside and self.links:
            self.links[-1] = (self.links[-1][0], self.links[-1][1] + data)
        if "label" in self._inside:
            self._labels[self._for] = self._labels.get(self._for, "") + data
        if inner in {"option", "textarea"} and self.forms and self.forms[-1].controls:
            self._fill(inner, data)

    def _take_control(self, tag: str, given: dict[str, str]) -> None:
        controls = self.forms[-1].controls
        if tag == "select":
            self._select = (given.get("name", ""), "multiple" in given)
            return
        if tag == "option" and self._select:
            chosen = "selected" in given
            controls.append(Control(self._select[0], "option", given.get("value", ""), chosen))
            return
        kind = given.get("type", "text") if tag == "input" else tag
        chosen = "checked" in given if kind in {"checkbox", "radio"} else True
        value = given.get("value", "on" if kind == "checkbox" else "")
        controls.append(Control(given.get("name", ""), kind, value, chosen))
        self._ids.append((controls[-1], given.get("id", "")))

    def _fill(self, inner: str, data: str) -> None:
        control = self.forms[-1].controls[-1]
        if inner == "option":
            control.label += data.strip()
        else:
            control.value += data

    def _end_select(self) -> None:
        """Choose the first option where none is, as browsers do."""
        if self._select is None:
            return
        name, several = self._select
        options = [one for one in self.forms[-1].controls if one.name == name]
        if options and not several and not any(one.chosen for one in options):
            options[0].chosen = True
        self._select = None
