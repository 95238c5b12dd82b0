"""The box of every page finds licences too, for those who may read the registry."""

import pytest


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("5-43-077-01-9C-14245", True),
        ("54314245", True),
        ("smith, j", True),
        ("ozark", True),
        ("smithville", False),
        ("springfield", False),
    ],
)
def test_the_box_of_every_page_finds_a_licence(registry, browser, examiner, typed, found):
    licence = registry["SMITH, JOHN A"]

    page = browser(examiner).get("/find", query_string={"q": typed}).text

    assert (f"/registry/licences/{licence.id}" in page) is found


@pytest.mark.parametrize(
    ("agency", "role", "told"),
    [
        ("atf", "licensing_examiner", "Search investigations, people and licenses"),
        ("dea", "registration_specialist", "Search cases, people and registrations"),
        ("fbi", "case_agent", "Search cases and people"),
    ],
)
def test_the_box_says_that_it_finds_them(browser, make_person, agency, role, told):
    page = browser(make_person(agency, role)).get("/find").text

    assert f'placeholder="{told}"' in page
    assert f">{told}</label>" in page


@pytest.mark.parametrize(
    ("agency", "role"), [("atf", "tenant_administrator"), ("dea", "diversion_investigator")]
)
def test_who_may_not_read_the_registry_finds_none_of_it(
    registry, browser, make_person, agency, role
):
    page = browser(make_person(agency, role)).get("/find?q=5-43-077-01-9C-14245").text

    assert "/registry/licences/" not in page
    assert "Nothing found" in page
