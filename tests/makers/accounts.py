"""Makers of people, and browsers in which they are signed in."""

import contextvars
import itertools
import re
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from casemgr import tenants
from casemgr.accounts import passwords
from casemgr.accounts.models import Account
from casemgr.accounts.people import acting_as, load_person
from casemgr.accounts.queries import find_account
from casemgr.accounts.services import create_account, grant_clearance, grant_role
from casemgr.accounts.sessions import cookie_name
from casemgr.accounts.setup import USERNAME
from casemgr.accounts.signing_in import open_session
from casemgr.database.context import Actor
from casemgr.database.installation import addresses, connect_directly
from casemgr.database.rows import transaction
from casemgr.extensions import db
from casemgr.tenants import pack_of, tenant_named
from tests.security.world import plant_canaries, uproot_canaries

PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_COUNT = itertools.count(1)


class Browser(FlaskClient):
    """A test client whose requests share nothing with one another but their cookies.

    Answers are read to their end, and what was sent is let go of.
    """

    def open(self, *args, buffered=True, **kwargs):
        answer = contextvars.Context().run(super().open, *args, buffered=buffered, **kwargs)
        answer.request.environ["wsgi.input"].close()
        return answer

    def token(self, page="/me"):
        """Return the CSRF token that a page of this browser carries."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        assert found, f"{page} has no form"
        return found[1]

    def send(self, address, page=None, **entries):
        """Send a form as the page at `page` (or the same address) would."""
        token = self.token(page or "/me")
        return self.post(address, data={"csrf_token": token, **entries})


@pytest.fixture
def use_pack(app, monkeypatch):
    """Let an agency work by a changed pack: use_pack("atf", lambda pack: replace(pack, …))."""

    def use(slug, change):
        with app.app_context():
            pack = tenants.packs()[slug]
            db.session.remove()
        load, changed = tenants.load_version, change(pack)
        monkeypatch.setattr(
            tenants,
            "load_version",
            lambda *version: changed if (found := load(*version)) is pack else found,
        )
        return changed

    return use


@pytest.fixture
def use_fields(use_pack):
    """Let an agency's records have changed fields: use_fields("atf", "case", lambda field: …)."""

    def use(slug, subject, change):
        def changed(pack):
            fields = tuple(change(field) for field in pack.fields[subject])
            return replace(pack, fields={**pack.fields, subject: fields})

        return use_pack(slug, changed)

    return use


@pytest.fixture
def in_app(app):
    """Work inside the application."""
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture(scope="session")
def _hash(app):
    with app.app_context():
        return passwords.hash_password(PASSWORD)


@pytest.fixture
def make_person(in_app, _hash):
    """Return a maker of active people: make_person("atf", "case_agent", clearances=[...])."""

    def make(tenant="atf", *roles, username=None, name=None, office=None, clearances=()):
        number = next(_COUNT)
        tenant_id = tenant_named(tenant).id
        with transaction(Actor(tenant_id, purpose="set-up")):
            account = create_account(
                username or f"person{number}",
                name or f"Person {number}",
                office=office or next(iter(pack_of(tenant_id).offices)),
                by=None,
                password_hash=_hash,
                totp_secret=passwords.seal_totp_secret(SECRET),
            )
            given = {"by": find_account(USERNAME), "reason": "Test"}
            for role in roles:
                grant_role(account, role, **given)
            for compartment in clearances:
                grant_clearance(account, compartment, **given)
        return load_person(tenant_id, account.id)

    return make


@pytest.fixture
def browser(app):
    """Return a maker of browsers: signed in as the person given, or not at all."""
    app.test_client_class = Browser

    def open_browser(person=None):
        client = app.test_client()
        if person is not None:
            client.set_cookie(cookie_name(), session_token(app, person))
        return client

    return open_browser


def session_token(app, person):
    """Return the token of a session in which this person is signed in."""
    with app.app_context(), acting_as(person):
        account = db.session.get(Account, (person.tenant_id, person.id))
        return open_session(account, source="127.0.0.1", browser="test")


@pytest.fixture
def acting(in_app):
    """Return a context in which a test acts for a person: with acting(agent): …"""

    @contextmanager
    def act(person):
        with acting_as(person):
            yield person

    return act


@pytest.fixture
def as_superuser(settings, pytestconfig):
    """Run a statement past every rule, to set up or look at what no person can."""
    watched = hasattr(pytestconfig, "canaries")

    def run(statement, *values):
        with connect_directly(addresses(settings).administrator) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    with connect_directly(addresses(settings).administrator) as connection:
        if watched:
            uproot_canaries(connection)
        yield run
        if watched:
            plant_canaries(connection)
