"""Loading the demonstration: once, into an installation without people of its own."""

import time
from collections.abc import Iterator

from flask import current_app

from casemgr.accounts.queries import find_account
from casemgr.database.context import Actor
from casemgr.database.rows import transaction
from casemgr.demo.access import authenticator_key, demo_password, one_time_code
from casemgr.demo.people import admit_people, has_people, refuse_if_in_use
from casemgr.demo.stories import Member, Story, load_stories
from casemgr.demo.teller import Teller, begin, is_told
from casemgr.errors import Conflict
from casemgr.tenants import packs, tenant_named
from config.settings import ROOT, Settings


def load_demo() -> tuple[int, float]:
    """Tell what has not been told yet; return how many acts that were and how long they took."""
    begun, stories = time.monotonic(), stories_here()
    if not is_loaded(stories):
        refuse_if_in_use(stories)
    done = sum(_tell(story) for story in stories.values())
    return done, time.monotonic() - begun


def stories_here() -> dict[str, Story]:
    """Return the stories of the tenants that this installation serves."""
    return load_stories({slug: pack.time_zone for slug, pack in packs().items()})


def is_loaded(stories: dict[str, Story]) -> bool:
    """Tell whether the demonstration has been loaded here before."""
    return all(has_people(story) for story in stories.values())


def find_code(username: str) -> tuple[str, int]:
    """Return the one-time code that a person of the demonstration can enter now."""
    for story in stories_here().values():
        if any(member.username == username for member in story.people):
            return one_time_code(_settings(), _last_step(story.tenant, username))
    names = ", ".join(one.username for story in stories_here().values() for one in story.people)
    raise Conflict(f"Nobody in the demonstration is called {username}. There are: {names}.")


def sign_ins() -> Iterator[str]:
    """Say line by line who can sign in and how."""
    settings = _settings()
    yield "Demonstration: everybody and everything in it is invented."
    yield f"  Password of everybody   {demo_password(settings)}"
    yield f"  One-time code           {command(settings)} demo code USER"
    yield f"  or an authenticator     key {authenticator_key(settings)}"
    for story in stories_here().values():
        pack = packs()[story.tenant]
        yield f"\n  {pack.name}"
        for member in story.people:
            roles = ", ".join(pack.roles[role].label for role in member.roles)
            yield f"    {member.username:12} {member.name:20} {roles}{_cleared(member)}"


def command(settings: Settings) -> str:
    """Return how to call casemgr for this installation from its folder."""
    home = f"CASEMGR_HOME={settings.home} " if settings.home != Settings().home else ""
    return f"{home}.venv/bin/casemgr" if (ROOT / ".venv").exists() else f"{home}casemgr"


def _cleared(member: Member) -> str:
    return " (cleared)" if member.clearances else ""


def _tell(story: Story) -> int:
    """Tell a story, or go on where telling it was interrupted.

    People without a journal were admitted from another home folder, where the story was told.
    """
    journal = _settings().home / "demo" / f"{story.tenant}.jsonl"
    if has_people(story):
        if not journal.exists() or is_told(journal):
            return 0
    else:
        begin(journal)
    return Teller(story, admit_people(story), journal).tell()


def _last_step(slug: str, username: str) -> int:
    tenant = tenant_named(slug)
    if tenant is None:
        return 0
    with transaction(Actor(tenant.id, purpose="set-up"), read_only=True):
        account = find_account(username)
        return account.totp_last_step if account else 0


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
