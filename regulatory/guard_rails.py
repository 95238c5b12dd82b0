"""What the law forbids a registry to be, whoever asks for it."""

import re
from collections.abc import Callable, Iterable, Iterator

from casemgr.errors import AuditedRefusal, NotAllowed
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, problem_at
from casemgr.tenants.schemes import Scheme
from regulatory.numbers import ffl
from regulatory.registry.folding import ALIKE, key_of
from regulatory.registry.spellings import STREETS

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
_NUMBER = r"(?: (?:no|nr|num|number|numbers))? (?=(?:\w{1,3} )?\S*\d)"
_SERIAL = re.compile(
    rf"\bserials?{_NUMBER}|\bser no (?=\S*\d)|\b(?:form|f) 4473s?\b|\b(?:e4473s?|4473s)\b"
)
_WHO = "|".join(sorted(WHO))
_FIELD = re.compile(
    rf"\b(?:{_WHO}|serial(?: no| number)?|s/?n)\s*[:=]|\bs/n\b\W*(?=\S*\d)|'s 4473s?$"
)
_ASKED = r"^(?:(?:find|show|list|search|who|is|are|all|the|for|names?|of) )*"
_PHRASE = re.compile(
    rf"{_ASKED}(?:{_WHO}) \S"
    r"|\bwho (?:owns|bought|purchased|possesses|acquired|sold)\b|\bwho has (?!.*\blicen[cs])"
    r"|\bowns? (?:a|an|any) \S|\b(?:owned|bought|purchased|possessed|acquired) by\b"
    rf"|\b(?:sold|transferred|registered) to\b|\bregistered owner\b|\bs ?n{_NUMBER}"
)
# The number of a form, perhaps with its agency's letters, before somebody's name; or that of a
# house before a street's.
_AGENCY = "(?:(?!box|suite|ste|unit|apt|room|lot)[a-z]{2,5} )?"
_OF_FORM = re.compile(rf"{_ASKED}{_AGENCY}4473 (\D+)$")
_NAMED = re.compile(r" (?:club|co|company|corp|corporation|inc|llc|lp|ltd)$")


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
    is_listed: Callable[[str], bool] = lambda key: False,
    field: str = "",
) -> None:
    """Refuse to look for who owns or bought a firearm (18 U.S.C. 926(a)). Raises OwnerQuery.

    `is_listed` tells of a folded text whether it is what a list says of a licensee: that is no such
    question. `field` is the one of a form that says it.
    """
    firearms = any(one.number == ffl.FORM.name for one in schemes)
    if asks_for_owners(typed, firearms=firearms) and not is_listed(key_of(typed)):
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
    stands between quotation marks is a name, and so is what ends as a company's does.
    """
    plain = QUOTED.sub(" quoted name ", typed.translate(ALIKE))
    text = key_of(plain)
    words = set(text.split())
    about_guns = words & WHO and words & {*GUNS, "4473", "serial"}
    if _SERIAL.search(text) or (about_guns and not _NAMED.search(text)):
        return True
    spoken = _FIELD.search(plain.lower()) or _PHRASE.search(text) or _names_of_form(text)
    return firearms and bool(spoken)


def _names_of_form(text: str) -> bool:
    """Tell whether a Form 4473 is asked for by a name: in a street a word says that it is one."""
    found = _OF_FORM.match(text)
    words = found[1].split() if found else []
    return len(words) > 1 and not STREETS.intersection(words)


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
