"""The teller: lets each act of a story happen through the services, as the person who does it."""

import json
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casemgr import clock
from casemgr.accounts.people import Person, acting_as
from casemgr.database.base import Base
from casemgr.database.rows import acting
from casemgr.demo.acts import ACTS
from casemgr.demo.stories import Act, Story
from casemgr.errors import CaseMgrError
from casemgr.extensions import db

TOLD = "told to the end"
MODELS = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}


class StoryStuck(CaseMgrError):
    """An act of a story was refused; the message names it."""

    status = 500
    title = "The demonstration cannot be told"


def begin(journal: Path) -> None:
    """Begin the journal of a story that has not been told."""
    journal.parent.mkdir(parents=True, exist_ok=True)
    journal.write_text("")


def is_told(journal: Path) -> bool:
    """Tell whether a story was told to the end."""
    return TOLD in journal.read_text()


@dataclass
class Teller:
    """Tells one story and keeps a journal, so that telling it again goes on where it ended."""

    story: Story
    people: dict[str, Person]
    journal: Path
    known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def tell(self) -> int:
        """Let everything happen that has not happened yet; return how many acts that were."""
        begun = self._remember()
        for act in self.story.acts[begun:]:
            self._perform(act)
        self._write({TOLD: ("", "")})
        return len(self.story.acts) - begun

    def person(self, username: str) -> Person:
        """Return somebody of the story."""
        return self.people[username]

    def record(self, name: str) -> Any:
        """Return what an earlier act made, as it is now."""
        model, key = self.known[name]
        return db.session.get(MODELS[model], (acting().tenant_id, uuid.UUID(key)))

    def knows(self, name: str) -> bool:
        """Tell whether something of that name has been made."""
        return name in self.known

    def _perform(self, act: Act) -> None:
        try:
            with clock.telling_of(act.at), acting_as(self.people[act.by]) as by:
                made = ACTS[act.verb](self, by, **act.entries)
                named = self._named(act.name, made)
        except CaseMgrError as error:
            problems = getattr(error, "problems", None) or ""
            where = f"{self.story.tenant}, {act.at:%Y-%m-%d %H:%M}, {act.by}, {act.verb}"
            raise StoryStuck(f"{where}: {error.message} {problems}") from error
        self._write(named)

    def _named(self, name: str, made: Any) -> dict[str, tuple[str, str]]:
        """Name what an act made, and whomever it entered along the way."""
        found = dict(made) if isinstance(made, dict) else {"": made}
        found[name] = found.pop("")
        return {
            key: (type(one).__name__, str(one.id))
            for key, one in found.items()
            if key and one is not None
        }

    def _write(self, named: dict[str, tuple[str, str]]) -> None:
        self.known |= named
        with open(self.journal, "a") as journal:
            journal.write(json.dumps(named) + "\n")

    def _remember(self) -> int:
        """Read the journal of an earlier telling and return how many acts it had."""
        lines = self.journal.read_text().splitlines()
        for line in lines:
            self.known |= {name: tuple(made) for name, made in json.loads(line).items()}
        return len(lines)
