"""Anybody may check one whole number and learns nothing else."""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from casemgr.extensions import db
from regulatory.public_check import services

NUMBER = "1-59-043-01-9C-10077"
COLLECTOR = "1-59-043-03-9C-10078"
NOWHERE = "1-59-043-01-9C-99999"


@pytest.fixture
def examiner(make_person):
    return make_person("atf", "licensing_examiner")


@pytest.fixture
def ask(browser):
    return lambda number: browser().get("/check/atf.json", query_string={"number": number})


@pytest.mark.parametrize("typed", [NUMBER, NUMBER.replace("-", ""), " 1-59-043-01-9c-10077 "])
def test_a_whole_number_in_any_spelling_is_answered(make_licence, examiner, ask, typed):
    make_licence(examiner, number=NUMBER)

    answer = ask(typed).json

    assert answer.keys() == {"valid", "type", "expires_on"}
    assert (answer["valid"], answer["type"][:3], answer["expires_on"]) == (
        True,
        "01:",
        "2029-03-01",
    )


def test_the_page_says_what_the_program_is_told(make_licence, examiner, browser):
    make_licence(examiner, "Harrow & Sons", number=NUMBER)

    page = browser().get("/check/atf", query_string={"number": NUMBER}).text

    assert "Valid" in page
    assert "This page is open to everybody." in page
    assert "authorized use only" not in page
    assert "Mar 1, 2029" in page
    assert "Harrow" not in page
    assert "Pine St" not in page


def test_what_may_not_be_disclosed_answers_like_what_is_not_there(make_licence, examiner, browser):
    make_licence(examiner, number=COLLECTOR, type="03")
    make_licence(examiner, number=NUMBER, expires_on=date(2020, 3, 1))

    for path in ("/check/atf", "/check/atf.json"):
        pages = [
            browser().get(path, query_string={"number": number}).text.replace(number, "N")
            for number in (COLLECTOR, NUMBER, NOWHERE)
        ]
        assert pages[0] == pages[1] == pages[2]


def test_what_may_not_be_disclosed_takes_the_work_of_what_is_not_there(
    make_licence, examiner, ask, statements
):
    make_licence(examiner, number=COLLECTOR, type="03")
    told = []
    for number in (COLLECTOR, NOWHERE):
        with statements() as seen:
            ask(number)
        told.append(list(seen))

    assert told[0] == told[1] != []


@pytest.mark.parametrize(
    "part", ["10077", "823", "1-59", "1-59-10077", "15910077", "%", "1-59-04%"]
)
def test_a_part_of_a_number_is_no_question(make_licence, examiner, ask, part):
    make_licence(examiner, number=NUMBER)

    answer = ask(part)

    assert answer.status_code == 422
    assert answer.json["error"].startswith("Enter the whole number.")


def test_a_wrong_letter_is_explained_for_each_scheme_that_the_number_may_be_of(ask):
    told = ask("1-59-043-01-9I-10077").json["error"]

    assert "Federal firearms licenses: The month letter I does not exist" in told
    assert "Explosives licenses and permits: Character 2 is the digit 5" in told


def test_a_sign_that_no_number_has_is_named_once(ask):
    assert ask("1-59-043-01-9C-1007٧").json["error"].count("which no number has") == 1


def test_a_kind_within_a_type_is_named_as_it_is_printed(make_person, make_licence, browser):
    specialist = make_person("dea", "registration_specialist")
    told = {"number": "BP1234563", "scheme": "registration", "type": "A", "subtype": "3"}
    make_licence(specialist, **told)

    answer = browser().get("/check/dea.json", query_string={"number": "BP1234563"})

    assert answer.json["type"] == "A3: Chain pharmacy"


def test_an_earlier_expiry_in_the_number_is_not_the_licence(make_licence, examiner, ask):
    make_licence(examiner, number=NUMBER)

    assert ask("1-59-043-01-6C-10077").json == {"valid": False}


def test_a_list_that_names_no_last_day_is_taken_at_its_word(make_licence, examiner, browser):
    make_licence(examiner, number=NUMBER, expires_on=None)
    given = {"query_string": {"number": NUMBER}}

    assert browser().get("/check/atf.json", **given).json["expires_on"] is None
    assert "does not tell when it expires" in browser().get("/check/atf", **given).text


@pytest.mark.parametrize("status", ["inactive", "gone"])
def test_what_left_the_list_is_not_valid(make_licence, examiner, ask, status):
    make_licence(examiner, number=NUMBER, status=status)

    assert ask(NUMBER).json == {"valid": False}


def test_the_other_agencys_numbers_are_unknown_here(make_person, make_licence, ask):
    make_licence(make_person("dea", "registration_specialist"), number=NUMBER)

    assert ask(NUMBER).json == {"valid": False}


def test_who_tries_numbers_one_by_one_is_stopped(ask):
    answers = [ask(NOWHERE).status_code for _ in range(services.FROM_ONE_ADDRESS + 2)]

    assert answers == [200] * services.FROM_ONE_ADDRESS + [429, 429]
    assert ask(NOWHERE).headers["Retry-After"] == "60"


def test_another_address_in_a_header_is_not_believed(ask_from):
    told = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(22)]
    answers = [ask_from("192.0.2.1", headers).status_code for headers in told]

    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("addresses", "last"),
    [
        (["2001:db8:1:2::{0}", "2001:db8:1:2:{0}::1"], 429),  # of one subscriber
        (["2001:db8:{0}::1", "2001:db8:1{0}::1"], 200),
        (["::ffff:192.0.2.{0}", "192.0.2.1{0}"], 200),
    ],
)
def test_the_addresses_of_one_subscriber_count_as_one(ask_from, addresses, last):
    every = [address.format(number) for number in range(11) for address in addresses]

    assert [ask_from(one).status_code for one in every][-1] == last


def test_who_was_stopped_asks_again_a_minute_later(ask, tell_time):
    tell_time(12, 0)
    for _ in range(services.FROM_ONE_ADDRESS + 1):
        stopped = ask(NOWHERE)
    tell_time(12, 1)

    assert (stopped.status_code, ask(NOWHERE).status_code) == (429, 200)


def test_counts_are_forgotten_within_two_hours_and_name_nobody(ask, tell_time, as_superuser):
    tell_time(12, 0)
    ask(NOWHERE)
    tell_time(13, 30)
    ask(NOWHERE)

    kept = as_superuser("SELECT source FROM casemgr.public_check_count WHERE tenant_id < 9000")
    assert len(kept) == 1
    assert "127.0.0.1" not in kept[0][0]


def test_a_program_is_refused_in_its_own_form(browser):
    answer = browser().get("/check/nobody.json")

    assert (answer.status_code, list(answer.json)) == (404, ["error"])


@pytest.mark.parametrize("slug", ["fbi", "nobody", "usao-mowd"])
def test_an_agency_without_licences_has_no_check(browser, slug):
    assert browser().get(f"/check/{slug}").status_code == 404


def test_an_empty_question_shows_the_box_and_counts_nothing(browser, as_superuser):
    assert browser().get("/check/atf").status_code == 200
    assert as_superuser("SELECT 1 FROM casemgr.public_check_count WHERE tenant_id < 9000") == []


@pytest.fixture
def ask_from(browser):
    """Ask from an address on the network."""

    def ask(address, headers=None):
        where = {"environ_base": {"REMOTE_ADDR": address}, "headers": headers}
        return browser().get("/check/atf.json", query_string={"number": NOWHERE}, **where)

    return ask


@pytest.fixture
def tell_time(monkeypatch):
    def tell(hour, minute):
        told = datetime(2026, 3, 2, hour, minute, 20, tzinfo=UTC)
        monkeypatch.setattr(services.clock, "now", lambda: told)

    return tell


@pytest.fixture
def statements():
    """Return a recorder of the statements sent meanwhile, and how many rows each brought."""

    @contextmanager
    def recorded():
        seen = []

        def note(connection, cursor, statement, *rest):
            seen.append((statement, cursor.rowcount))

        event.listen(db.engine, "after_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "after_cursor_execute", note)

    return recorded
