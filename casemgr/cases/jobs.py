"""What runs after the request: changing cases from a table."""

from typing import Any

from casemgr.accounts.people import Person, person_from
from casemgr.cases.services.importing import import_rows, note_import, result_of
from casemgr.database import functions
from casemgr.errors import NotAllowed
from casemgr.jobs.models import Job
from casemgr.jobs.registry import Progress, handles

IMPORT = "cases.import"
STRIDE = 50


@handles(IMPORT)
def import_cases(job: Job, progress: Progress) -> dict[str, Any]:
    """Change the cases as the table says, under the rights of the person who sent it."""
    rows, by, results = job.payload["rows"], _requester(), []
    dry, whole = job.payload["dry"], job.payload["all_or_none"]
    for result in import_rows(rows, by=by, dry=dry, all_or_none=whole):
        results.append(result)
        if len(results) % STRIDE == 1:
            progress(len(results), len(rows), "Reading the rows")
    if not dry:
        note_import(results, by=by)
        job.payload = {**job.payload, "rows": []}
    link = f"/cases/import/{job.id}"
    return {**result_of(results), "link": link, "words": "See what became of each row"}


def _requester() -> Person:
    """Return the person for whom the job runs, as they are in this transaction."""
    told = functions.person()
    if not told or told["id"] is None:
        raise NotAllowed("This account is no longer active.")
    return person_from(told)
