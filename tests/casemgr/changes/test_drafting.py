"""A change is drafted by one person and applied by another, on the version that it was based on."""

import pytest
from sqlalchemy import select

from casemgr.accounts.people import acting_as
from casemgr.audit.models import AuditEvent
from casemgr.changes.drafting import (
    apply_change_set,
    create_change_set,
    plan_change_set,
    rebase_change_set,
    update_change_set,
    withdraw_change_set,
)
from casemgr.changes.models import ChangeSet
from casemgr.changes.queries import list_change_sets
from casemgr.database.rows import fetch, rows
from casemgr.errors import Conflict, Invalid, NotAllowed, NotFound, StaleEdit
from casemgr.tenants import packs
from casemgr.tenants.problems import PackInvalid

OWN = "tenants/atf/tenant.yaml"


@pytest.fixture
def author(make_person):
    return make_person("atf", "tenant_administrator")


@pytest.fixture
def draft(change, author):
    """Return a maker of drafts that call a case otherwise."""

    def make(word="inquiry", **more):
        text = change.files[OWN].replace("case: investigation\n", f"case: {word}\n")
        with acting_as(author):
            files = more.pop("files", {OWN: text})
            return create_change_set("New words", files, by=author, reason="Ordered", **more).id

    return make


def test_a_draft_is_planned_and_applied_by_another_person(change, author, draft):
    key, other = draft(), change.administrator

    with acting_as(other):
        one = fetch(ChangeSet, key)
        assert "one of it investigation becomes inquiry" in plan_change_set(one).lines[0]
        version = apply_change_set(one, by=other)
        assert (one.state, one.applied_as, version.number) == ("applied", 2, 2)
        assert version.applied_by == other.id
    assert packs()["atf"].word("case") == "inquiry"


def test_the_author_of_a_draft_does_not_apply_it(author, draft):
    key = draft()

    with pytest.raises(NotAllowed, match="Somebody else has to apply it"), acting_as(author):
        apply_change_set(fetch(ChangeSet, key), by=author)


def test_who_writes_last_answers_for_the_draft(change, author, draft):
    key, other = draft(), change.administrator
    with acting_as(other):
        one = fetch(ChangeSet, key)
        update_change_set(
            one, by=other, row_version=1, title="Words", reason="Mine", files=dict(one.files)
        )

    with pytest.raises(NotAllowed), acting_as(other):
        apply_change_set(fetch(ChangeSet, key), by=other)


def test_a_pack_that_does_not_part_the_two_lets_the_author_apply(change, author, draft, again):
    change.replace("roles.yaml", "roles:\n", "separation:\n  acts: []\nroles:\n").apply()
    key = draft()

    with acting_as(again(author)) as person:
        assert apply_change_set(fetch(ChangeSet, key), by=person).number == 3


def test_a_draft_on_another_version_is_laid_over_the_one_in_use_first(change, draft):
    key, other = draft(), change.administrator
    change.add_field("synopsis", "{required: true}").apply()

    with pytest.raises(Conflict, match="based on version 1"), acting_as(other):
        apply_change_set(fetch(ChangeSet, key), by=other)
    with acting_as(other):
        one = rebase_change_set(fetch(ChangeSet, key), by=other)
        assert apply_change_set(one, by=other).number == 3
    assert packs()["atf"].field("case", "synopsis").required


def test_of_two_people_who_edit_a_draft_the_second_is_told(change, author, draft):
    key = draft()
    said = {"title": "Words", "reason": "", "files": {}}
    with acting_as(author):
        update_change_set(fetch(ChangeSet, key), by=author, row_version=1, **said)

    with pytest.raises(StaleEdit), acting_as(author):
        update_change_set(fetch(ChangeSet, key), by=author, row_version=1, **said)


def test_a_draft_can_take_a_file_away(change, draft):
    key = draft(files={"tenants/atf/codes/case_sources.yaml": None})

    with acting_as(change.administrator):
        lines = plan_change_set(fetch(ChangeSet, key)).lines
    assert any("entry of case_sources" in line and "(trace) is left" in line for line in lines)


def test_an_unsound_draft_is_kept_and_not_applied(change, draft):
    key, other = (
        draft(files={"tenants/atf/fields/case.yaml": "fields: {x: {type: txt}}"}),
        (change.administrator),
    )

    with pytest.raises(PackInvalid, match='"txt" is not a field type'), acting_as(other):
        apply_change_set(fetch(ChangeSet, key), by=other)
    with acting_as(other):
        assert fetch(ChangeSet, key).state == "draft"
    assert [number for number, _ in change.versions()] == [1]


def test_a_draft_that_is_done_stays_as_it_is(change, author, draft):
    key = draft()
    with acting_as(author):
        withdraw_change_set(fetch(ChangeSet, key), by=author)

    with pytest.raises(Conflict, match="has been withdrawn"), acting_as(change.administrator):
        apply_change_set(fetch(ChangeSet, key), by=change.administrator)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shared/roles.yaml", "roles: {}"),
        ("tenants/dea/roles.yaml", "roles: {}"),
        ("tenants/atf/../dea/roles.yaml", "roles: {}"),
        ("tenants/atf/statutes/x.yaml", "x: y"),
        (OWN, "name: \0"),
        (OWN, "name: \ud800"),
        (OWN, "x" * 1_000_001),
    ],
)
def test_a_draft_holds_texts_of_the_agencys_own_files(draft, path, text):
    with pytest.raises(Invalid) as caught:
        draft(files={path: text})

    assert caught.value.problems.keys() == {path}


def test_a_draft_has_a_title(author, change):
    with pytest.raises(Invalid) as caught, acting_as(author):
        create_change_set(" ", {}, by=author)

    assert caught.value.problems == {"title": "Give the change a title."}


def test_another_agency_finds_no_draft(draft, make_person):
    key = draft()

    with acting_as(make_person("dea", "tenant_administrator")):
        assert list_change_sets() == []
        with pytest.raises(NotFound):
            fetch(ChangeSet, key)


def test_the_audit_follows_a_draft(author, draft, make_person):
    key = draft()
    with acting_as(author):
        withdraw_change_set(fetch(ChangeSet, key), by=author)

    with acting_as(make_person("atf", "auditor")):
        told = rows(
            select(AuditEvent).where(AuditEvent.object_id == key).order_by(AuditEvent.sequence)
        )
    assert [(event.action, event.object_label) for event in told] == [
        ("change_set:create", "New words"),
        ("change_set:withdraw", "New words"),
    ]
