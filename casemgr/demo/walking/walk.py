"""The walk: investigations from the first facts to the prosecutor's answers, and its account."""

import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from casemgr.demo.access import demo_password, one_time_code
from casemgr.demo.stories import Act, Member, Story
from casemgr.demo.walking import handling
from casemgr.demo.walking.browser import Browser, WalkStopped
from casemgr.demo.walking.deeds import DEEDS
from casemgr.demo.walking.installation import Installation
from casemgr.packets import verify
from casemgr.parties.naming import full_name

STAGES = {
    "opening": ("open_case", "add_subject", "add_member"),
    "record": ("add_task", "finish_task", "add_note", "reword_note", "add_entry"),
    "reports": ("write_report", "rewrite_report", "comment"),
    "evidence": ("log_exhibit", "edit_exhibit", "add_files", "release", "confirm", "take_back"),
    "charges and elements": ("add_charge", "prove"),
    "steps": ("take_step", "file_receipt", "look_for_blockers"),
    "packet": ("submit_packet",),
    "prosecutor": ("take_up", "answer", "look_for_answer"),
}
NAME_PARTS = ("given_name", "middle_name", "family_name", "suffix")
assert handling, "its deeds are registered by importing it"


class Walk:
    """One agency's investigation, done page by page by the people of its story."""

    def __init__(self, place: Installation, story: Story, copies: Path, tell: Callable[[str], Any]):
        self.place, self.story, self.copies, self.tell = place, story, copies, tell
        self.known: dict[str, str] = {}
        self.cases: list[str] = []
        self.citations: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        self.parties: dict[str, Mapping[str, Any]] = dict(story.parties)
        self.browsers: dict[str, Browser] = {}
        self.seconds = dict.fromkeys(["sign-in", *STAGES], 0.0)

    def run(self) -> None:
        """Let everything happen, from the opening to the last answer."""
        begun = time.monotonic()
        for act in (*self.story.plot, *self.story.ending):
            self._perform(act)
        pages = sum(browser.requests for browser in self.browsers.values())
        took = time.monotonic() - begun
        self.say("walked", f"{pages} requests by {len(self.browsers)} people in {took:.1f} s")
        spent = (f"{stage} {seconds:.1f} s" for stage, seconds in self.seconds.items() if seconds)
        self.say("of which", ", ".join(spent))

    def say(self, what: str, *words: str) -> None:
        """Tell what has come of something."""
        for word in words:
            self.tell(f"  {what:10} {word}")
            what = ""

    def member(self, username: str) -> Member:
        """Return somebody of the stories."""
        return next(one for one, _ in self._everybody() if one.username == username)

    def label(self, party: str) -> str:
        """Return the name by which forms offer a party."""
        facts = self.parties[party]
        return facts.get("name") or full_name(*(facts.get(part, "") for part in NAME_PARTS))

    def in_app(self, make: Callable[[], bytes]) -> bytes:
        """Make something that needs the installation's settings."""
        with self.place.app.app_context():
            return make()

    def keep_packet(self, browser: Browser, link: str) -> None:
        """Keep a copy of a packet and check it with the program that is inside it."""
        words = browser.open(link).heading.split()
        number, label = words[1], words[3]
        case = next(name for name, key in self.known.items() if key in self.cases)
        self.numbers[case] = label
        copy = self.copies / f"{label}-packet-{number}.zip"
        copy.write_bytes(browser.fetch(f"{link}/packet.zip"))
        manifest = json.loads(zipfile.ZipFile(copy).read("manifest.json"))
        bates = manifest["bates"]
        self.say("packet", str(copy))
        self.say("pages", f"{bates['pages']}, Bates {bates['first']} to {bates['last']}")
        self.say("verify", verified(copy))

    def _perform(self, act: Act) -> None:
        browser = self._browser(act.by)
        begun = time.monotonic()
        try:
            made = DEEDS[act.verb](self, browser, **act.entries)
        except (LookupError, StopIteration) as error:
            said = " ".join(browser.page.text.split())[:1200]
            raise WalkStopped(f"{act.by}, {act.verb} {act.name}: {error!r}. {said}") from error
        if act.name and made:
            self.known[act.name] = made
            self.cases += [made] if act.verb == "open_case" else []
        self.seconds[_stage(act.verb)] += time.monotonic() - begun

    def _browser(self, username: str) -> Browser:
        if username not in self.browsers:
            begun, settings = time.monotonic(), self.place.settings
            _, tenant = next(one for one in self._everybody() if one[0].username == username)
            browser = self.browsers[username] = Browser(self.place.address)
            password, code = demo_password(settings), lambda: one_time_code(settings)[0]
            browser.sign_in(tenant, username, password, code)
            self.seconds["sign-in"] += time.monotonic() - begun
        return self.browsers[username]

    def _everybody(self) -> Iterable[tuple[Member, str]]:
        stories = self.place.stories.values()
        return ((member, story.tenant) for story in stories for member in story.people)


def verified(copy: Path) -> str:
    """Check a packet with the standard-library verifier, as a stranger to the platform would."""
    done = subprocess.run(
        [sys.executable, "-I", str(verify.__file__), str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    words = " ".join((done.stdout or done.stderr).split())
    if done.returncode != 0:
        raise WalkStopped(f"{copy.name} is not sound: {words[:500]}")
    return words


def _stage(verb: str) -> str:
    return next(stage for stage, verbs in STAGES.items() if verb in verbs)
