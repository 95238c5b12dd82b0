"""The agency of the guide, from an empty folder to the prosecutor's inbox, by the guide's words."""

import re
import shlex
import shutil
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyotp
import pytest
from click.testing import CliRunner

from casemgr import clock, commands, create_app
from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.cli import main
from casemgr.database.embedded import temporary_server
from casemgr.database.rows import fetch
from casemgr.extensions import db
from casemgr.jobs.worker import Worker
from casemgr.packets.submissions.queries import list_submissions
from casemgr.workflows.clocks import list_clocks
from casemgr.workflows.services import history, instance_of, take_step
from config.settings import Settings
from tests.casemgr.tenants.conftest import CONFIG
from tests.casemgr.tenants.guide import commands_of, write_example

EXAMPLE, CHANGING = "A worked example, from an empty folder", "Changing a pack that is in use"
PASSWORD = "granite and juniper at dusk"
OPENED = date(2026, 3, 2)


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    """An installation whose packs are the shipped ones and what the guide tells to write."""
    config = tmp_path_factory.mktemp("guide") / "config"
    for part in ("shared", "tenants"):
        shutil.copytree(CONFIG / part, config / part)
    write_example(config)
    with temporary_server() as server:
        yield Settings(home=server.home, packs=config, data=config / "none", web_threads=4)


@pytest.fixture(scope="session")
def typed(settings):
    """Type a command of the guide; a password is asked for where it creates an account."""
    where = {"HOME": settings.home, "PACKS": settings.packs, "DATA": settings.data}
    environment = {f"CASEMGR_{name}": str(path) for name, path in where.items()}

    def run(line):
        program, *arguments = shlex.split(line)
        assert program == "casemgr"
        told = f"{PASSWORD}\n{PASSWORD}\n"
        return CliRunner().invoke(main, arguments, input=told, env=environment)

    return run


@pytest.fixture(scope="session")
def app(settings, typed):
    """The application over that installation, which the guide's own commands have set up."""
    for line in ("casemgr tenants check", "casemgr db migrate"):
        assert line in commands_of(EXAMPLE)
        done = typed(line)
        assert done.exit_code == 0, done.output
    app = create_app(settings)
    app.config["TESTING"] = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def all_typed(app, typed, monkeypatch):
    """Type every command of a chapter, and return what was answered."""
    monkeypatch.setattr(commands, "application", lambda settings, check_packs=True: app)

    def run(chapter):
        answers = {}
        for line in commands_of(chapter):
            done = typed(line)
            assert done.exit_code == 0, (line, done.output)
            answers[line] = done.output
        return answers

    return run


@pytest.fixture
def rangers(packet_people):
    return packet_people("rangers")


@pytest.fixture
def at():
    """Let what is done inside happen on that day in the agency's time."""
    zone = ZoneInfo("America/Denver")
    return lambda day: clock.telling_of(datetime(day.year, day.month, day.day, 9, tzinfo=zone))


@pytest.fixture
def take(acting):
    """Take a step of a case as somebody."""

    def step(case, name, by, **more):
        with acting(by):
            take_step(fetch(Case, case.id), name, by=by, **more)
        with acting(by):
            return instance_of(fetch(Case, case.id)).states

    return step


def test_the_commands_of_the_example_take_the_agency_into_use(all_typed, browser):
    answers = all_typed(EXAMPLE)

    assert answers["casemgr tenants check"] == "Every pack is sound.\n"
    assert re.search("rangers .* set up .*Park Ranger", answers["casemgr tenants list"])
    assert re.search("valley-attorney .*prosecutor .* set up", answers["casemgr tenants list"])
    assert len(answers["casemgr users list rangers"].splitlines()) == 5
    assert signed_in(browser(), "mlowe") == "/me/password"


def signed_in(client, username):
    """Sign in for the first time, as the guide says, and return where that leads."""
    client.send("/notice", "/notice")
    client.send("/sign-in", "/sign-in", agency="rangers", username=username, password=PASSWORD)
    page = client.get("/sign-in/authenticator")
    code = pyotp.TOTP(re.search(r"[A-Z2-7]{32}", page.text)[0]).now()
    answer = client.send("/sign-in/authenticator", "/sign-in/authenticator", code=code)
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.mark.parametrize(
    ("case_type", "number"), [("monument", "31-2026-001"), ("poaching", "31-2026-500")]
)
def test_a_case_gets_the_number_that_the_guide_tells(make_case, rangers, at, case_type, number):
    with at(OPENED):
        case = make_case(rangers.agent, case_type=case_type, state="active")

    assert case.number == number


def test_a_report_becomes_part_of_the_record(make_case, make_approved_report, rangers):
    case = make_case(rangers.agent, state="active")

    report = make_approved_report(case, rangers.agent, rangers.chief)

    assert (report.number, report.state) == (1, "approved")


def test_a_closed_site_has_ten_working_days(make_case, rangers, at, take, app):
    with at(OPENED):
        case = make_case(rangers.agent, state="active")
        assert "site_closed" in take(case, "close_site", rangers.agent, reason="Rockfall")
    with acting_as(rangers.agent):
        [site] = [
            one for one in list_clocks(instance_of(fetch(Case, case.id))) if one.name == "site"
        ]
    assert site.due_on == date(2026, 3, 16)

    for day in (12, 22):
        with at(OPENED + timedelta(days=day)):
            Worker(app, name="clockmaker").run_all()

    with acting_as(rangers.agent):
        told = [one.label for one in history(fetch(Case, case.id)) if one.kind == "clock"]
    assert len(told) == 3, told


def test_two_people_approve_the_closing(make_case, rangers, take):
    case = make_case(rangers.agent, state="active")
    take(case, "ask_to_close", rangers.agent, reason="Nobody was found")

    assert "pending_close" in take(case, "approve_closing", rangers.supervisor)
    assert "closed" in take(case, "approve_closing", rangers.chief)


def test_the_packet_reaches_the_office_that_the_guide_names(
    make_ready_case, submit, rangers, acting
):
    case = make_ready_case(rangers)

    packet = submit(case, rangers.supervisor)

    assert packet.state == "submitted"
    with acting(rangers.attorney):
        [submission] = list_submissions({}, rangers.attorney).items
        assert submission.sender_name == "Park Ranger Service"


def test_the_commands_that_change_a_pack_work(all_typed, make_person, settings):
    make_person("rangers", "tenant_administrator", username="pvale")
    file = settings.packs / "tenants" / "rangers" / "tenant.yaml"
    kept = file.read_text()
    file.write_text(kept.replace("incident investigation", "incident"))

    answers = all_typed(CHANGING)

    file.write_text(kept)
    assert "Version 2 is in use." in "".join(answers.values())
    assert "Version 3 is in use." in "".join(answers.values())
