"""What the tests of pack changes share: a pack that can be edited, and an administrator."""

import re
import shutil
from pathlib import Path

import pytest

from casemgr.accounts.people import acting_as, load_person
from casemgr.changes.applying import apply_change, roll_back
from casemgr.changes.planning import plan_change, whole_tenant
from casemgr.changes.queries import get_version, list_versions
from casemgr.tenants.versions import gather_files

CONFIG = Path(__file__).parents[3] / "config"
SHARED = (CONFIG / "shared" / "workflows" / "investigation_v1.yaml").read_text()
RENAMED = (r"(?<!tone: )\bactive\b", "working")


class Change:
    """A copy of the configuration in which a test writes, for one agency."""

    def __init__(self, root, administrator):
        self.root, self.administrator, self.slug = root, administrator, administrator.pack.slug

    def write(self, path, text):
        file = self.root / "tenants" / self.slug / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return self

    def replace(self, path, old, new):
        file = self.root / "tenants" / self.slug / path
        text = file.read_text() if file.exists() else ""
        assert old in text
        return self.write(path, text.replace(old, new, 1))

    def add_field(self, name, described, subject="case"):
        """Add a field to the agency's own, or say more of one that it has."""
        path = f"fields/{subject}.yaml"
        text = (self.root / "tenants" / self.slug / path).read_text()
        return self.write(path, f"{text.rstrip()}\n  {name}: {described}\n")

    def drop_role(self, name):
        """Leave a role out, with what names it."""
        own = (self.root / "tenants" / self.slug / "roles.yaml").read_text()
        own = re.sub("^separation:.*", "", own, flags=re.MULTILINE | re.DOTALL).rstrip()
        return self.write(
            "roles.yaml", f"{own}\n  {name}: {{drop: true}}\nseparation:\n  roles: []\n"
        )

    def second_workflow(self, *edits, migrates="{from: 1}"):
        """Write version 2 of the investigation beside the shared one, and use it."""
        text = SHARED
        for old, new in edits:
            assert re.search(old, text, re.MULTILINE), old
            text = re.sub(old, new, text, flags=re.MULTILINE)
        text = text.replace("version: 1\n", f"version: 2\nmigrates: {migrates}\n", 1)
        self.write("workflows/investigation_v2.yaml", text)
        tenant = (self.root / "tenants" / self.slug / "tenant.yaml").read_text()
        return self.write("tenant.yaml", f"{tenant}\nworkflows: {{case: investigation_v2}}\n")

    @property
    def files(self):
        return gather_files(self.slug, self.root)

    def plan(self):
        with acting_as(self.administrator), whole_tenant():
            return plan_change(self.files)

    def apply(self, reason="Ordered by headquarters", **more):
        with acting_as(self.administrator):
            return apply_change(self.files, by=self.administrator, reason=reason, **more).number

    def roll_back(self, reason="It did not work"):
        with acting_as(self.administrator):
            return roll_back(by=self.administrator, reason=reason).number

    def versions(self):
        with acting_as(self.administrator):
            return [(version.number, version.digest) for version in list_versions()]

    def version(self, number):
        with acting_as(self.administrator):
            return get_version(number)


@pytest.fixture
def change(tmp_path, make_person):
    for part in ("shared", "tenants"):
        shutil.copytree(CONFIG / part, tmp_path / "config" / part)
    return Change(tmp_path / "config", make_person("atf", "tenant_administrator"))


@pytest.fixture
def again(in_app):
    """Return a person as they are after a change: with the pack that is in use by then."""
    return lambda person: load_person(person.tenant_id, person.id)


@pytest.fixture(autouse=True)
def _forget_definitions(app):
    """Forget the workflows that a test published; the next one writes others of that name."""
    yield
    app.extensions.pop("definitions", None)
