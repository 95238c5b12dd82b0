"""One box finds a licence by any part of it, in any spelling, and says why."""

from datetime import date

import pytest
from sqlalchemy import text

from casemgr.database import functions
from tests.regulatory.registry.conftest import names_in, reasons_in

JOHN, ELLEN, PRAIRIE = "SMITH, JOHN A", "SMYTH, ELLEN", "PRAIRIE PAWN LLC"
VILLE, BRIEN, ANCHOR = "SMITHVILLE OUTDOORS", "O'BRIEN GUNSMITHING", "ANCHOR TACTICAL"


@pytest.mark.parametrize(
    ("typed", "name", "reason"),
    [
        ("5-43-077-01-9C-14245", JOHN, "this number"),
        ("543077019c14245", JOHN, "this number"),
        ("5 43 077 01 9c 14245", JOHN, "this number"),
        ("543-14245", JOHN, "first three and last five of the number"),
        ("14245", JOHN, "number ends with 14245"),
        ("9C-14245", JOHN, "number ends with 9C14245"),
        ("5-43-213", ELLEN, "number begins with 543213"),
        ("(316) 555-0123", PRAIRIE, "this telephone number"),
        ("smith, john a", JOHN, "this name"),
        ("ozark", JOHN, "trade name begins with “ozark”"),
        ("john smith", JOHN, "“john” in the name; “smith” in the name"),
        ("obrien", BRIEN, "name begins with “obrien”"),
        ("walnut st", BRIEN, "“walnut” in the street; “st” in the street"),
        ("pawn kansas", PRAIRIE, "“pawn” in the name; “kansas” in the state"),
        ("smith springfield mo", JOHN, None),
        ("greene county", BRIEN, "in Greene county"),
        ("gunsmithing greene county missouri", BRIEN, None),
        ("РRАIRIE", PRAIRIE, "name begins with “prairie”"),  # with Cyrillic look-alikes
        ("\u202eprairie", PRAIRIE, "name begins with “prairie”"),
        ("pra\u200bi\u00adrie", PRAIRIE, "name begins with “prairie”"),
        ("prarie", PRAIRIE, "sounds like: PRAIRIE in the name"),
        ("wichtia pawn", PRAIRIE, "spelled nearly: WICHITA in the city; “pawn” in the name"),
        ("orairoe", PRAIRIE, "spelled nearly: PRAIRIE in the name"),  # neither end is right
        ("anhcor", ANCHOR, "spelled nearly: ANCHOR in the name"),
        ("prairie lcl", PRAIRIE, "“prairie” in the name; spelled nearly: LLC in the name"),
    ],
)
def test_a_licence_is_found_by_any_part_of_it(registry, query, typed, name, reason):
    page = query(typed)

    assert page.status_code == 200
    assert names_in(page)[0] == name
    assert reason is None or reasons_in(page)[0] == reason


@pytest.mark.parametrize(
    ("typed", "name", "reason"),
    [
        ("3-077", JOHN, "3077 within the number"),
        ("7019", JOHN, "7019 within the number"),
        ("01\u20139c\u201314245", JOHN, "number ends with 019C14245"),  # with the dashes of print
        ("\uff11\uff14\uff12\uff14\uff15", JOHN, "number ends with 14245"),  # with wide digits
        ("Tel. 316.555.0123", PRAIRIE, "this telephone number"),
        ("+1 (316) 555\u20110123 ext. 12", PRAIRIE, "this telephone number"),
        ("001 316 555 0123", PRAIRIE, "this telephone number"),
        ("o\u2019brien", BRIEN, "name begins with \u201cobrien\u201d"),
        ("O Brien", BRIEN, "\u201co brien\u201d in the name"),
        ("mc neil", "MCNEIL ARMS", "\u201cmc neil\u201d in the name"),
        ("macneil", "MCNEIL ARMS", "sounds like: MCNEIL in the name"),
        ("A&B guns", "A & B GUNS", "this name"),
        ("a b guns", "A & B GUNS", None),
        ("saint clair sporting", "ST. CLAIR SPORTING", None),
        ("cafe guns", "CAF\u00c9 GUNS", "this name"),
        ("sprngfeild oak", JOHN, "sounds like: SPRINGFIELD in the city"),
        ("ozakr", JOHN, "spelled nearly: OZARK in the trade name"),
        ("cafe gnus", "CAF\u00c9 GUNS", "\u201ccafe\u201d in the name; spelled nearly: GUNS"),
        ("ozzark", JOHN, "sounds like: OZARK in the trade name"),
        ("p.o. box 77", "MCNEIL ARMS", "\u201cpo box\u201d in the mailing address"),
        ("POB 77", "MCNEIL ARMS", None),
        ("post office box 77", "MCNEIL ARMS", None),
    ],
)
def test_a_licence_is_found_in_every_spelling(registry, make_listed, query, typed, name, reason):
    make_listed("MCNEIL ARMS", city="Wichita", street="9 Elm", mail_street="P O BOX 77")
    for other in ("A & B GUNS", "ST. CLAIR SPORTING", "CAF\u00c9 GUNS"):
        make_listed(other, city="Branson", street="5 Elm")

    page = query(typed)

    assert names_in(page)[:1] == [name]
    assert reason is None or reasons_in(page)[0].startswith(reason)


def test_all_nine_digits_of_a_zip_code_come_before_the_first_five(make_listed, query):
    make_listed("FAR ARMS", zip="65801-0001")
    make_listed("NEAR ARMS", zip="65801-1234")

    for typed in ("65801-1234", "658011234", "65801 1234"):
        page = query(typed)
        assert names_in(page) == ["NEAR ARMS", "FAR ARMS"]
        assert reasons_in(page) == ["ZIP 65801-1234", "ZIP 65801"]


def test_whoever_writes_a_whole_number_gets_that_licence_alone(make_listed, query):
    make_listed("WHOLE", number="5-43-077-01-9C-14245")
    make_listed("LIKE IT", street="5 43 077 01 9c 14245")

    assert names_in(query("5-43-077-01-9C-14245")) == ["WHOLE"]


def test_three_signs_are_too_few_for_the_inside_of_a_number(registry, query):
    assert names_in(query("701")) == []
    assert "what lies within a number is looked for from 4 characters on" in query("701").text


def test_pages_in_the_order_of_expiry_end_with_those_that_have_no_last_day(make_listed, query):
    for place in range(30):
        last = date(2027, 1, place + 1)
        make_listed(f"DEALER {place:02}", expires_on=None if place % 2 else last)

    first = query("dealer", sort="expires_on")
    second = query("dealer", sort="expires_on", after=cursor_of(first, "after"))

    assert len({*names_in(first), *names_in(second)}) == 30
    assert names_in(first)[:1] == ["DEALER 00"]


def test_a_zip_code_finds_all_of_its_place(registry, query):
    assert set(names_in(query("65801"))) == {JOHN, BRIEN}


def test_the_surest_come_first(registry, query):
    assert names_in(query("smith")) == [JOHN, VILLE, ELLEN]


def test_a_county_is_no_city_of_its_name(make_listed, query):
    make_listed("COUNTY PAWN", county_fips="51159")
    make_listed("CITY PAWN", county_fips="51760")
    make_listed("BAYOU PAWN", county_fips="22103")

    assert names_in(query("pawn richmond county")) == ["COUNTY PAWN"]
    assert names_in(query("pawn st tammany parish")) == ["BAYOU PAWN"]
    assert names_in(query(county="city of Richmond")) == ["CITY PAWN"]


def test_an_order_of_its_own_holds_the_same_licences_and_what_is_only_alike_last(registry, query):
    assert names_in(query("smith", sort="-name")) == [VILLE, JOHN, ELLEN]
    assert names_in(query("smith", sort="expires_on"))[0] == VILLE


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"state": "KS"}, {ANCHOR, PRAIRIE}),
        ({"state": "KS", "type": "07"}, {ANCHOR}),
        ({"city": "branson", "until": "2027-06-30"}, {VILLE}),
        ({"since": "2027-01-01", "until": "2027-01-01"}, {VILLE}),
        ({"zip": "656"}, {ELLEN, VILLE}),
        ({"city": "Saint Spring"}, set()),
        ({"since": "2026-12-01", "until": "2029-01-01"}, {VILLE}),
        ({"status": "gone"}, set()),
        ({"county": "Greene"}, {BRIEN}),
        ({"county": "29077"}, {BRIEN}),
        ({"county": "Nowhere"}, set()),
        ({"scheme": "firearms", "state": "MO"}, {JOHN, ELLEN, VILLE, BRIEN}),
    ],
)
def test_filters_narrow_together(registry, query, asked, names):
    assert set(names_in(query(**asked))) == names


def test_a_page_goes_on_where_the_last_one_ended(make_listed, query):
    wanted = [f"DEALER {letter}{other}" for letter in "ABCDEF" for other in "ABCDEFGHIJ"]
    for name in wanted:
        make_listed(name)

    first = query("dealer")
    second = query("dealer", after=cursor_of(first, "after"))
    back = query("dealer", before=cursor_of(second, "before"))

    assert names_in(first) == names_in(back) == wanted[:25]
    assert names_in(second) == wanted[25:50]


@pytest.mark.parametrize("cursor", ["x", "1.0.zzz", "1.99.0198c0de-0000-7000-8000-000000000000"])
def test_an_address_that_was_tampered_with_leads_nowhere(registry, query, cursor):
    page = query("smith", after=cursor)

    assert page.status_code == 404 or names_in(page) == []


@pytest.mark.parametrize("typed", ["%", "_", "*", "…", "\u202e", "''", "\\"])
def test_signs_alone_find_nothing_and_say_so(registry, query, typed):
    page = query(typed)

    assert page.status_code == 200
    assert "no letter and no digit" in page.text


@pytest.mark.parametrize(
    "typed", ["a%", "smith_", "' OR 1=1 --", "'smith':*", "!smith", "a\0b", "\ud800"]
)
def test_signs_within_words_are_no_wildcards_and_no_errors(registry, query, typed):
    assert query(typed.encode("utf-8", "surrogatepass")).status_code in {200, 422}


def test_a_text_of_ten_thousand_letters_is_refused_in_words(registry, query):
    page = query("x" * 10_000)

    assert page.status_code == 422
    assert "Write at most 200 characters" in page.text


def test_a_question_that_takes_too_long_is_answered_in_words(registry, query, monkeypatch):
    slow = text(f"{functions._FIND_LICENCES}, pg_sleep(2)")
    monkeypatch.setattr(functions, "_FIND_LICENCES", slow)
    monkeypatch.setattr("regulatory.registry.finding.PATIENCE", "50ms")

    page = query("smith")

    assert page.status_code == 422
    assert "takes too long in a registry of this size" in page.text


def test_nothing_found_says_what_was_tried_and_what_may_be_meant(registry, query):
    page = query("anchor wichita", state="MO")

    assert "State: Missouri keeps 1 out" in page.text
    assert "all the words in the name, the address or the number" in page.text


def test_a_word_that_occurs_nowhere_offers_the_nearest(registry, query):
    page = query("anchro brannson zzzzzz")

    assert "zzzzzz” occur" in page.text
    assert ">ANCHOR</a>" in page.text


def test_another_agency_finds_nothing_of_it(registry, browser, make_person):
    page = browser(make_person("dea", "diversion_investigator")).get("/registry/?q=smith")

    assert names_in(page) == []
    assert "SMITHVILLE" not in page.text


def test_an_agency_without_schemes_has_no_registry(browser, make_person):
    agent = browser(make_person("fbi", "case_agent"))

    assert [agent.get(f"/registry/{page}").status_code for page in ("", "save")] == [404, 404]


def test_a_place_on_the_map_leads_to_its_license(make_listed, query):
    one = make_listed("SMITH, JOHN", latitude=37.2, longitude=-93.3)

    page = query("smith").text

    assert f'<a href="/registry/licences/{one.id}" tabindex="-1" aria-label="{one.number}' in page


def test_who_may_not_read_the_registry_is_refused(browser, make_person):
    assert browser(make_person("atf")).get("/registry/").status_code == 403


def cursor_of(page, direction):
    """Return where the page says that the list goes on."""
    return page.text.split(f"{direction}=")[1].split('"')[0].split("&")[0]
