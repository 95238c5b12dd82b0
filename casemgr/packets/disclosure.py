"""What may leave the agency in the main volume of a packet, and what must not.

Matters before a grand jury may be disclosed only under Fed. R. Crim. P. 6(e)(3); the identity of a
source, tax information (26 U.S.C. 6103) and juvenile records (18 U.S.C. 5038) have their own rules.
The platform keeps them in compartments, and nothing of a compartment goes into the main volume,
whatever clearances the person has who releases it.
"""

from typing import Any

WITHHELD_TIERS = frozenset({"grand_jury", "informant_identity", "tax", "juvenile"})
RESTRICTED_PROOF = "Held apart: available to cleared persons"
NOTICE = (
    "Matters that the law or a court keeps from general view are not in this packet, and it does"
    " not say whether there are any. Where there are, they form a restricted volume that the case"
    " agent hands to persons who are cleared for it."
)


def may_leave(record: Any) -> bool:
    """Tell whether a record may be part of the main volume."""
    tiers = getattr(record, "disclosure", None) or ()
    return not record.compartments and WITHHELD_TIERS.isdisjoint(tiers)


def party_may_leave(subject: Any) -> bool:
    """Tell whether the main volume may name a party of a case."""
    known = subject.party is not None and not subject.party.compartments
    return known and not subject.compartments


def file_may_leave(file: Any) -> bool:
    """Tell whether a file of evidence may be part of the main volume: it and its exhibit."""
    return file.exhibit is not None and not file.compartments and may_leave(file.exhibit)
