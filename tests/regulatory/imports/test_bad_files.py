"""Files that are not as they should be: a clear answer, and nothing half-imported."""

import random

import pytest

from casemgr.accounts.people import acting_as
from casemgr.audit.models import AuditEvent
from casemgr.documents.storage import Store
from casemgr.errors import Conflict, Invalid
from regulatory.guard_rails import OwnerRegistry
from regulatory.imports import commands, services
from regulatory.imports.models import StagedRow
from regulatory.registry.models import RegistryImport, Stage
from tests.regulatory.imports.conftest import (
    HEADER,
    RECORD,
    found,
    licences,
    problems,
    record,
    row,
    text_of,
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \r\n \r\n", "empty"),
        (b"PK\x03\x04\x14\x00\x00\x00", "ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook, or one with a password"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF"),
        (b"\x00\x01\x02\x03 binary \x00\x00", "not text"),
        (b"Some words\nthat are no list\n", "no list that is known"),
        (
            b"LIC_REGN\tLIC_DIST\tLIC_CNTY\tLIC_TYPE\tLIC_XPRDTE\tLIC_SEQN\n",
            "no list that is known",
        ),
        (text_of(header=[*HEADER[:-2], "FAX"]).encode(), "lacks the columns MAIL_ZIP_CODE"),
        (record("AP5836727")[:200].encode(), "records of a registrant file have 236, 237, 244"),
    ],
)
def test_what_is_no_list_is_refused_in_words(bring, examiner, content, words):
    with pytest.raises(Invalid, match=words):
        bring(examiner, content)

    assert found(examiner, RegistryImport) == []


@pytest.mark.parametrize("delimiter", ["\t", "|", ",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_delimiters_and_encodings_are_told_from_the_content(bring, examiner, delimiter, encoding):
    text = text_of(row(1, LICENSE_NAME='"MUÑOZ, ANA"', PREMISE_CITY="CAÑON"), delimiter=delimiter)

    bring(examiner, text.replace("\n", "\r\n").encode(encoding))

    only = licences(examiner)["57400001"]
    assert (only.name, only.city, only.name_key) == ("MUÑOZ, ANA", "CAÑON", "munoz ana")


def test_renamed_columns_in_another_order_are_known(bring, examiner):
    header = [name.replace("_", " ").title() for name in HEADER]
    header[header.index("License Name")] = "Licensee Name"
    turned = [header[::-1], row(1)[::-1]]

    bring(examiner, text_of(turned[1], header=turned[0]))

    assert licences(examiner)["57400001"].name == "INVENTED 1"


def test_lost_zeros_and_long_zip_codes_are_mended(bring, examiner):
    away = {
        "LIC_REGN": "6",
        "LIC_DIST": "6",
        "LIC_CNTY": "3",
        "LIC_TYPE": "1",
        "PREMISE_STATE": "CT",
    }
    lines = [
        row(0, **away, LIC_SEQN="222", PREMISE_ZIP_CODE="6111"),
        row(0, **away, LIC_SEQN="223", PREMISE_ZIP_CODE="61441868"),
        row(3, PREMISE_ZIP_CODE="787010000"),
        row(4, PREMISE_ZIP_CODE="787011"),
    ]

    one = bring(examiner, text_of(*lines))

    assert {key: one.zip for key, one in licences(examiner).items()} == {
        "60600222": "06111", "60600223": "06144-1868", "57400003": "78701", "57400004": "78701",
    }  # fmt: skip
    assert licences(examiner)["60600222"].number == "6-06-003-01-4L-00222"
    assert any("787011 has 6 digits" in told.reason for told in problems(examiner, one))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"LIC_XPRDTE": "4I"}, "The month letter I does not exist"),
        ({"LIC_TYPE": "04"}, "Type 04 is reserved"),
        ({"LIC_REGN": "2"}, "Region 2 is not used"),
        ({"LIC_XPRDTE": "4А"}, "CYRILLIC"),
        ({"LIC_SEQN": "0O001"}, "Did you mean 0"),
        ({"LICENSE_NAME": "NULL"}, "names no licensee"),
        ({"LICENSE_NAME": "A\x07B"}, "damaged"),
        ({"LICENSE_NAME": "ONE\tTWO"}, "18 columns"),
    ],
)
def test_a_broken_row_is_refused_with_its_line_and_reason(bring, examiner, broken, words):
    one = bring(examiner, text_of(row(1), row(2, **broken), row(3)))

    only = problems(examiner, one)[0]
    assert (only.line, only.severity) == (3, "refused")
    assert words in only.reason
    assert "MADE UP RD" in only.row
    assert sorted(licences(examiner)) == ["57400001", "57400003"]


def test_letters_that_only_look_latin_are_doubtful_and_found_alike(bring, examiner):
    one = bring(examiner, text_of(row(1, LICENSE_NAME="АRMS СO")))

    assert "only looks like" in problems(examiner, one)[0].reason
    assert licences(examiner)["57400001"].name_key == "arms co"


def test_a_refused_row_does_not_make_its_licence_vanish(bring, examiner):
    bring(examiner, text_of(row(1), row(2), row(3)), list_date=services.date(2013, 4, 1))

    later = text_of(row(1), row(2, LIC_XPRDTE="4I"))
    one = bring(examiner, later, list_date=services.date(2013, 5, 1))

    assert (one.counts["refused"], one.counts["vanished"]) == (1, 1)
    assert {key: one.status for key, one in licences(examiner).items()} == {
        "57400001": "active", "57400002": "active", "57400003": "gone",
    }  # fmt: skip


def test_what_is_listed_again_has_returned(bring, examiner):
    for month, lines in ((4, [row(1), row(2)]), (5, [row(1)]), (6, [row(1), row(2)])):
        bring(examiner, text_of(*lines), f"{month}.txt", list_date=services.date(2013, month, 1))

    again = licences(examiner)["57400002"]
    assert (again.status, again.gone_on, again.seen_on.month) == ("active", None, 6)


@pytest.mark.parametrize("length", RECORD)
def test_records_of_each_length_are_read(bring, specialist, length):
    bring(specialist, "".join(record(f"AP58367{end}", length) + "\n" for end in ("27", "35")))

    first = licences(specialist)["AP5836727"]
    assert (first.name, first.type, first.status) == ("INVENTED WHOLESALE", "F", "active")
    assert (first.schedules, str(first.expires_on)) == (
        ["2", "2N", "3", "3N", "4", "5"],
        "2027-12-31",
    )


def test_records_of_mixed_lengths_are_refused_as_a_whole(bring, specialist):
    mixed = [record("AP5836727"), record("AB1234563"), record("BB1388568", 237)]

    with pytest.raises(Invalid, match="Line 3 has 237 characters"):
        bring(specialist, "\n".join(mixed) + "\n")

    assert licences(specialist) == {}
    assert found(specialist, StagedRow) == []
    assert [one.stage for one in found(specialist, RegistryImport)] == [Stage.FAILED]


def test_a_forged_check_digit_is_refused(bring, specialist):
    one = bring(specialist, f"{record('AP5836727')}\n{record('AB1234567')}\n")

    assert problems(specialist, one)[0].reason == "The check digit is 7 and should be 3."


def test_a_table_of_who_owns_firearms_is_refused_and_the_refusal_recorded(begin, examiner):
    held = "TRANSFEREE_NAME,DATE_OF_BIRTH,SERIAL_NUMBER\nINVENTED,1990-01-01,X1\n"

    with pytest.raises(OwnerRegistry, match=r"18 U.S.C. 926\(a\)"):
        begin(examiner, held, "4473.csv")


def test_the_command_line_records_such_a_refusal(settings, examiner, tmp_path):
    path = tmp_path / "4473.csv"
    path.write_text("BUYER,MAKE,MODEL,SERIAL NO\nINVENTED,A,B,X1\n")

    with pytest.raises(OwnerRegistry):
        commands.bring(Store(settings.files), path, examiner)

    event = next(one for one in found(examiner, AuditEvent) if one.action == "import_registry")
    assert (event.outcome, event.facts["file"]) == ("refused", "4473.csv")


def test_an_import_that_was_killed_goes_on_where_it_was(begin, settings, examiner):
    lines = [row(number) for number in range(1, 2001)]
    for line in lines[::100]:
        line[4] = "9I"
    store, text = Store(settings.files), text_of(*lines)
    one = begin(examiner, text)
    with acting_as(examiner, seconds=600):
        services.read_next(store, one.id, by=examiner, size=100_000)

    again = begin(examiner, text)
    assert (again.id, again.stage) == (one.id, Stage.READING)
    assert 100 < again.lines < 2000
    done = commands.carry_out(store, again, examiner)

    assert (done.counts["new"], done.counts["refused"]) == (1980, 20)
    assert len(licences(examiner)) == 1980
    assert [one.line for one in problems(examiner, done)] == list(range(2, 2002, 100))


def test_two_imports_at_once_are_refused_in_words_that_name_the_other(begin, examiner):
    begin(examiner, text_of(row(1)), "first.txt")

    with pytest.raises(Conflict, match=r"The import of first\.txt, begun"):
        begin(examiner, text_of(row(2)), "second.txt")


def test_an_older_list_is_refused(bring, examiner):
    bring(examiner, text_of(row(1)), "0513-list.txt")

    with pytest.raises(Conflict, match="older list"):
        bring(examiner, text_of(row(2)), "0413-list.txt")


def test_a_dry_run_counts_and_changes_nothing(bring, examiner):
    one = bring(examiner, text_of(row(1), row(2)), dry_run=True)

    assert one.counts["new"] == 2
    assert licences(examiner) == {}
    assert found(examiner, StagedRow) == []


@pytest.mark.parametrize("seed", range(5))
def test_noise_never_ends_in_a_fault(bring, examiner, seed):
    chance = random.Random(seed)
    lines = [row(number) for number in range(200)]
    noise = bytearray(text_of(*lines).encode())
    for _ in range(400):
        noise[chance.randrange(300, len(noise))] = chance.randrange(256)

    one = bring(examiner, bytes(noise))

    assert one.counts["new"] + one.counts["refused"] <= 400
    assert one.counts["refused"] > 50
