"""Lists are imported from the command line as an operator types it, into a real database."""

import pytest
from click.testing import CliRunner

from casemgr.cli import main
from tests.regulatory.imports.conftest import licences, row, text_of

ROWS = [row(1), row(2), row(3, LIC_XPRDTE="4I")]
COUNTS = "new=2 matched=0 renewed=0 changed=0 vanished=0 refused=1"


@pytest.fixture
def registry(settings, tmp_path):
    """Type `casemgr registry` with these words; a list is written to a file before."""

    def registry(*words, text=None):
        if text is not None:
            (tmp_path / "0513-list.txt").write_text(text)
            words = (*words, tmp_path / "0513-list.txt")
        environment = {"CASEMGR_HOME": str(settings.home)}
        return CliRunner().invoke(main, ["registry", *map(str, words)], env=environment)

    return registry


def test_a_list_is_imported_for_a_person_and_its_refused_rows_are_written(
    registry, examiner, tmp_path
):
    report = tmp_path / "refused.csv"
    by = ("--tenant", "atf", "--by", examiner.username)

    done = registry("import", *by, "--report", report, text=text_of(*ROWS))

    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == COUNTS
    assert "May 1, 2013" in done.output
    assert "The month letter I does not exist" in report.read_text()
    assert len(licences(examiner)) == 2


def test_a_dry_run_tells_the_same_and_changes_nothing(registry, examiner):
    done = registry("import", "--tenant", "atf", "--dry-run", text=text_of(*ROWS))

    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == COUNTS
    assert licences(examiner) == {}


def test_a_day_that_is_guessed_is_called_a_guess(registry, examiner, tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(text_of(*ROWS))

    done = registry("import", "--tenant", "atf", path)
    told = registry("import", "--tenant", "atf", "--date", "2013-05-01", path)

    assert "tells no day, so this is a guess" in done.output
    assert "guess" not in told.output
    assert told.output.splitlines()[-1].startswith("new=0 matched=2 ")


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        (("--by", "nobody"), text_of(*ROWS), "atf has no user nobody who may import lists."),
        (("--scheme", "explosives"), text_of(*ROWS), "its scheme is firearms."),
        (("--date", "May 2013"), text_of(*ROWS), "does not match the format"),
        ((), "", "is empty"),
        ((), "no list of anything\n", "names no list that is known here."),
    ],
)
def test_what_cannot_be_imported_is_refused_in_one_sentence(registry, examiner, words, text, told):
    done = registry("import", "--tenant", "atf", *words, text=text)

    assert done.exit_code in (1, 2)
    assert done.output.splitlines()[-1].startswith("Error: ")
    assert told in done.output
    assert licences(examiner) == {}


def test_an_import_that_was_broken_off_is_abandoned_by_its_scheme(registry, begin, examiner):
    begin(examiner, text_of(*ROWS))

    done = registry("abandon", "--tenant", "atf", "firearms")
    again = registry("abandon", "--tenant", "atf", "firearms")

    assert done.output == "The import of 0513-list.txt is abandoned.\n"
    assert (again.exit_code, again.output) == (1, "Error: No import of firearms is under way.\n")
