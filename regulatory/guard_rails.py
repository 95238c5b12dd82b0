"""What the law forbids a registry to be, whoever asks for it."""

import re
from collections.abc import Callable, Iterable, Iterator

from casemgr.errors import AuditedRefusal, NotAllowed
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, problem_at
from casemgr.tenants.schemes import Scheme
from regulatory.numbers import ffl
from regulatory.registry.folding import ALIKE, key_of

CITATION = "18 U.S.C. 926(a)"
OWNERS = {"TRANSFEREE", "BUYER", "PURCHASER", "OWNER", "POSSESSOR"}
FIREARMS = {"SERIAL", "4473", "MAKE", "MODEL", "CALIBER", "GAUGE", "FIREARM", "FIREARMS"}
BIRTH = {"BIRTH", "DOB", "BIRTHDATE"}

# Of a question: who has a firearm, and what one is called.
WHO = {word.lower() + ending for word in OWNERS for ending in ("", "s")}
GUNS = {
    one + ending
    for one in ("gun", "handgun", "firearm", "weapon", "pistol", "rifle", "shotgun", "revolver")
    for ending in ("", "s")
}
QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
NUMBER = r"(?: (?:no|nr|num|number|numbers))? (?=(?:\w{1,3} )?\S*\d)"
SERIAL = re.compile(rf"\bserials?{NUMBER}|\bform 4473s?\b|\b4473s\b")
_who = "|".join(sorted(WHO))
FIELD = re.compile(rf"\b(?:{_who}|serial(?: no| number)?|s/?n)\s*[:=]")
PHRASE = re.compile(
    rf"^(?:(?:find|show|list|search|who|is|are|all|the|for|names?|of) )*(?:{_who}) \S"
    r"|\bwho (?:owns|bought|purchased|possesses)\b|\b(?:owned|bought|purchased|possessed) by\b"
    rf"|\b(?:sold|transferred|registered) to\b|\bregistered owner\b|^s ?n{NUMBER}"
)


class OwnerRegistry(NotAllowed):
    """A list of who owns firearms, which no agency may keep."""

    title = "The law forbids this registry"


class OwnerQuery(AuditedRefusal):
    """A question for who owns or bought a firearm, which no registry here answers."""

    title = "The law forbids this question"


def refuse_owner_registry(columns: Iterable[str]) -> None:
    """Refuse a table that tells who owns which firearm (18 U.S.C. 926(a)). Raises OwnerRegistry."""
    words = _capitals(columns)
    if (words & OWNERS and (words & FIREARMS or words & BIRTH)) or "4473" in words:
        raise OwnerRegistry(
            f"These columns tell who owns or receives firearms. {CITATION} forbids a registry of"
            " firearms, their owners or their transfers, so nothing of this file was kept. The"
            " refusal is recorded."
        )


def refuse_owner_query(
    typed: str,
    schemes: Iterable[Scheme],
    *,
    is_name: Callable[[str], bool] = lambda key: False,
    field: str = "",
) -> None:
    """Refuse to look for who owns or bought a firearm (18 U.S.C. 926(a)). Raises OwnerQuery.

    `is_name` tells of a folded text whether a licensee's name begins so: that is no such question.
    `field` is the one of a form that says it.
    """
    firearms = any(one.number == ffl.FORM.name for one in schemes)
    if asks_for_owners(typed, firearms=firearms) and not is_name(key_of(typed)):
        message = (
            f"This asks who owns or bought a firearm, or for one by its serial number. {CITATION}"
            " forbids a registry of firearms, their owners or their transfers: none is kept here,"
            " and none can be searched. To trace a firearm in a criminal investigation, send a"
            " request to the National Tracing Center. Sales stand in the records that licensees"
            " keep (27 CFR 478.121 to 478.125). To find a licensee, or somebody behind a license,"
            " write the name alone; put a name that has such words between quotation marks. The"
            " refusal is recorded."
        )
        raise OwnerQuery(message, {field: message} if field else None, typed=typed)


def asks_for_owners(typed: str, *, firearms: bool) -> bool:
    """Tell whether a text asks for owners; `firearms` says that firearms licensees are searched.

    Where they are not, an owner is that of a business, unless the words speak of firearms. What
    stands between quotation marks is a name.
    """
    plain = QUOTED.sub(" quoted ", typed.translate(ALIKE))
    text = key_of(plain)
    words = set(text.split())
    if SERIAL.search(text) or (words & WHO and words & {*GUNS, "4473", "serial"}):
        return True
    return firearms and bool(FIELD.search(plain.lower()) or PHRASE.search(text))


def check_holders(pack: Pack) -> Iterator[Problem]:
    """Report a scheme that would be a registry of firearms or of their owners."""
    for name, scheme in pack.schemes.items():
        words = _capitals([scheme.label, scheme.word("holder"), scheme.word("licence")])
        if _plural(OWNERS) & words and _plural(FIREARMS) & words:
            place = pack.source["schemes"][name].value_at("label")
            message = f"{CITATION} forbids a registry of firearms, their owners or their transfers"
            yield problem_at(place, message, "a scheme of those who are licensed")


def _capitals(texts: Iterable[str]) -> set[str]:
    joined = " ".join(texts).upper()
    return set("".join(x if x.isalnum() else " " for x in joined).split())


def _plural(words: set[str]) -> set[str]:
    return words | {f"{word}S" for word in words}
