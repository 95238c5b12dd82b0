"""The pages and files of a packet."""

import pytest

from casemgr.packets import verify


@pytest.fixture
def sent(make_ready_case, packet_people, submit, quick_sheets):
    """The people of a case, and its packet after it was submitted."""
    people = packet_people()
    return people, submit(make_ready_case(people), people.supervisor)


def test_the_page_shows_where_the_packet_stands_its_hashes_and_how_to_check_it(sent, browser):
    people, packet = sent

    page = browser(people.agent).get(f"/packets/{packet.id}").text

    for words in (
        "Submitted",
        packet.zip_sha256,
        packet.pdf_sha256,
        packet.manifest["packet_sha256"],
        f"{packet.bates_prefix}_0000001",
        "Rosa Delgado",
        "Walt Greer",
        "casemgr packet verify",
        f'src="/packets/{packet.id}/volume.pdf#',
    ):
        assert words in page, words


def test_the_volume_is_shown_in_the_page_and_can_do_nothing(sent, browser):
    people, packet = sent

    with browser(people.agent).get(f"/packets/{packet.id}/volume.pdf") as answer:
        content = answer.data

    assert content.startswith(b"%PDF")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_the_zip_is_saved_and_is_what_was_sent(sent, browser, tmp_path):
    people, packet = sent

    with browser(people.agent).get(f"/packets/{packet.id}/packet.zip") as answer:
        (tmp_path / "packet.zip").write_bytes(answer.data)

    assert "attachment" in answer.headers["Content-Disposition"]
    assert verify.verify(tmp_path / "packet.zip", packet.zip_sha256)[1] == []


@pytest.mark.parametrize("file", ["volume.pdf", "packet.zip"])
def test_a_packet_that_was_changed_in_the_store_is_not_given_out(file, sent, browser, stored):
    people, packet = sent
    path = stored(people.agent, packet.pdf_sha256 if file == "volume.pdf" else packet.zip_sha256)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content + b"\n")

    answer = browser(people.agent).get(f"/packets/{packet.id}/{file}")

    assert answer.status_code == 409
    assert "was changed" in answer.text


@pytest.mark.parametrize("file", ["", "/volume.pdf", "/packet.zip"])
def test_each_reading_is_in_the_audit(file, sent, browser, as_superuser):
    people, packet = sent

    browser(people.agent).get(f"/packets/{packet.id}{file}").close()

    read = as_superuser(
        "SELECT count(*) FROM casemgr.audit_event WHERE action = 'read' AND object_id = %s",
        packet.id,
    )
    assert read == [(1,)]


@pytest.mark.parametrize("file", ["", "/volume.pdf", "/packet.zip"])
def test_another_agency_finds_nothing(file, sent, browser, make_person):
    _, packet = sent

    answer = browser(make_person("dea", "group_supervisor")).get(f"/packets/{packet.id}{file}")

    assert answer.status_code == 404


def test_the_list_shows_the_packets_of_the_cases_that_one_may_know_of(sent, browser, make_person):
    people, packet = sent
    elsewhere = make_person("atf", "case_agent", office="springfield")

    ours = browser(people.agent).get("/packets/").text
    theirs = browser(elsewhere).get("/packets/").text

    assert f"/packets/{packet.id}" in ours
    assert f"/packets/{packet.id}" not in theirs
    assert "No packet yet" in theirs


def test_a_packet_that_is_not_built_has_no_files(
    make_ready_case, packet_people, ask_for_packet, packets_of, browser
):
    people = packet_people()
    case = make_ready_case(people)
    ask_for_packet(case, people.supervisor)
    [packet] = packets_of(case, people.agent)

    page = browser(people.agent).get(f"/packets/{packet.id}").text

    assert "In preparation" in page
    assert 'class="progress' in page
    assert browser(people.agent).get(f"/packets/{packet.id}/volume.pdf").status_code == 404


def test_a_supervisor_finds_the_packet_to_release_in_their_work(
    make_ready_case, packet_people, browser
):
    people = packet_people()
    case = make_ready_case(people)

    page = browser(people.supervisor).get("/work/").text

    assert "Packets to release" in page
    assert f"/cases/{case.id}/packet" in page
