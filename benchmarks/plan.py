"""Planning a change of the pack over 100,000 live cases, beside counting them.

The change renames a state in a new version of the case's workflow, renames a field, retypes one
in which every case holds another value, drops one and makes one needed. Limit: 20 seconds.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from benchmarks.population import add_cases, hire
from casemgr import create_app
from casemgr.accounts.people import Person
from casemgr.changes.planning import Plan, plan_change, whole_tenant
from casemgr.database.embedded import temporary_server
from casemgr.database.installation import addresses, connect_directly
from casemgr.database.rows import transaction
from casemgr.extensions import db
from casemgr.setup import set_up
from casemgr.tenants.versions import gather_files
from casemgr.workflows.models import WorkflowInstance
from config.settings import Settings

Answer = TypeVar("Answer")
CASES, MOST_SECONDS, ALLOWED = 100_000, 20, 3600
FIELDS = {"synopsis": "What is alleged", "docket_number": "26-0007", "joint_agencies": "KCPD"}
CHANGED = """\
  docket_number: {drop: true}
  court_number: {type: text, label: Court number, was: docket_number}
  joint_agencies: {type: number}
  synopsis: {drop: true}
  priority: {required: true}
"""


def main() -> int:
    """Measure, print what was planned and how long it took; 1 when the limit is broken."""
    with temporary_server() as server:
        settings = Settings(home=server.home)
        set_up(settings, data=None)
        with create_app(settings).app_context():
            staff = hire()
            add_cases(settings, staff, CASES, FIELDS)
            _tell_apart(settings)
            with _changed(settings.packs, staff.agent) as files:
                counting, _ = _measure(staff.agent, _count)
                seconds, plan = _measure(staff.agent, lambda: plan_change(files))
            db.engine.dispose()
    return _report(seconds, counting, plan)


def _tell_apart(settings: Settings) -> None:
    """Give every case another value in the field that is retyped."""
    with connect_directly(addresses(settings).administrator) as connection:
        connection.execute(
            'UPDATE casemgr."case" SET fields = fields || jsonb_build_object('
            "'joint_agencies', CASE WHEN title LIKE '%%7' THEN number ELSE right(number, 6) END)"
        )


@contextmanager
def _changed(packs: Path, agent: Person) -> Iterator[dict[str, str]]:
    """Give the agency a second version of its case workflow, and other fields."""
    slug, stem = agent.pack.slug, agent.pack.lives["case"]
    name, _, version = stem.rpartition("_v")
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "config")
        for part in ("shared", "tenants"):
            shutil.copytree(packs / part, root / part)
        own = root / "tenants" / slug
        written = next(root.glob(f"*/{slug}/workflows/{stem}.yaml"), None)
        text = (written or root / "shared" / "workflows" / f"{stem}.yaml").read_text()
        text = text.replace(f"version: {version}\n", f"version: {int(version) + 1}\n", 1)
        text = text.replace("suspended", "waiting")
        moving = f"migrates: {{from: {version}, states: {{suspended: waiting}}}}\n"
        (own / "workflows").mkdir(exist_ok=True)
        (own / "workflows" / f"{name}_v{int(version) + 1}.yaml").write_text(text + moving)
        tenant = (own / "tenant.yaml").read_text()
        (own / "tenant.yaml").write_text(
            f"{tenant}\nworkflows: {{case: {name}_v{int(version) + 1}}}\n"
        )
        fields = (own / "fields" / "case.yaml").read_text()
        (own / "fields" / "case.yaml").write_text(f"{fields.rstrip()}\n{CHANGED}")
        yield gather_files(slug, root)


def _measure(agent: Person, work: Callable[[], Answer]) -> tuple[float, Answer]:
    with transaction(agent.actor(ALLOWED), read_only=True), whole_tenant():
        begun = time.monotonic()
        answer = work()
        return time.monotonic() - begun, answer


def _count() -> int:
    wanted = select(func.count()).select_from(WorkflowInstance)
    return db.session.execute(wanted).scalar_one()


def _report(seconds: float, counting: float, plan: Plan) -> int:
    print("\n".join(plan.lines))
    print(
        f"plan over {CASES:,} cases: {seconds:.1f} s (at most {MOST_SECONDS}),"
        f" {seconds / counting:.0f} x counting them"
    )
    return 0 if seconds <= MOST_SECONDS else 1
