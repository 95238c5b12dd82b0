"""Whether what fields ask of each other can ever hold, for what the agency lets them hold."""

from collections.abc import Iterable, Iterator

from casemgr.expressions import ExpressionError, compile_rule
from casemgr.tenants.deciding import Verdict, decide, domains_asked
from casemgr.tenants.domains import Domain, domains_of
from casemgr.tenants.field_conditions import CONTEXT
from casemgr.tenants.fields import guard_variables
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Place, Problem, problem_at
from casemgr.tenants.source import Map

ASKED = ("required_when", "visible_when")


def check_conditions(pack: Pack) -> Iterator[Problem]:
    """Report conditions of fields, and rules between them, that can never be true."""
    for subject, file in pack.source["fields"].items():
        domains = _domains(pack, subject)
        kinds = guard_variables(pack.fields.get(subject, ())) | CONTEXT
        for what, text, place in _written(file):
            if _never(text, kinds, domains):
                told = domains_asked([text], domains)
                message = f"{what} can never be true" + (f", for {told}" if told else "")
                yield problem_at(place, message, "an expression that can hold")


def note_conditions(pack: Pack) -> Iterator[Problem]:
    """Note conditions that are always true, and rules that no record can break: they do nothing."""
    for subject, file in pack.source["fields"].items():
        domains = _domains(pack, subject)
        kinds = guard_variables(pack.fields.get(subject, ())) | CONTEXT
        for what, text, place in _written(file):
            if decide([text], kinds, domains) is Verdict.ALWAYS:
                told = domains_asked([text], domains)
                message = f"{what} is always true" + (f", for {told}" if told else "")
                yield problem_at(place, message, "nothing, or an expression that can fail")


def _written(file: Map) -> Iterator[tuple[str, str, Place]]:
    """Yield each expression with what it is and where it stands."""
    for name, field in file.get("fields", {}).items():
        for key in ASKED:
            if key in field:
                yield f"{key} of {name}", str(field[key]), field.value_at(key)
    for name, rule in file.get("rules", {}).items():
        for key in ("when", "is"):
            if key in rule:
                yield f"{key} of the rule {name}", str(rule[key]), rule.value_at(key)


def _never(text: str, kinds: dict[str, str], domains: dict[str, Domain]) -> bool:
    try:
        compile_rule(text, kinds)
    except ExpressionError:
        return False
    return decide([text], kinds, domains) is Verdict.NEVER


def _domains(pack: Pack, subject: str) -> dict[str, Domain]:
    """Tell what the fields may hold, and the case type and the kind of the record."""
    also = pack.kinds.get("party", {}) if subject == "subject" else {}
    kinds: Iterable[str] = [*pack.kinds.get(subject, {}), *also]
    context = {
        "case_type": Domain("text", tuple(pack.case_types)),
        "kind": Domain("text", tuple(kinds) or None),
    }
    return context | domains_of(pack.fields.get(subject, ()))
