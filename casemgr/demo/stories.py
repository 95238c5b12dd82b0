"""The stories of the demonstration: who is in them, and who does what when, read from YAML."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from casemgr import clock

FOLDER = Path(__file__).parent / "stories"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TEN = time(10)
TOLD_IN = re.compile(r"\b(202[56])\b")


@dataclass(frozen=True)
class Member:
    """An invented person with an account, roles and clearances (each with its reason)."""

    username: str
    name: str
    title: str
    office: str
    roles: tuple[str, ...]
    clearances: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """Something that a person does at a moment; `name` is how later acts refer to what it made."""

    at: datetime
    by: str
    verb: str
    entries: Mapping[str, Any]
    name: str = ""


@dataclass(frozen=True)
class Story:
    """What is told of one office: its people and their acts, in the order of time.

    Loaded are the acts: the plot of the main case and what is told in short. Walked through the
    web application are the plot and the ending.
    """

    tenant: str
    people: tuple[Member, ...]
    parties: Mapping[str, Mapping[str, Any]]
    acts: tuple[Act, ...]
    plot: tuple[Act, ...] = ()
    ending: tuple[Act, ...] = ()

    def member(self, username: str) -> Member:
        """Return the person of that user name."""
        return next(one for one in self.people if one.username == username)


def load_stories(zones: Mapping[str, str]) -> dict[str, Story]:
    """Read the story of each tenant that has one; `zones` are the tenants' time zones."""
    found = [_load(path, zones) for path in sorted(FOLDER.glob("*.yaml"))]
    return {story.tenant: story for story in found if story is not None}


def _load(path: Path, zones: Mapping[str, str]) -> Story | None:
    text = path.read_text()
    data = yaml.load(_moved_back(text), Loader=LOADER)  # noqa: S506 (a safe one, our own file)
    if data["tenant"] not in zones:
        return None
    people = tuple(_member(*entry) for entry in data["people"].items())
    zone, plot = ZoneInfo(zones[data["tenant"]]), data.get("story", [])
    return Story(
        data["tenant"],
        people,
        data.get("parties", {}),
        acts=_in_order([*plot, *_docket(data), *data.get("registry", ())], zone),
        plot=_in_order([one for one in plot if "at" in one], zone),
        ending=tuple(_act(one, zone) for one in data.get("ending", ())),
    )


def _in_order(told: list[dict[str, Any]], zone: ZoneInfo) -> tuple[Act, ...]:
    """Put the acts in the order of time; what came some days ago comes after all dated ones."""
    dated = sorted((_act(one, zone) for one in told if "at" in one), key=lambda act: act.at)
    recent = sorted((_act(one, zone) for one in told if "ago" in one), key=lambda act: act.at)
    return (*dated, *(act for act in recent if not dated or act.at > dated[-1].at))


def _moved_back(text: str) -> str:
    """Tell a story that would end in the future as one of earlier years."""
    last = max(re.findall(r"\bat: (20\d\d)-(\d\d-\d\d)", text), default=("2026", "01-01"))
    years = 0
    while date.fromisoformat(f"{int(last[0]) - years}-{last[1]}") >= clock.today():
        years += 1
    return TOLD_IN.sub(lambda year: str(int(year[0]) - years), text)


def _member(username: str, facts: dict[str, Any]) -> Member:
    return Member(username, **{**facts, "roles": tuple(facts["roles"])})


def _act(entry: dict[str, Any], zone: ZoneInfo) -> Act:
    rest = dict(entry)
    at, ago, by, verb, name = (rest.pop(key, "") for key in ("at", "ago", "by", "do", "name"))
    if at:
        return Act(datetime.fromisoformat(at).replace(tzinfo=zone), by, verb, rest, name)
    day = clock.today() - timedelta(days=int(ago or 0))
    return Act(datetime.combine(day, TEN, zone), by, verb, rest, name)


def _docket(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Tell cases in short: opened, one subject, asked for, approved, and what came then."""
    for position, entry in enumerate(data.get("docket", ())):
        name, agent, day = f"docket_{position}", entry["by"], entry["opened"]
        begun = datetime.combine(day, datetime.min.time()) + timedelta(hours=9, minutes=position)
        asked = {"case": name, "role": "subject", **_party(entry["subject"])}
        yield {"at": str(begun), "by": agent, "do": "open_case", "name": name} | _facts(entry, data)
        yield {"at": _after(begun, 1), "by": agent, "do": "add_new_subject", **asked}
        yield _step(begun, 2, agent, name, "submit_opening")
        if "approver" in entry:
            yield _step(begun, 3, entry["approver"], name, "approve_opening")
        yield from ({"do": "take_step", "record": name, **step} for step in entry.get("then", ()))
        if "approver" in entry and entry.get("reviewed", True):
            review = {"do": "take_step", "record": name, "step": "record_review"}
            yield {"ago": 5 + 3 * position, "by": entry["approver"], **review}


def _facts(entry: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    named = {
        "trafficking_scheme": entry.get("scheme"),
        "firearms_involved": entry.get("firearms"),
        "gdep": entry.get("gdep"),
        "source_of_case": "agent",
        "priority": "routine",
    }
    facts = {name: value for name, value in named.items() if value is not None}
    return {
        "title": entry["title"],
        "case_type": entry["type"],
        "venue": data["venue"],
        "predication": entry["predication"],
        "fields": facts | entry.get("fields", {}),
    }


def _party(name: str) -> dict[str, Any]:
    """Tell a person from an organization by the three words of a full name."""
    words = name.split()
    if len(words) == 3 and words[0] != "Unknown":
        given, middle, family = words
        facts = {"given_name": given, "middle_name": middle, "family_name": family}
        return {"kind": "person", "facts": facts}
    if words[0] == "Unknown":
        return {"kind": "person", "facts": {"family_name": name}}
    return {"kind": "organization", "facts": {"name": name}}


def _step(begun: datetime, hours: int, by: str, name: str, step: str) -> dict[str, Any]:
    return {"at": _after(begun, hours), "by": by, "do": "take_step", "record": name, "step": step}


def _after(begun: datetime, hours: int) -> str:
    return str(begun + timedelta(hours=hours))
