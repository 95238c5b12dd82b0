"""A new installation fills its table of substances from the folder of public data."""

import shutil

import pytest
from click.testing import CliRunner

from casemgr.cli import main
from casemgr.database.installation import addresses, connect_directly
from regulatory.substances.filling import fill_empty
from regulatory.substances.services import import_as_administrator
from tests.regulatory.public_data import DATA, needs

FOLDER = DATA / "dea-schedules"


@pytest.fixture
def administrator(settings):
    """The administrator's address of a database whose table is empty before and after."""
    address = addresses(settings).administrator
    yield address
    import_as_administrator(address, [])


@pytest.fixture
def registry(settings, administrator):
    """Run a command of the registry as an operator types it."""
    environment = {"CASEMGR_HOME": str(settings.home)}
    return lambda *words: CliRunner().invoke(main, ["registry", *map(str, words)], env=environment)


def counted(administrator):
    with connect_directly(administrator) as connection:
        return connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE street_names <> '{}') FROM casemgr.substance"
        ).fetchone()


@needs("dea-schedules")
def test_an_empty_table_is_filled_once(administrator):
    told = fill_empty(administrator, DATA)

    assert told == "511 controlled substances are imported from c_cs_alpha.pdf."
    assert counted(administrator) == (511, 17)
    assert fill_empty(administrator, DATA) == ""


def test_without_the_folder_the_table_stays_empty(administrator, tmp_path):
    assert fill_empty(administrator, None) == fill_empty(administrator, tmp_path / "none") == ""
    assert counted(administrator) == (0, 0)


def test_a_list_that_cannot_be_read_does_not_stop_the_set_up(administrator, tmp_path):
    (tmp_path / "schedules").mkdir()
    (tmp_path / "schedules" / "c_cs_alpha.pdf").write_text("no list")

    told = fill_empty(administrator, tmp_path)

    assert told.startswith("The table of controlled substances stays empty. c_cs_alpha.pdf is not")


@needs("dea-schedules")
def test_the_operator_imports_the_list_and_compares_it(registry, administrator):
    done = registry(
        "substances", "import", FOLDER / "c_cs_alpha.pdf",
        "--compare", FOLDER / "c_cs_alpha.xlsx",
        "--street-names", next(FOLDER.glob("*_street_names.csv")),
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    first, *_, last = done.output.splitlines()
    assert first == "511 substances imported."
    assert last == "The spreadsheet has 511 substances; nothing differs."
    assert counted(administrator) == (511, 17)


@needs("dea-schedules")
def test_a_refused_spreadsheet_leaves_the_table_as_it_was(registry, administrator, tmp_path):
    other = shutil.copy(FOLDER / "c_cs_alpha.pdf", tmp_path / "other.xlsx")

    done = registry("substances", "import", FOLDER / "c_cs_alpha.pdf", "--compare", other)

    assert (done.exit_code, counted(administrator)) == (1, (0, 0))
    assert done.output == "Error: other.xlsx is not a spreadsheet (.xlsx).\n"
