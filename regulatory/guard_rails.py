"""What the law forbids a registry to be, whoever asks for it."""

import re
from collections.abc import Iterable

from casemgr.errors import NotAllowed

CITATION = "18 U.S.C. 926(a)"
OWNERS = {"TRANSFEREE", "BUYER", "PURCHASER", "OWNER", "POSSESSOR"}
FIREARMS = {"SERIAL", "4473", "MAKE", "MODEL", "CALIBER", "GAUGE", "FIREARM", "FIREARMS"}
WORDS = re.compile(r"[^A-Z0-9]+")
BIRTH = {"BIRTH", "DOB", "BIRTHDATE"}


class OwnerRegistry(NotAllowed):
    """A list of who owns firearms, which no agency may keep."""

    title = "The law forbids this registry"


def refuse_owner_registry(columns: Iterable[str]) -> None:
    """Refuse a table that tells who owns which firearm (18 U.S.C. 926(a)). Raises OwnerRegistry."""
    named = [
        set("".join(x if x.isalnum() else " " for x in one.upper()).split()) for one in columns
    ]
    words = set().union(*named)
    if (words & OWNERS and (words & FIREARMS or words & BIRTH)) or "4473" in words:
        raise OwnerRegistry(
            f"These columns tell who owns or receives firearms. {CITATION} forbids a registry of"
            " firearms, their owners or their transfers, so nothing of this file was kept. The"
            " refusal is recorded."
        )
