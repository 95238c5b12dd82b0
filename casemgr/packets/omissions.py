"""What a case holds for which the agency's packet has no section, counted before it is sent."""

from casemgr.cases.models import Case
from casemgr.packets.freezing.content import freeze_documents, freeze_sections
from casemgr.packets.freezing.naming import Names
from casemgr.packets.volume.documents import left_out


def count_omitted(case: Case) -> int:
    """Count the reports and files that may leave and would stay behind all the same."""
    documents = freeze_documents(case, Names(case))
    return len(left_out({"profile": {"sections": freeze_sections()}, **documents}))
