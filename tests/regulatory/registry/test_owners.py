"""No registry is searched for owners of firearms; licensees that are called so are found."""

from datetime import timedelta

import pytest

from tests.regulatory.registry.conftest import names_in

NAMES = ("OWNER OPERATED ARMS", "SERIAL NUMBER NINE LLC", "PURCHASER'S PAWN", "GUN OWNERS SUPPLY")


@pytest.fixture
def visitor(browser, examiner):
    """The browser of a licensing examiner."""
    return browser(examiner)


@pytest.fixture
def recorded(as_superuser):
    """Return the refusals that the audit tells of, each with what was typed."""

    def listed():
        query = "SELECT action, facts->>'typed', reason FROM casemgr.audit_event"
        told = as_superuser(f"{query} WHERE outcome = 'refused' ORDER BY id")
        return [(action, typed) for action, typed, reason in told if "926(a)" in reason]

    return listed


def test_a_question_for_an_owner_is_refused_with_the_law_and_recorded(registry, query, recorded):
    page = query("owner John Smith")

    assert page.status_code == 422
    assert "The law forbids this question" in page.text
    assert "18 U.S.C. 926(a)" in page.text
    assert "National Tracing Center" in page.text
    assert "27 CFR 478.121" in page.text
    assert 'value="owner John Smith"' in page.text
    assert names_in(page) == []
    assert recorded() == [("registry.index", "owner John Smith")]


@pytest.mark.parametrize("name", NAMES)
def test_a_licensee_that_is_called_so_is_found_by_its_name(make_listed, query, recorded, name):
    make_listed(name)

    assert names_in(query(name)) == [name]
    assert names_in(query(name[:8])) == [name]
    assert names_in(query(f'"{name}" springfield')) == [name]
    assert recorded() == []


def test_a_name_that_only_begins_alike_excuses_no_question(make_listed, query):
    make_listed(NAMES[0])

    assert query("owner john smith").status_code == 422
    assert query("owner operated by john smith").status_code == 422


def test_a_trade_name_is_a_name_too(make_listed, query):
    make_listed("SMITH, JOHN", trade_name="BUYER BEWARE PAWN")

    assert names_in(query("buyer beware")) == ["SMITH, JOHN"]


def test_a_street_without_a_word_for_streets_is_found_by_its_number(make_listed, query, recorded):
    make_listed("PRAIRIE ARMS", street="4473 Mike Stewart")

    assert names_in(query("4473 mike stewart springfield")) == ["PRAIRIE ARMS"]
    assert recorded() == []
    assert query("4473 jane doe").status_code == 422


@pytest.mark.parametrize("page", ["/registry/save", "/registry/export"])
def test_such_a_question_is_neither_kept_nor_exported(registry, visitor, recorded, page):
    given = {"name": "Mine", "purpose": "For the review of March 2026", "format": "csv"}

    answer = visitor.send(f"{page}?q=serial+12345", **given)

    assert answer.status_code == 422
    assert "18 U.S.C. 926(a)" in answer.text
    assert [typed for _, typed in recorded()] == ["serial 12345"]


def test_such_a_question_is_not_asked_of_another_agency(registry, browser, make_person, recorded):
    visitor = browser(make_person("dea", "diversion_investigator"))
    asked = {"grant": "atf firearms", "purpose": "Safety of a visit to the premises"}

    answer = visitor.send("/registry/across", typed="owner smith", matter="DEA-26-0007", **asked)

    assert answer.status_code == 422
    assert "18 U.S.C. 926(a)" in answer.text
    assert 'value="owner smith"' in answer.text
    assert recorded() == [("registry.across", "owner smith")]


def test_what_is_typed_while_one_types_gets_the_same_answer(registry, visitor):
    answer = visitor.get("/registry/?q=serial+12345", headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert '<div id="answer"' in answer.text
    assert "<title>" not in answer.text
    assert "18 U.S.C. 926(a)" in answer.text


TYPED = ("owner j", "owner john", "owner john smith")


@pytest.fixture
def typing(registry, visitor):
    """Return what asks as somebody types: typing("owner j")."""
    return lambda q: visitor.get("/registry/", query_string={"q": q}, headers={"HX-Request": "1"})


def test_a_question_that_grows_while_one_types_is_recorded_once(typing, recorded):
    assert [typing(text).status_code for text in TYPED] == [422] * 3

    assert [typed for _, typed in recorded()] == ["owner j"]


def test_whoever_presses_search_is_recorded_each_time(typing, query, recorded):
    typing(TYPED[0])
    query(TYPED[2])
    query(TYPED[2])

    assert [typed for _, typed in recorded()] == [TYPED[0], TYPED[2], TYPED[2]]


def test_another_question_is_recorded_while_one_types(typing, recorded):
    typing(TYPED[0])
    typing("buyer jane")

    assert [typed for _, typed in recorded()] == [TYPED[0], "buyer jane"]


def test_what_was_recorded_long_ago_is_recorded_again(typing, recorded, monkeypatch):
    typing(TYPED[0])
    monkeypatch.setattr("regulatory.registry.queries.LATELY", timedelta(0))
    typing(TYPED[1])

    assert [typed for _, typed in recorded()] == [*TYPED[:2]]


def test_another_person_is_recorded_for_themselves(typing, browser, make_person, recorded):
    typing(TYPED[0])
    other = browser(make_person("atf", "licensing_examiner"))
    other.get("/registry/?q=owner+john", headers={"HX-Request": "true"})

    assert [typed for _, typed in recorded()] == [*TYPED[:2]]


def test_where_no_firearms_are_licensed_an_owner_is_that_of_a_business(browser, make_person):
    visitor = browser(make_person("dea", "diversion_investigator"))

    assert visitor.get("/registry/?q=owner+ansel").status_code == 200
    assert visitor.get("/registry/?q=gun+owner+ansel").status_code == 422
