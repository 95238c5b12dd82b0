"""Files that a field of a record holds: kept as they came, shown to who may see the record."""

import io
import re
import uuid
from dataclasses import replace
from hashlib import sha256

import pytest

from casemgr.audit.models import AuditEvent
from casemgr.cases import services
from casemgr.cases.models import Case
from casemgr.database.rows import fetch, rows
from casemgr.extensions import db

FIELD = "referral_papers"
HOSTILE = b"<script>alert(1)</script>\x00MZ"


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def desk(browser, agent):
    return browser(agent)


@pytest.fixture
def case(make_case, agent):
    return make_case(agent, reach="tenant", fields={"priority": "urgent"})


@pytest.fixture
def address(case):
    return f"/attachments/case/{case.id}/{FIELD}"


@pytest.fixture
def attach(desk, address):
    def send(*files, client=desk):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)
        sent = [(io.BytesIO(content), name) for name, content in files]
        return client.post(address, data={"csrf_token": token and token[1], "files": sent})

    return send


@pytest.fixture
def held(acting, agent, case):
    def read():
        with acting(agent):
            return fetch(Case, case.id).fields.get(FIELD)

    return read


def test_a_file_is_kept_with_its_hash_and_comes_back_as_it_was(desk, attach, held, address, case):
    answer = attach(("referral <b>.html", HOSTILE))
    [file] = held()

    assert answer.status_code == 302
    assert file["sha256"] == sha256(HOSTILE).hexdigest()
    assert (file["name"], file["size"]) == ("referral <b>.html", len(HOSTILE))
    with desk.get(f"{address}/{file['id']}") as back:
        assert back.data == HOSTILE
        assert back.mimetype == "application/octet-stream"
        assert back.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in back.headers["Content-Security-Policy"]
    assert "referral &lt;b&gt;.html" in desk.get(f"/cases/{case.id}").text


def test_an_edit_of_the_record_keeps_its_files(attach, held, acting, agent, case):
    attach(("a.txt", b"one"))
    before = held()

    with acting(agent):
        services.update_case(fetch(Case, case.id), by=agent, fields={"priority": "routine"})

    assert held() == before


def test_several_files_are_taken_in_together_or_not_at_all(attach, held):
    refused = attach(("a.txt", b"one"), ("empty.txt", b""))

    assert refused.status_code == 422
    assert "empty.txt is empty" in refused.text
    assert held() is None

    attach(("a.txt", b"one"), ("b.txt", b"two"))

    assert [file["name"] for file in held()] == ["a.txt", "b.txt"]


def test_no_more_files_are_taken_in_than_the_field_holds(attach, held):
    answer = attach(*((f"{number}.txt", b"x") for number in range(21)))

    assert answer.status_code == 422
    assert "At most 20" in answer.text
    assert held() is None


def test_a_file_is_taken_out_with_a_reason_and_is_no_longer_given_out(
    desk, attach, held, address, acting, make_person
):
    attach(("a.txt", b"one"))
    path = f"{address}/{held()[0]['id']}"
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(f"{path}/remove").text)[1]

    desk.post(f"{path}/remove", data={"csrf_token": token, "reason": "Wrong case"})

    assert held() is None
    assert desk.get(path).status_code == 404
    with acting(make_person("atf", "auditor")):
        told = {one.action: one.reason for one in rows(db.select(AuditEvent))}
    assert told["detach_file"] == "Wrong case"
    assert "attach_file" in told


def test_giving_out_is_audited(desk, attach, held, address, acting, make_person):
    attach(("a.txt", b"one"))
    desk.get(f"{address}/{held()[0]['id']}").close()

    with acting(make_person("atf", "auditor")):
        reads = [one.object_type for one in rows(db.select(AuditEvent)) if one.action == "read"]
    assert "attachment" in reads


def test_who_may_only_read_the_case_reads_its_files_and_adds_none(
    browser, make_person, attach, held, address
):
    attach(("a.txt", b"one"))
    reader = browser(make_person("atf", "intelligence_analyst"))

    page = reader.get(address)

    assert "a.txt" in page.text
    assert "Attach the files" not in page.text
    with reader.get(f"{address}/{held()[0]['id']}") as answer:
        assert answer.data == b"one"


@pytest.mark.parametrize("change", [{"sensitive": True}, {"compartment": "tax", "sensitive": True}])
def test_a_sensitive_field_gives_its_files_to_the_cleared_alone(
    browser, make_person, attach, held, address, use_fields, change
):
    attach(("a.txt", b"one"))
    use_fields("atf", "case", lambda one: replace(one, **change) if one.name == FIELD else one)
    reader = browser(make_person("atf", "intelligence_analyst"))

    assert reader.get(address).status_code == 404
    assert reader.get(f"{address}/{held()[0]['id']}").status_code == 404


def test_foreign_hidden_and_missing_answer_alike(browser, make_person, make_case, agent, desk):
    hidden = make_case(agent, reach="team")
    other = browser(make_person("atf", "case_agent"))
    foreign = browser(make_person("dea", "diversion_investigator"))
    missing = f"/attachments/case/{uuid.uuid4()}/{FIELD}"

    answers = [
        other.get(f"/attachments/case/{hidden.id}/{FIELD}"),
        foreign.get(f"/attachments/case/{hidden.id}/{FIELD}"),
        desk.get(missing),
        desk.get(f"/attachments/case/{hidden.id}/priority"),
        desk.get(f"/attachments/nothing/{hidden.id}/{FIELD}"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert desk.get(f"/attachments/case/{hidden.id}/{FIELD}").status_code == 200


def test_the_file_of_one_record_is_not_given_out_at_another(desk, attach, held, make_case, agent):
    attach(("a.txt", b"one"))
    other = make_case(agent)

    answer = desk.get(f"/attachments/case/{other.id}/{FIELD}/{held()[0]['id']}")

    assert answer.status_code == 404
