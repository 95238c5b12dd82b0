"""Two tenants with people in them, for tests that try to cross from one to the other."""

import pytest

from casemgr.tenants import tenant_named


@pytest.fixture
def filled_tenants(make_person):
    """The ids of two tenants that both have people."""
    for slug in ("atf", "dea"):
        make_person(slug, "case_agent")
    return [tenant_named(slug).id for slug in ("atf", "dea")]
