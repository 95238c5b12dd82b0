"""The ways in which an exhibit passes from hand to hand, in the words of the custody form."""

from dataclasses import dataclass

COLLECTION = "collection"
TRANSFER = "transfer"
LABORATORY = "laboratory"
COURT = "court"
RETURN = "return"
DESTRUCTION = "destruction"
TAKE_BACK = "take_back"
TAKE_OVER = "take_over"
WITHDRAWN = "withdrawn"
RELOCATION = "relocation"


@dataclass(frozen=True)
class Movement:
    """One way: what it is called, who may receive, and the exhibit's step that goes with it."""

    name: str
    label: str
    done: str
    step: str = ""
    inside: bool = False
    outside: str = ""
    hint: str = ""
    ends: bool = False


MOVEMENTS = {
    one.name: one
    for one in (
        Movement(COLLECTION, "Collect", "Collected", inside=True),
        Movement(
            TRANSFER,
            "Hand over to a colleague",
            "Handed over",
            inside=True,
            hint="The receiver confirms it when signed in; until then you answer for the exhibit.",
        ),
        Movement(
            LABORATORY,
            "Send to a laboratory",
            "Sent to the laboratory",
            step="send_to_laboratory",
            inside=True,
            outside="Laboratory",
            hint="Choose the examiner if the laboratory belongs to the agency, or else name it.",
        ),
        Movement(
            COURT,
            "Check out for court or an examination",
            "Checked out",
            step="check_out",
            inside=True,
            outside="Court, party or expert",
            hint="Choose who takes it along, or name the court, party or expert.",
        ),
        Movement(
            RETURN,
            "Return to the owner",
            "Returned to the owner",
            step="return_to_owner",
            outside="Owner or the person who receives it for the owner",
            hint="The exhibit leaves the agency for good.",
            ends=True,
        ),
        Movement(
            DESTRUCTION,
            "Record the destruction",
            "Destroyed",
            step="destroy",
            outside="Witness of the destruction",
            hint="The exhibit ends here. The witness signs the certificate of destruction.",
            ends=True,
        ),
        Movement(TAKE_BACK, "Take back", "Taken back", inside=True),
        Movement(TAKE_OVER, "Take over", "Taken over from a closed account", inside=True),
        Movement(
            RELOCATION,
            "Move to another place",
            "Moved",
            inside=True,
            hint="The holder stays the same; the chain says where the exhibit is from then on.",
        ),
        Movement(WITHDRAWN, "Withdraw", "Not handed over", inside=True),
    )
}
RELEASES = tuple(MOVEMENTS[name] for name in (TRANSFER, LABORATORY, COURT, RETURN, DESTRUCTION))
INTO_THE_VAULT = ("take_into_custody", "check_in", "take_back_from_laboratory")
OUT_OF_THE_VAULT = ("check_out",)
STEPS_OF_CUSTODY = {*INTO_THE_VAULT, *(one.step for one in RELEASES if one.step)}
