"""Registrant files as agencies keep them: with and without line ends, and in tables."""

import pytest

from casemgr.errors import Invalid
from regulatory.imports.records import length_of
from regulatory.numbers.registration import check_digit
from tests.regulatory.imports.conftest import RECORD, licences, problems, record

NUMBERS = [f"AP{digits}{check_digit(digits)}" for digits in ("583672", "583673", "583674")]
WRITTEN = {
    "lines": lambda records: "".join(f"{one}\n" for one in records),
    "lines of DOS": lambda records: "".join(f"{one}\r\n" for one in records) + "\x1a",
    "without line ends": "".join,
    "without line ends, ended as DOS does": lambda records: "".join(records) + "\x1a",
    "padded": lambda records: "".join(f"{one:256}\n" for one in records),
    "without the blanks at the end": lambda records: "".join(
        f"{one.rstrip()}\n" for one in records
    ),
}


@pytest.mark.parametrize("length", RECORD)
@pytest.mark.parametrize("way", WRITTEN)
def test_records_are_read_in_whatever_way_they_are_written(bring, specialist, way, length):
    one = bring(specialist, WRITTEN[way](record(number, length) for number in NUMBERS))

    assert sorted(licences(specialist)) == NUMBERS
    assert [one.counts[name] for name in ("new", "refused", "doubtful")] == [3, 0, 0]
    assert {(one.name, one.zip, one.payment) for one in licences(specialist).values()} == {
        ("INVENTED WHOLESALE", "75201", "P")
    }


@pytest.mark.parametrize("length", RECORD)
def test_the_last_of_records_without_line_ends_may_be_cut(bring, specialist, length):
    one = bring(specialist, "".join(record(number, length) for number in NUMBERS)[:-30])

    assert [told.line for told in problems(specialist, one)] == [3]
    assert sorted(licences(specialist)) == NUMBERS[:2]


def test_a_record_cut_at_the_length_of_another_layout_is_cut_and_not_mixed(bring, specialist):
    one = bring(specialist, "\n".join(map(record, NUMBERS))[:-7])

    assert "cut off" in problems(specialist, one)[0].reason
    assert sorted(licences(specialist)) == NUMBERS[:2]


@pytest.mark.parametrize("extra", ["XX", "ActiveX", "Active  and more"])
def test_no_other_length_is_taken_for_a_record(extra):
    assert length_of(record(NUMBERS[0], 236) + extra) == 0


def test_chemical_handlers_in_a_registrant_file_go_into_their_own_registry(bring, specialist):
    lines = [record(number) for number in (*NUMBERS, "004413RAY", "003113JI1")]

    one = bring(specialist, "\n".join(lines) + "\n")

    schemes = {key: one.scheme for key, one in licences(specialist).items()}
    assert schemes == {"004413RAY": "list_one"} | dict.fromkeys(NUMBERS, "registration")
    assert (one.counts["new"], one.counts["refused"]) == (4, 1)


def test_both_registries_are_compared_with_a_later_file(bring, specialist):
    first = [record(number) for number in (*NUMBERS, "004413RAY", "003113JIY")]
    later = [record(NUMBERS[0], name="OTHER NAME"), record("004413RAY"), record(NUMBERS[2])]

    bring(specialist, "\n".join(first) + "\n", "201704-file.txt")
    one = bring(specialist, "\n".join(later) + "\n", "201705-file.txt")

    told = ("matched", "unchanged", "changed", "vanished", "new")
    assert [one.counts[name] for name in told] == [3, 2, 1, 2, 0]
    gone = {key for key, one in licences(specialist).items() if one.status == "gone"}
    assert gone == {NUMBERS[1], "003113JIY"}


def test_a_file_without_chemical_handlers_lets_none_of_them_go(bring, specialist):
    bring(specialist, record(NUMBERS[0]) + "\n" + record("004413RAY") + "\n", "201704-file.txt")

    one = bring(specialist, record(NUMBERS[0]) + "\n", "201705-file.txt")

    assert one.counts["vanished"] == 0


@pytest.mark.parametrize(("told", "status"), [("Active", "active"), ("Inactive", "inactive")])
def test_who_may_no_longer_act_is_inactive(bring, specialist, told, status):
    bring(specialist, f"{record(NUMBERS[0], status=f'{told:8}')}\n")

    assert licences(specialist)[NUMBERS[0]].status == status


TABLE = {
    "DEA Registration Number": NUMBERS[0], "Business Activity Code": "C",
    "Business Activity Sub-Code": "4", "Drug Schedules": "22N 33N45",
    "Expiration Date": "12/31/2027", "Name": "INVENTED, ANN", "Address 1": "1 MADE UP RD",
    "City": "Dallas", "State": "tx", "Zip Code": "75201", "Activity": "Inactive",
    "Payment Indicator": "E",
}  # fmt: skip


@pytest.mark.parametrize("turn", [1, -1])
def test_tables_of_the_whole_record_are_read_in_any_order(bring, specialist, turn):
    bring(
        specialist, "|".join([*TABLE][::turn]) + "\n" + "|".join([*TABLE.values()][::turn]) + "\n"
    )

    only = licences(specialist)[NUMBERS[0]]
    assert (only.type, only.subtype, only.status, only.payment) == ("C", "4", "inactive", "E")
    assert (str(only.expires_on), only.state, only.schedules[-1]) == ("2027-12-31", "TX", "5")


@pytest.mark.parametrize(
    "told",
    [
        "2027-03-01", "3/1/2027", "3/1/27", "03/01/2027 12:00:00 AM", "1-MAR-2027", "01-Mar-27",
        "2027-03-01T00:00:00", "2027/03/01", "3-1-2027", "Mar 1, 2027", "March 1, 2027", "20270301",
        "46447", "46447.0", "2027-03-01 00:00:00",
    ],
)  # fmt: skip
def test_days_are_read_in_every_spelling_that_has_one_reading(bring, specialist, told):
    cells = {**TABLE, "Expiration Date": told}

    one = bring(specialist, "|".join(cells) + "\n" + "|".join(cells.values()) + "\n")

    assert str(licences(specialist)[NUMBERS[0]].expires_on) == "2027-03-01"
    assert one.counts["doubtful"] == 0


@pytest.mark.parametrize(
    ("column", "told", "words"),
    [
        ("Activity", "DISTRIBUTOR", "The status DISTRIBUTOR is not known here"),
        ("Business Activity Code", "ALCHEMIST", "The business activity ALCHEMIST is not known"),
        ("Expiration Date", "40127", "The expiry 40127 is no date"),
        ("Expiration Date", "1112027", "The expiry 1112027 is no date"),
    ],
)
def test_what_a_table_tells_in_strange_words_is_doubtful(bring, specialist, column, told, words):
    cells = {**TABLE, column: told}

    one = bring(specialist, "|".join(cells) + "\n" + "|".join(cells.values()) + "\n")

    assert words in problems(specialist, one)[0].reason


def test_a_table_without_names_is_refused(bring, specialist):
    cells = {name: cell for name, cell in TABLE.items() if name != "Name"}

    with pytest.raises(Invalid, match="lacks the columns REPORTER_NAME"):
        bring(specialist, "|".join(cells) + "\n" + "|".join(cells.values()) + "\n")
