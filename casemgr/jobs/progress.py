"""How far a job is, written beside its transaction so that people see it while it runs."""

import uuid

from sqlalchemy import update

from casemgr.accounts.people import Person
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.registry import Progress


def reporter(person: Person, job_id: uuid.UUID) -> Progress:
    """Return the function by which one job tells its progress."""

    def write(done: int, total: int, words: str) -> None:
        with db.session.session_factory(info={"actor": person.actor()}) as session:
            session.execute(
                update(Job)
                .where(Job.tenant_id == person.tenant_id, Job.id == job_id)
                .values(done=done, total=total, words=words)
            )
            session.commit()

    return write
