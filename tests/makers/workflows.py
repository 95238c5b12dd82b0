"""Lives of a test's own: records that are made in it live by the workflows that it writes."""

import pytest

from casemgr.cases import whereabouts
from casemgr.evidence.services import vault
from casemgr.reports import phases
from casemgr.tenants.source import read_text
from casemgr.workflows import clocks, firing, offering, publishing, services
from casemgr.workflows.loader import load_definition

READERS = (clocks, firing, offering, phases, services, vault, whereabouts)


@pytest.fixture
def live_by(monkeypatch):
    """Return a maker: live_by(text) lets new records of the workflow's subject live by it."""

    def use(*texts):
        own = {one.subject: one for one in map(_read, texts)}
        newest, published = publishing.newest_definition, publishing.definition_of
        monkeypatch.setattr(
            services, "newest_definition", lambda name, *more: own.get(name) or newest(name, *more)
        )
        for module in READERS:
            monkeypatch.setattr(
                module, "definition_of", lambda life: own.get(life.subject_type) or published(life)
            )

    return use


def _read(text):
    return load_definition(read_text(text, "own.yaml"))
