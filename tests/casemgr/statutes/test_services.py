"""Importing the catalogue into the database."""

import gzip
import json

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import ProgrammingError

from casemgr.database.installation import addresses
from casemgr.extensions import db
from casemgr.statutes.catalogue import BUILT_IN, CatalogueUnreadable, built_in_sections
from casemgr.statutes.models import Court, StatuteSection
from casemgr.statutes.services import import_as_administrator
from tests.casemgr.statutes.shared_data import DATA, needs_code
from tests.casemgr.statutes.shelf import fill_with_the_short_list


@pytest.fixture
def bring(settings, in_app):
    administrator = addresses(settings).administrator

    def bring(data=None):
        return import_as_administrator(administrator, data)

    fill_with_the_short_list(settings)
    yield bring
    db.session.rollback()
    fill_with_the_short_list(settings)


def release(tmp_path, **texts):
    folder = tmp_path / "us-code"
    folder.mkdir(exist_ok=True)
    rows = [
        {"title": 18, "section": number, "chapter": "1", "heading": "H", "text": text}
        for number, text in texts.items()
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (folder / "usc-title-18.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return tmp_path


def test_the_short_list_is_imported_once(bring):
    again = bring()

    assert (again.added, again.changed, again.unchanged) == (0, 0, len(built_in_sections()))
    assert db.session.scalar(select(func.count()).select_from(Court)) == 94


def test_a_changed_section_is_updated_and_nothing_is_deleted(bring, tmp_path):
    bring(release(tmp_path, **{"9001": "(a) old words", "9002": "(a) kept"}))

    changes = bring(release(tmp_path, **{"9001": "(a) new words"}))

    assert (changes.read, changes.added, changes.changed) == (1, 0, 1)
    assert db.session.get(StatuteSection, "18 U.S.C. 9001").text == "(a) new words"
    assert db.session.get(StatuteSection, "18 U.S.C. 9002") is not None


def test_the_short_list_never_replaces_the_release(bring, tmp_path):
    bring(release(tmp_path, **{"371": "If two or more persons conspire, from the release"}))

    bring(None)

    assert db.session.get(StatuteSection, "18 U.S.C. 371").text.endswith("from the release")


def test_the_release_replaces_the_short_list(bring, tmp_path):
    changes = bring(release(tmp_path, **{"3281": "An indictment, from the release"}))

    assert (changes.added, changes.changed) == (0, 1)


def test_a_damaged_release_changes_nothing(bring, tmp_path):
    folder = release(tmp_path, **{"9003": "(a) words"})
    (folder / "us-code" / "usc-title-19.jsonl.gz").write_bytes(b"damaged")

    with pytest.raises(CatalogueUnreadable):
        bring(folder)

    assert db.session.get(StatuteSection, "18 U.S.C. 9003") is None


def test_the_application_itself_cannot_change_the_law(in_app):
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(delete(StatuteSection))

    db.session.rollback()


@needs_code
def test_the_whole_release_is_stored_and_comes_in_the_order_of_the_code(bring):
    bring(DATA)

    again = bring(DATA)

    stored = select(StatuteSection.citation).where(StatuteSection.title == 26)
    citations = list(db.session.scalars(stored.order_by(StatuteSection.position)))
    assert (again.read, again.added, again.changed) == (4523, 0, 0)
    assert len(citations) == 1871
    assert citations.index("26 U.S.C. 25A") < citations.index("26 U.S.C. 101")
    assert db.session.get(StatuteSection, "26 U.S.C. 5861").source == BUILT_IN
