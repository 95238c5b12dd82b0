"""Every command ends in one clear sentence, whatever is missing; a new command cannot lack it."""

import os

import click
import pytest
from click.testing import CliRunner
from psycopg import errors
from sqlalchemy.exc import OperationalError

from casemgr.cli import main
from casemgr.commands.failing import words_for
from casemgr.database.embedded import temporary_server
from casemgr.database.installation import addresses, connect_directly

# They work without a database, or set one up themselves.
ALONE = {
    "run", "db migrate", "demo walk", "packet verify",
    "tenants check", "tenants diff", "tenants schema",
}  # fmt: skip
NOWHERE = "postgresql://casemgr_app:secret-word@127.0.0.1:1/cases"


def leaves(group=main, words=()):
    """Yield each command with the words by which it is called."""
    for name, command in group.commands.items():
        called = (*words, name)
        if isinstance(command, click.Group):
            yield from leaves(command, called)
        else:
            yield " ".join(called), command


COMMANDS = dict(leaves())
NEEDING = sorted(COMMANDS.keys() - ALONE)
PATHS = [
    pytest.param(name, param, id=f"{name} {param.name}")
    for name, command in COMMANDS.items()
    for param in command.params
    if isinstance(param.type, click.Path)
]
READ = [one for one in PATHS if one.values[1].type.exists]


@pytest.fixture
def typed(monkeypatch, tmp_path):
    """Type a command with what it requires, in an environment of its own, and return its end."""
    monkeypatch.setenv("CASEMGR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def typed(name, environment=(), **given):
        command = COMMANDS[name]
        words = [
            word
            for param in command.params
            if param.required or param.name in given or getattr(param, "prompt", None)
            for word in written(param, given.get(param.name) or example(param, tmp_path))
        ]
        call = [*name.split(), *words]
        return CliRunner().invoke(main, call, env=dict(environment))

    return typed


def written(param, value):
    return [value] if isinstance(param, click.Argument) else [param.opts[0], value]


def example(param, folder):
    """Make up what a parameter takes."""
    if not isinstance(param.type, click.Path):
        return "atf"
    path = folder / param.name
    path.mkdir() if not param.type.file_okay else path.write_text("no list")
    return str(path)


def one_sentence(done):
    """Return what a command says as its only error; a trace or a second line is none."""
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in (1, 2)
    *usage, last = done.output.strip().splitlines()
    assert last.startswith("Error: ")
    assert all(line.startswith(("Usage: ", "Try ")) or not line for line in usage), done.output
    return last


def test_the_commands_that_stand_alone_are_commands():
    assert COMMANDS.keys() > ALONE
    assert len(NEEDING) > 20


@pytest.mark.parametrize("name", NEEDING)
def test_on_a_home_that_was_never_set_up_a_command_says_so_and_makes_nothing(typed, tmp_path, name):
    said = one_sentence(typed(name))

    assert f"Nothing is set up in {tmp_path / 'home'} yet." in said
    assert "casemgr db migrate" in said
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", NEEDING)
def test_without_the_database_of_the_address_a_command_says_so(typed, name):
    said = one_sentence(typed(name, {"DATABASE_URL": NOWHERE}))

    assert "The database does not let us in: Connection refused. Correct DATABASE_URL" in said
    assert "secret-word" not in said


@pytest.mark.parametrize("name", [*NEEDING, "db migrate"])
def test_an_address_that_is_none_is_refused(typed, name):
    said = one_sentence(typed(name, {"DATABASE_URL": "the database"}))

    assert "The address of the database cannot be read." in said


@pytest.fixture(scope="module")
def bare():
    """A server that runs and in which nothing was set up."""
    with temporary_server() as server:
        yield server


@pytest.mark.parametrize("name", NEEDING)
def test_in_a_home_that_was_set_up_half_a_command_says_how_to_go_on(typed, bare, name):
    said = one_sentence(typed(name, {"CASEMGR_HOME": str(bare.home)}))

    assert f"The database in {bare.home} is not set up" in said
    assert said.endswith("Set it up with: casemgr db migrate")


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("users list", "account"),
        ("audit show", "audit_event"),
    ],
)
def test_on_an_older_schema_a_command_names_the_migrations(settings, typed, name, table):
    place = "ALTER TABLE casemgr.{} RENAME TO {}"
    with connect_directly(addresses(settings).administrator) as connection:
        connection.execute(place.format(table, "of_later"))
        try:
            done = typed(name, {"CASEMGR_HOME": str(settings.home)})
        finally:
            connection.execute(place.format("of_later", table))

    assert one_sentence(done) == "Error: The database waits for migrations. Run: casemgr db migrate"


@pytest.mark.parametrize("name", ["PORT", "CASEMGR_WEB_THREADS"])
def test_a_setting_of_the_wrong_kind_is_named(typed, name):
    said = one_sentence(typed("db url", {name: "many"}))

    assert said == f"Error: {name} is 'many'. Write a whole number."


@pytest.mark.parametrize(("name", "param"), READ)
def test_a_file_or_folder_that_is_not_there_is_named(typed, tmp_path, name, param):
    said = one_sentence(typed(name, **{param.name: str(tmp_path / "gone")}))

    assert f"'{tmp_path / 'gone'}' does not exist." in said


def test_a_report_in_a_folder_that_is_not_there_is_refused_before_the_import(typed, tmp_path):
    said = one_sentence(typed("registry import", report=str(tmp_path / "gone" / "refused.csv")))

    assert f"The folder {tmp_path / 'gone'} does not exist." in said


@pytest.mark.parametrize(
    ("name", "param"),
    [one for one in PATHS if not (one.values[1].type.dir_okay and one.values[1].type.file_okay)],
)
def test_a_folder_for_a_file_or_a_file_for_a_folder_is_refused(typed, tmp_path, name, param):
    (tmp_path / "file").touch()
    wrong = tmp_path / "file" if param.type.dir_okay else tmp_path

    said = one_sentence(typed(name, **{param.name: str(wrong)}))

    assert f"'{wrong}' is a {'file' if param.type.dir_okay else 'directory'}." in said


@pytest.mark.parametrize(("name", "param"), READ)
def test_a_file_or_folder_that_may_not_be_read_is_refused(typed, monkeypatch, name, param):
    monkeypatch.setattr(os, "access", lambda *_: False)

    assert "is not readable." in one_sentence(typed(name, **{param.name: None}))


def test_a_folder_that_cannot_be_made_is_named(typed):
    said = one_sentence(typed("tenants schema", into="/proc/none"))

    assert said == "Error: /proc/none: No such file or directory."


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("users list", {"tenant": "aft"}),
        ("audit show", {"tenant": "ATF"}),
        ("tenants versions", {"slug": "atff"}),
        ("tenants plan", {"slug": "aft"}),
        ("tenants apply", {"slug": "aft"}),
        ("packet list", {"case": "1", "tenant": "aft"}),
        ("registry abandon", {"tenant": "aft", "scheme": "firearms"}),
    ],
)
def test_a_misspelt_agency_is_named_with_the_one_that_may_be_meant(settings, typed, name, given):
    said = one_sentence(typed(name, {"CASEMGR_HOME": str(settings.home)}, **given))

    assert "Did you mean atf? See: casemgr tenants list" in said


@pytest.mark.parametrize("name", ["users unlock", "users reset-authenticator"])
def test_a_user_who_is_not_there_is_named_with_the_list_of_those_who_are(settings, typed, name):
    said = one_sentence(typed(name, {"CASEMGR_HOME": str(settings.home)}, username="nobody"))

    assert said == "Error: Nobody there is called nobody. See: casemgr users list"


@pytest.mark.parametrize("name", ["tenants check", "db migrate"])
def test_a_folder_without_packs_is_not_taken_for_sound(settings, typed, tmp_path, name):
    places = {"CASEMGR_HOME": str(settings.home), "CASEMGR_PACKS": str(tmp_path)}

    done = typed(name, places)

    assert done.exit_code == 1
    assert f"{tmp_path.name}/tenants:1:1: there is no pack." in done.output


def test_a_database_that_breaks_off_is_told_without_its_statement():
    error = OperationalError("SELECT secret", {}, errors.DiskFull("could not extend file\nHINT"))

    assert words_for(error) == (
        "The database broke off: could not extend file. Look at it with: casemgr doctor"
    )


def test_a_fault_of_our_own_keeps_its_trace(monkeypatch):
    @main.command("fail")
    def fail():
        raise KeyError("ours")

    try:
        done = CliRunner().invoke(main, ["fail"])
    finally:
        main.commands.pop("fail")

    assert isinstance(done.exception, KeyError)
