"""What the words of a story mean in the records: people, parties, moments, typed fields."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casemgr.accounts.models import Account
from casemgr.accounts.people import Person
from casemgr.database.rows import acting
from casemgr.errors import Invalid
from casemgr.extensions import db
from casemgr.parties.services import create_party
from casemgr.tenants import current_pack
from casemgr.tenants.fields import clean_fields


def party_named(story: Any, by: Person, name: str) -> Any:
    """Return somebody of the name index, entering them when the story first speaks of them."""
    if story.knows(name):
        return story.record(name)
    facts = dict(story.story.parties[name])
    return create_party(facts.pop("kind"), by=by, sure=True, **facts)


def account_named(story: Any, username: str) -> Account:
    """Return the account of somebody in the story."""
    key = (acting().tenant_id, story.person(username).id)
    account = db.session.get(Account, key)
    assert account is not None, "everybody in the story has an account"
    return account


def typed_fields(
    story: Any,
    subject: str,
    fields: Mapping[str, Any] | None,
    kinds: tuple[str, ...] = (),
    case_type: str = "",
) -> dict[str, Any]:
    """Read the agency's own fields as a form would."""
    asked = current_pack().fields_for(subject, kinds, case_type)
    given = dict(fields or {})
    for one in asked:
        if one.type == "person" and one.name in given:
            given[one.name] = story.record(given[one.name]).id
    values, messages = clean_fields(asked, given, {"case_type": case_type, "kind": "".join(kinds)})
    unknown = given.keys() - {one.name for one in asked}
    if messages or unknown:
        raise Invalid(
            "A field of the story is not right.", {**messages, **dict.fromkeys(unknown, "unknown")}
        )
    return values


def moment_of(text: str) -> datetime:
    """Read a moment in the agency's own time zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(current_pack().time_zone))
