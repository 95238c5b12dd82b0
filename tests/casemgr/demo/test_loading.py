"""Loading the demonstration: once, to the end, and never among real people."""

import json
import shutil

import pytest
from click.testing import CliRunner

from casemgr.accounts.people import acting_as, load_person
from casemgr.accounts.queries import find_account
from casemgr.accounts.services import disable_account
from casemgr.cases.queries import find_by_number
from casemgr.commands.demo import demo
from casemgr.database.context import Actor
from casemgr.database.rows import transaction
from casemgr.demo import acts
from casemgr.demo.loading import find_code, load_demo, sign_ins
from casemgr.demo.people import InUse
from casemgr.demo.teller import StoryStuck
from casemgr.errors import Conflict
from casemgr.evidence.queries import list_exhibits
from casemgr.packets.checks import run_checks
from casemgr.reports.queries import list_serialised
from casemgr.tenants import tenant_named
from casemgr.workflows.refusals import Unmet
from tests.conftest import empty

TRADER, PHARMACY = "785040-26-0017", "47-26-2002"


@pytest.fixture(autouse=True)
def _clean():
    """Keep what is loaded until the last test here has looked at it."""


@pytest.fixture(scope="module")
def loaded(app, settings):
    """The demonstration, interrupted once on the way."""
    said = acts.ACTS["finish_task"]
    acts.ACTS["finish_task"] = _interrupted
    with app.app_context():
        with pytest.raises(StoryStuck, match="finish_task: Interrupted"):
            load_demo()
        acts.ACTS["finish_task"] = said
        yield load_demo()
    empty(settings)
    shutil.rmtree(settings.home / "demo", ignore_errors=True)


def _interrupted(*_, **__):
    raise Conflict("Interrupted.")


@pytest.fixture
def person(in_app):
    def find(slug, username):
        tenant = tenant_named(slug).id
        with transaction(Actor(tenant, purpose="set-up"), read_only=True):
            account = find_account(username).id
        return load_person(tenant, account)

    return find


def test_interrupted_story_goes_on_where_it_ended(loaded, settings):
    told, _ = loaded
    journal = (settings.home / "demo" / "atf.jsonl").read_text().splitlines()

    assert 0 < told < 320
    assert json.loads(journal[-1]) == {"told to the end": ["", ""]}


def test_loading_again_tells_nothing(loaded, in_app):
    told, _ = load_demo()

    assert told == 0


def test_loading_again_does_not_mind_an_account_that_was_closed(loaded, person):
    administrator = person("atf", "chen")
    with acting_as(administrator):
        disable_account(find_account("petersen"), by=administrator, reason="Left the agency")

    told, _ = load_demo()

    assert told == 0


@pytest.mark.parametrize(
    ("slug", "username", "number", "missing"),
    [
        (
            "atf",
            "okafor",
            TRADER,
            [
                "Exhibits 1 and 2” is not approved (returned)",
                "Exhibit 1: no receipt for “taken back” on May 4, 2026",
                "18 U.S.C. 922(g)(1): no proof of “In or affecting commerce”",
            ],
        ),
        ("dea", "vega", PHARMACY, ["Exhibit 2 has no gross weight."]),
    ],
    ids=["trader", "pharmacy"],
)
def test_packets_are_blocked_by_what_the_stories_left_out(
    loaded, person, slug, username, number, missing
):
    agent = person(slug, username)

    with acting_as(agent):
        outcomes = run_checks(find_by_number(number), agent)

    found = [unmet for outcome in outcomes for unmet in outcome.unmet]
    for unmet, words in zip(found, missing, strict=True):
        assert words in unmet.text
    assert all(isinstance(unmet, Unmet) and unmet.endpoint for unmet in found)


def test_colleague_without_clearance_misses_the_two_restricted_reports(loaded, person):
    numbers = {}
    for username in ("vega", "reyes"):
        with acting_as(person("dea", username)):
            case = find_by_number(PHARMACY)
            numbers[username] = [report.number for report in list_serialised(case)]

    assert numbers == {"vega": [1, 2, 3, 4, 5, 6, 7, 8], "reyes": [1, 2, 3, 4, 6, 7]}


def test_exhibits_have_their_files_and_went_from_hand_to_hand(loaded, person):
    with acting_as(person("atf", "okafor")):
        exhibits = {one.number: one for one in list_exhibits(find_by_number(TRADER))}
        hands = [event.receiver_name for event in exhibits["1"].custody]
        files = [len(exhibits[number].files) for number in ("4", "5", "6", "7", "8")]

    assert hands == [
        "Ruben Castellanos",
        "Dana Okafor",
        "Priya Raman",
        "ATF National Laboratory Center",
        "Priya Raman",
    ]
    assert files == [1, 1, 1, 7, 3]


def test_sign_ins_name_everybody_with_their_roles(loaded, in_app):
    words = "\n".join(sign_ins())

    assert "okafor       Dana Okafor          Case agent (cleared)" in words
    assert "quill        Jonathan Quill       Assistant U.S. Attorney" in words
    assert "demo code USER" in words


def test_person_signs_in_with_the_password_and_the_code(loaded, app, browser, settings):
    from casemgr.demo.access import demo_password

    client = browser()
    client.send("/notice", page="/notice")
    entries = {"agency": "dea", "username": "vega", "password": demo_password(settings)}
    client.send("/sign-in", page="/sign-in", **entries)
    with app.app_context():
        code, _ = find_code("vega")

    client.send("/sign-in/code", page="/sign-in/code", code=code)

    assert "Marisol Vega" in client.get("/me").text


def test_code_for_nobody_names_whom_there_is(loaded, in_app):
    with pytest.raises(Conflict, match="Nobody in the demonstration is called nobody"):
        find_code("nobody")


def test_demonstration_is_not_loaded_among_real_people(settings, app, make_person):
    empty(settings)
    shutil.rmtree(settings.home / "demo", ignore_errors=True)
    make_person("atf", "case_agent", username="jdoe")

    with pytest.raises(InUse, match=r"atf has people of its own \(jdoe\)"):
        load_demo()

    empty(settings)


def test_command_offers_its_three_parts():
    words = CliRunner().invoke(demo, ["--help"]).output

    assert [name for name in ("code", "load", "walk") if f"  {name} " in words] == [
        "code",
        "load",
        "walk",
    ]
