"""The pack in use is a version in the database: loaded whole, kept for good, seen at once."""

import re

import psycopg
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from casemgr import create_app
from casemgr.accounts.people import acting_as
from casemgr.changes.applying import apply_first_version, read_again
from casemgr.database.functions import use_pack
from casemgr.database.installation import addresses, connect_directly
from casemgr.extensions import db
from casemgr.setup import set_up
from casemgr.tenants import current_pack, packs, tenant_named
from casemgr.tenants.loader import load_packs
from casemgr.tenants.models import PackVersion
from casemgr.tenants.problems import PackInvalid
from casemgr.tenants.versions import digest_of, gather_files, load_files
from tests.casemgr.changes.conftest import CONFIG


def test_every_shipped_pack_is_the_same_from_its_files_as_from_its_folder():
    for slug, pack in load_packs(CONFIG).items():
        stored = load_files(slug, gather_files(slug, CONFIG))

        assert stored.digest == pack.digest
        assert stored.source.at("tenant") == pack.source.at("tenant")
        assert stored.source["fields"]["case"].at("fields") == (
            pack.source["fields"]["case"].at("fields")
        )


def test_the_packs_in_use_are_those_of_the_first_set_up(in_app):
    served, written = packs(), load_packs(CONFIG)

    assert {slug: pack.digest for slug, pack in served.items()} == {
        slug: pack.digest for slug, pack in written.items()
    }


def test_the_first_version_was_taken_into_use_by_the_platform(change):
    first = change.version(1)

    assert (first.applied_by, first.applied_by_name) == (None, "The platform")
    assert first.digest == digest_of("atf", gather_files("atf", CONFIG))


def test_a_change_is_served_at_once_by_every_process(settings, change, browser, make_person):
    other = create_app(settings)
    agent = make_person("atf", "case_agent")
    client = browser(agent)
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")

    change.apply()

    assert "inquiry" in client.get("/cases/").text.lower()
    with other.app_context():
        assert packs()["atf"].word("case") == "inquiry"
        db.session.remove()
        db.engine.dispose()


def test_who_began_before_a_change_ends_by_the_version_with_which_they_began(change, make_person):
    agent = make_person("atf", "case_agent")
    with acting_as(agent):
        change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")
        before = agent.pack.word("case")
    change.apply()

    with acting_as(agent):
        assert before == current_pack().word("case") == "investigation"


def test_a_request_asks_for_the_pack_with_the_look_up_that_it_makes_anyway(
    in_app, browser, make_person
):
    statements = []
    client = browser(make_person("atf", "case_agent"))
    client.get("/me")

    event.listen(db.engine, "before_cursor_execute", lambda *sent: statements.append(sent[2]))
    client.get("/me")

    assert statements
    assert [
        one for one in statements if "pack_version" in one or "FROM casemgr.tenant" in one
    ] == []


def test_a_version_is_never_edited(change, as_superuser):
    edit = update(PackVersion).values(reason="Another")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting_as(change.administrator),
    ):
        db.session.execute(edit)

    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="part of the record"):
        as_superuser("UPDATE casemgr.pack_version SET reason = 'Another' WHERE number = 1")


def test_an_agency_finds_no_version_of_another(change, make_person):
    with acting_as(make_person("dea", "tenant_administrator")):
        found = db.session.execute(select(PackVersion.name, PackVersion.tenant_id)).all()

    assert {name for name, _ in found} == {packs()["dea"].name}


def test_an_agency_takes_no_version_into_use_that_is_not_its_newest(change):
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n").apply()
    with pytest.raises(IntegrityError, match="not the newest"), acting_as(change.administrator):
        use_pack(1)


def test_the_application_does_not_start_with_an_unsound_version_in_use(
    settings, change, as_superuser
):
    files = change.files
    files["shared/workflows/exhibit_v1.yaml"] = files["shared/workflows/exhibit_v1.yaml"].replace(
        "[has_gross_weight,", "[has_net_weight,"
    )
    digest = digest_of("atf", files)
    as_superuser(
        "INSERT INTO casemgr.pack_version SELECT (jsonb_populate_record(v, jsonb_build_object("
        "'id', gen_random_uuid(), 'number', 2, 'digest', %s::text, 'files', %s::jsonb))).*"
        " FROM casemgr.pack_version v JOIN casemgr.tenant t ON t.id = v.tenant_id"
        " WHERE t.slug = 'atf'",
        digest,
        Jsonb(files),
    )
    as_superuser("UPDATE casemgr.tenant SET pack_digest = %s WHERE slug = 'atf'", digest)

    with pytest.raises(PackInvalid, match=r"exhibit_v1\.yaml:\d+:\d+: \"has_net_weight\""):
        create_app(settings)


def test_a_later_set_up_changes_nothing_and_says_what_to_do(in_app, change):
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")

    words = apply_first_version("atf", change.root)

    assert words == (
        "atf: the folder differs from version 1, which stays in use."
        " See what would change: casemgr tenants plan atf"
    )
    assert [number for number, _ in change.versions()] == [1]


@pytest.fixture
def without_look_ups(in_app, settings):
    """Let the first version be as a release kept it that knew nothing of other agencies' looks."""
    kept = packs()["atf"].look_ups
    for granted in ({}, kept):
        with connect_directly(addresses(settings).administrator) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(
                "UPDATE casemgr.pack_version SET look_ups = %s WHERE number = 1 AND tenant_id = %s",
                (Jsonb(granted), tenant_named("atf").id),
            )
        if not granted:
            yield kept


def test_a_version_that_an_older_release_took_is_read_again_by_an_upgrade(change, without_look_ups):
    words = [read_again("atf") for _ in range(2)]

    assert words == ["atf: Version 2 has the files of Version 1, as this release reads it.", ""]
    newest, first = change.version(2), change.version(1)
    assert (newest.files, newest.digest) == (first.files, first.digest)
    assert (newest.look_ups, first.look_ups) == (without_look_ups, {})


def test_a_set_up_without_changes_says_nothing(settings):
    assert set_up(settings, data=None) == []


def test_the_exchange_opens_when_both_versions_in_use_say_so(change, as_superuser):
    links = "SELECT count(*) FROM casemgr.exchange_link WHERE sender_id = %s"
    tenant = tenant_named("atf").id
    [(before,)] = as_superuser(links, tenant)
    assert before

    text = (CONFIG / "tenants" / "atf" / "packet.yaml").read_text()
    change.write("packet.yaml", re.sub(r"recipients: \[.*\]", "recipients: []", text))
    change.apply()
    assert as_superuser(links, tenant) == [(0,)]

    change.roll_back()
    assert as_superuser(links, tenant) == [(before,)]


@pytest.mark.parametrize(
    "path", ["../secrets/flask.key", "tenants/atf/../dea/tenant.yaml", "shared/x/y.yaml", "a.yaml"]
)
def test_a_file_that_belongs_to_no_pack_is_refused(path):
    with pytest.raises(PackInvalid, match="this is no file of a pack"):
        load_files("atf", gather_files("atf", CONFIG) | {path: "name: x"})
