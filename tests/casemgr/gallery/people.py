"""The invented people, agency and records of the gallery."""

from datetime import UTC, datetime
from types import SimpleNamespace as Some

from casemgr.permissions import Permission
from casemgr.tenants.pack import Word
from casemgr.wording import plain

CASE = Word("case", "cases")
PACK = Some(
    name="Bureau of Alcohol, Tobacco, Firearms and Explosives",
    short_name="ATF",
    marking="CUI // LAW ENFORCEMENT SENSITIVE",
    roles={"case_agent": Some(label="Case agent")},
    word=lambda name, count=1: CASE.one if count == 1 else CASE.many,
    say=lambda sentence: plain(sentence.format(case=CASE)),
)
AGENT = Some(
    name="Rosa Delgado",
    pack=PACK,
    roles=["case_agent", "evidence_custodian"],
    permissions=frozenset(Permission),
    is_authenticated=True,
)
STRANGER = Some(name="", roles=[], permissions=frozenset(), is_authenticated=False)
OPEN = Some(label="Open", tone="active", meaning="Work goes on; reports are due every 90 days.")


def at(month: int, day: int, hour: int = 14) -> datetime:
    return datetime(2026, month, day, hour, 5, tzinfo=UTC)


CASES = [
    ("785040-26-0017", "Gun-show trader, Kansas City", "Firearms trafficking", OPEN, "2026-02-03"),
    ("785040-26-0016", "Straw purchases at Liberty", "Firearms trafficking", "Draft", "2026-01-29"),
    ("785040-26-0014", "Arson, warehouse on Front Street", "Arson", "Referred", "2026-01-20"),
    ("785040-25-0188", "Stolen inventory of Prairie Arms LLC", "Theft", "Returned", "2025-12-11"),
    ("785040-25-0173", "Untaxed cigarettes, I-35 corridor", "Tobacco", "Pending", "2025-11-02"),
]
KINDS = {"Draft": "draft", "Referred": "good", "Returned": "bad", "Pending": "waiting"}

EVENTS = [
    Some(
        at=at(4, 14),
        title="Report 6 returned",
        by="T. Okafor",
        text="Say when the rights were read, and by whom.",
        url="#",
        kind="bad",
    ),
    Some(at=at(4, 9, 6), title="Search warrant executed", by="Rosa Delgado", text="", url="#"),
    Some(at=at(3, 21), title="Undercover purchase of two pistols", by="UCA 3391", kind="good"),
    Some(at=at(2, 3), title="Investigation opened", by="T. Okafor", kind="good"),
]
MISSING = [
    Some(
        text="Exhibit 3: the receipt of the transfer on Mar 22 is missing",
        endpoint="gallery.page",
        arguments={"name": "record"},
    ),
    Some(text="Charge 2: no proof for “knowing of that status”", endpoint=None, arguments={}),
]
STEPS = [
    Some(
        name="review",
        label="Record the 90-day review",
        hint="Last reviewed on Feb 3.",
        reason="none",
        unmet=[],
    ),
    Some(name="return", label="Return to the agent", hint="", reason="required", unmet=[]),
    Some(name="assign", label="Assign another agent", hint="", reason="none", unmet=[]),
    Some(name="refer", label="Submit the packet", hint="", reason="none", unmet=MISSING),
]
ELEMENTS = [
    (
        "Knowingly made a false statement",
        [[("Form 4473 of Jan 17", "#"), ("Report 2", "#")], [("L. Whitfield", "#")]],
    ),
    (
        "In connection with acquiring a firearm from a licensed dealer",
        [[("Exhibit 7", "#")], [("L. Whitfield", "#")]],
    ),
    ("Intended or likely to deceive", [[], []]),
    ("On a fact material to lawfulness", [[("Report 7", None)], []]),
]
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
