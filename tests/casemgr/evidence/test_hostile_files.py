"""Every file of the public collections is taken in as evidence, shown, and given out unchanged."""

import io

import pytest

from casemgr.database.rows import fetch
from casemgr.evidence.models import Exhibit
from config.settings import Settings

DATA = Settings.from_environment().data
FOLDERS = ("hostile-files", "evidence-files")


def found_in(folder):
    return sorted(path for path in (DATA / folder).rglob("*") if path.is_file())


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_of_any_kind_go_through_unchanged(
    browser, acting, evidence_people, make_exhibit, folder
):
    if not (DATA / folder).is_dir():
        pytest.skip(f"needs shared data: {DATA / folder}")
    with acting(evidence_people.agent) as agent:
        exhibit = make_exhibit(agent)
    window, paths = browser(evidence_people.agent), found_in(folder)

    sent = [(io.BytesIO(path.read_bytes()), path.name) for path in paths]
    data = {"csrf_token": window.token(), "files": sent}
    assert window.post(f"/exhibits/{exhibit.id}/files", data=data).status_code == 302

    assert window.get(f"/exhibits/{exhibit.id}").status_code == 200
    with acting(evidence_people.agent):
        files = {file.sha256: file.id for file in fetch(Exhibit, exhibit.id).files}
    given = {window.get(f"/evidence-files/{key}", buffered=True).data for key in files.values()}
    assert given == {path.read_bytes() for path in paths}


def test_hostile_files_carry_their_warnings(browser, acting, evidence_people, make_exhibit):
    folder = DATA / "hostile-files"
    if not folder.is_dir():
        pytest.skip(f"needs shared data: {folder}")
    with acting(evidence_people.agent) as agent:
        exhibit = make_exhibit(agent)
    names = ["zip-slip/zip-slip.zip", "pdf/javascript.pdf", "pdf/encryption_openpassword.pdf"]
    window = browser(evidence_people.agent)

    sent = [(io.BytesIO((folder / name).read_bytes()), name) for name in names]
    data = {"csrf_token": window.token(), "files": sent}
    window.post(f"/exhibits/{exhibit.id}/files", data=data)

    with acting(evidence_people.agent):
        warned = {file.name: file.warnings for file in fetch(Exhibit, exhibit.id).files}
    assert all(warned.values()), warned
