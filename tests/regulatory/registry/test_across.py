"""Another agency's registry is looked into where its pack grants it, and both audits tell of it."""

import pytest

from casemgr.database import functions
from casemgr.jobs.worker import Worker

FIREARMS = {
    "grant": "atf firearms",
    "purpose": "Safety of a visit to the premises",
    "matter": "DEA-26-0007",
}


@pytest.fixture
def investigator(make_person):
    """A diversion investigator."""
    return make_person("dea", "diversion_investigator")


@pytest.fixture
def visitor(browser, investigator):
    """The browser of a diversion investigator."""
    return browser(investigator)


@pytest.mark.parametrize("typed", ["5-43-077-01-9C-14245", "smith, john"])
def test_what_the_public_may_know_is_shown(registry, visitor, typed):
    page = visitor.send("/registry/across", typed=typed, **FIREARMS)

    assert "SMITH, JOHN A" in page.text
    assert "OZARK ARMS" in page.text
    assert ">Dealer in firearms other than destructive devices<" in page.text


def test_a_number_that_the_license_had_earlier_finds_it_and_says_so(registry, visitor):
    page = visitor.send("/registry/across", typed="5-43-077-01-6C-14245", **FIREARMS)

    assert "5-43-077-01-9C-14245" in page.text
    assert "This is not the number that you wrote" in page.text
    assert "not the number" not in visitor.send("/registry/across", typed="smith", **FIREARMS).text


def test_a_collector_is_not_disclosed(make_listed, visitor):
    make_listed("SMITH, COLLECTOR", number="5-43-077-03-9C-30001")

    page = visitor.send("/registry/across", typed="smith", **FIREARMS)

    assert "Nothing found" in page.text
    assert "COLLECTOR" not in page.text


def test_both_audits_tell_of_it(registry, visitor, investigator, app, as_superuser):
    visitor.send("/registry/across", typed="smith", **FIREARMS)
    Worker(app).run_all()

    told = as_superuser(
        "SELECT t.slug, e.action, e.reason, e.facts->>'typed', e.facts->>'found'"
        " FROM casemgr.audit_event e JOIN casemgr.tenant t ON t.id = e.tenant_id"
        " WHERE e.action LIKE '%look%' ORDER BY t.slug"
    )
    assert told == [
        ("atf", "looked_up_from_outside", FIREARMS["purpose"], "smith", "2"),
        ("dea", "look_across", FIREARMS["purpose"], "smith", "2"),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"grant": "atf explosives"},
        {"grant": "fbi firearms"},
        {"purpose": "Curiosity"},
        {"matter": ""},
        {"matter": "\u200b-"},
        {"typed": "sm"},
    ],
)
def test_nothing_is_shown_without_a_grant_a_purpose_and_a_name(registry, visitor, changed):
    page = visitor.send("/registry/across", **{"typed": "smith", **FIREARMS, **changed})

    assert page.status_code == 422
    assert "SMITH, JOHN" not in page.text


@pytest.mark.parametrize(
    "asked", [{"scheme": "explosives"}, {"purpose": "Curiosity"}, {"name": ""}]
)
def test_the_database_itself_refuses(registry, investigator, acting, asked):
    given = {
        "scheme": "firearms",
        "purpose": FIREARMS["purpose"],
        "name": "smith",
        "number": "SMITH",
    }

    with pytest.raises(Exception, match="not open to you"), acting(investigator):
        functions.look_across("atf", given | asked)


def test_without_the_permission_there_is_no_look(browser, make_person):
    agent = browser(make_person("atf", "case_agent"))

    assert agent.get("/registry/across").status_code == 403
