"""All that a packet will say, put together from the case as it stands at one moment."""

from datetime import UTC, datetime
from typing import Any

from casemgr.cases.models import Case
from casemgr.packets.freezing.attached import freeze_attached
from casemgr.packets.freezing.charges import freeze_charges
from casemgr.packets.freezing.evidence import freeze_exhibits, freeze_files
from casemgr.packets.freezing.naming import Names
from casemgr.packets.freezing.people import freeze_subjects, freeze_witnesses
from casemgr.packets.freezing.record import (
    freeze_case_facts,
    freeze_chronology,
    freeze_earlier,
    freeze_reports,
)
from casemgr.packets.freezing.wording import moment, signatory
from casemgr.packets.matrix import matrix_of
from casemgr.packets.models import Packet
from casemgr.packets.queries import next_bates_number
from casemgr.tenants import current_pack, packs
from casemgr.tenants.pack import Pack

FORMAT = "casemgr frozen case, version 1"


def freeze_case(packet: Packet, *, at: datetime) -> dict[str, Any]:
    """Write down the case of a packet as it is now; every moment in the packet comes from here."""
    case, names, matrices = packet.case, Names(packet.case), matrix_of(packet.case)
    documents = freeze_documents(case, names)
    exhibits = freeze_exhibits(case, names, documents["files"])
    return {
        "format": FORMAT,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "frozen": moment(at),
        "number": packet.number,
        "agency": _agency(current_pack()),
        "recipient": _recipient(packs()[packet.recipient]),
        "builder": signatory(packet.built_by),
        "releaser": signatory(packet.released_by),
        "profile": _profile(packet),
        "case": freeze_case_facts(case, names),
        "subjects": freeze_subjects(case, names, matrices),
        "witnesses": freeze_witnesses(case, names, matrices),
        "charges": freeze_charges(case, names, matrices),
        "chronology": freeze_chronology(case, exhibits),
        "exhibits": exhibits,
        **documents,
        "earlier": freeze_earlier(case),
    }


def freeze_documents(case: Case, names: Names) -> dict[str, list[dict[str, Any]]]:
    """Freeze the reports and files of a case that may leave."""
    files = [*freeze_files(case), *freeze_attached(case, names)]
    return {"files": files, "reports": freeze_reports(case)}


def freeze_sections() -> list[dict[str, Any]]:
    """Freeze what the agency's profile puts into a packet, in its order."""
    return [
        {
            "number": section.number,
            "title": section.title,
            "source": section.source,
            "note": section.note,
            "kinds": list(section.kinds),
        }
        for section in current_pack().packet.sections
    ]


def bates_prefix(packet: Packet) -> str:
    """Return what stands before the page number; the separator between them is always one _."""
    profile = current_pack().packet
    return profile.bates_prefix_for(packet.case.number or "").rstrip("_")


def _agency(pack: Pack) -> dict[str, Any]:
    return {
        "name": pack.name,
        "short_name": pack.short_name,
        "letterhead": list(pack.letterhead),
        "marking": pack.marking,
        "case_word": pack.word("case"),
        # Not in what was frozen before; the sheets then say what they said.
        "agent_word": pack.word("case_agent"),
        "office_word": pack.word("office"),
        "report_word": pack.word("report", 2),
    }


def _recipient(pack: Pack) -> dict[str, Any]:
    return {"slug": pack.slug, "name": pack.name, "letterhead": list(pack.letterhead)}


def _profile(packet: Packet) -> dict[str, Any]:
    profile, prefix = current_pack().packet, bates_prefix(packet)
    return {
        "title": profile.title,
        "statement": profile.statement,
        "bates": {
            "prefix": prefix,
            "width": profile.bates_width,
            "first": next_bates_number(packet.case, prefix),
        },
        "sections": freeze_sections(),
    }
