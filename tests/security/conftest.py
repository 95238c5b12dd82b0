"""Two tenants with people in them, and an agency whose pages have every form to try."""

import traceback
from types import SimpleNamespace

import pytest
from flask import got_request_exception, request

from casemgr.accounts.people import Person, acting_as
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.permissions import Permission
from casemgr.tenants import tenant_named
from tests.makers.accounts import PASSWORD
from tests.security.case_file import COMPARTMENT, fill_case_file
from tests.security.forms import COOKIE, walk
from tests.security.snapshot import Snapshot

# Where a record stands, and what each person can do with it there.
STANDING = {"cases.show", "evidence.show", "packets.readiness", "packets.show", "reports.show"}
LOCK = "UPDATE casemgr.account SET locked_at = now() WHERE id = %s"


@pytest.fixture
def filled_tenants(make_person):
    """The ids of two tenants that both have people."""
    for slug in ("atf", "dea"):
        make_person(slug, "case_agent")
    return [tenant_named(slug).id for slug in ("atf", "dea")]


@pytest.fixture
def case_file(
    make_person,
    make_case,
    make_subject,
    make_charge,
    make_member,
    make_exhibit,
    make_licence,
    give_file,
    make_report,
    make_report_in_review,
    make_approved_report,
    make_full_case,
    make_ready_case,
    prove_all,
    ask_for_packet,
    browser,
    as_superuser,
):
    """One of everything in an agency's record."""
    return fill_case_file(
        SimpleNamespace(
            person=make_person,
            case=make_case,
            subject=make_subject,
            charge=make_charge,
            member=make_member,
            exhibit=make_exhibit,
            licence=make_licence,
            file=give_file,
            report=make_report,
            report_in_review=make_report_in_review,
            approved_report=make_approved_report,
            full_case=make_full_case,
            ready_case=make_ready_case,
            proofs=prove_all,
            packet=ask_for_packet,
            browser=browser,
            locked=lambda person: as_superuser(LOCK, person.id),
        )
    )


@pytest.fixture
def other_agency(make_person, make_case, make_subject, make_exhibit, make_report):
    """Another agency's agent, a colleague, and where its pack asks what no other does."""
    cleared = {"clearances": [COMPARTMENT]}
    agent, colleague = (make_person("dea", "case_agent", **cleared) for _ in range(2))
    case = make_case(agent, case_type="diversion")
    subject, report = make_subject(case, agent), make_report(case, agent)
    with acting_as(agent):
        exhibit = make_exhibit(agent, fetch(Case, case.id), "drug")
    pages = [f"/cases/new?type={name}" for name in agent.pack.case_types]
    pages += [f"/reports/{report.id}/edit", f"/exhibits/{exhibit.id}/edit"]
    pages += [f"/cases/{case.id}/{page}" for page in ("edit", f"subjects/{subject.id}/edit")]
    for asked in ("exhibits/new?kind", "reports/new?type", "subjects/new?kind=person&role"):
        kinds = agent.pack.kinds[asked.partition("s/")[0]]
        pages += [f"/cases/{case.id}/{asked}={name}" for name in kinds]
    return SimpleNamespace(agent=agent, colleague=colleague, pages=pages)


@pytest.fixture
def almighty(monkeypatch):
    """Let everybody do everything: roles are not what is tested where this is used."""
    monkeypatch.setattr(Person, "permissions", property(lambda person: frozenset(Permission)))


@pytest.fixture
def faults(app, monkeypatch):
    """Answer faults as in service, in words, and keep what they were."""
    found = []

    def keep(sender, exception, **more):
        where = traceback.extract_tb(exception.__traceback__)[-1]
        fault = f"{type(exception).__name__}: {exception} ({where.filename}:{where.lineno})"
        found.append(f"{request.method} {request.full_path}: {fault}"[:600])

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with got_request_exception.connected_to(keep, app):
        yield found


@pytest.fixture(scope="session")
def _walked():
    """What the walk through the application found, once for all tests."""
    found = {}
    yield found
    for site in found.values():
        site.snapshot.close()


@pytest.fixture
def site(request, app, settings, browser, faults, _walked):
    """Every form that a person with every right finds in a full agency, before anything is sent."""
    if _walked:
        request.getfixturevalue("almighty")
        _walked["site"].snapshot.restore()
        return _walked["site"]
    wanted = ("attorney", "taken_up", "case_file", "other_agency")
    attorney, _, people, other = (request.getfixturevalue(name) for name in wanted)
    office = walk(app, browser(attorney), ["/submissions/"])
    request.getfixturevalue("almighty")
    client = browser(people.agent)
    _walked["site"] = site = walk(app, client, _starts(app))
    standing = [address for address, endpoint in site.pages.items() if endpoint in STANDING]
    chief = walk(app, browser(people.supervisor), standing, follow={"clocks.change"})
    site.forms += office.forms + chief.forms
    site.add_new(
        walk(app, browser(other.agent), other.pages, follow=()),
        account_id=str(other.colleague.id),
    )
    site.known = {"number": people.number, "account_id": str(people.colleague.id)}
    site.known |= {"current": PASSWORD, "field_trafficking_scheme": "straw_purchase"}
    site.people, site.faults, site.snapshot = people, list(faults), Snapshot(settings)
    site.token = client.get_cookie(COOKIE).value
    return site


@pytest.fixture
def visitor(site, browser):
    """A browser in which the person with every right is signed in."""
    client = browser()
    client.set_cookie(COOKIE, site.token)
    return client


def _starts(app):
    rules = app.url_map.iter_rules()
    return [rule.rule for rule in rules if not rule.arguments and "GET" in rule.methods]
