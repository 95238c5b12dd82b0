"""What a file of a scheme of licences may say."""

from collections.abc import Iterable
from datetime import date

from casemgr.tenants.field_schema import CODE, label, name, prose
from casemgr.tenants.problems import Problem, problem_at
from casemgr.tenants.schemes import FACTS, FEES
from casemgr.tenants.shapes import Either, ListOf, MapOf, Number, OneOf, Record, Text, YesNo
from casemgr.tenants.source import Map

CODE_MEND = "a code of letters and digits, in quotes"
day = Text(10, "[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day as 2026-02-03")
slug = Text(40, r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", "a name of small letters, digits and -")
codes = ListOf(Text(12, "[A-Za-z0-9]+", CODE_MEND), '["01", "02"]')
word = Either(label, Record("a word", {"one": label, "many": label}, ("one", "many")))
DAYS = ("from", "until")
DATED = {"from": day, "until": day, "citation": label}

sub_code = Either(label, Record("a sub-code", {"label": label, "ended": label}, ("label",)))
licence_type = Record(
    "a type of licence",
    {
        "label": label,
        "meaning": prose,
        "months": Number(1, 600),
        "citation": label,
        "disclosed": YesNo(),
        "renewable": YesNo(),
        "schedules": codes,
        "sub_codes": MapOf(sub_code, CODE, CODE_MEND),
        "coincident": MapOf(prose, CODE, CODE_MEND),
        "application_form": label,
        "renewal_form": label,
    },
    ("label", "months", "citation"),
)


def _days(entry: Map) -> Iterable[Problem]:
    """Report what is no day of the calendar, and an end before the beginning."""
    read: dict[str, date] = {}
    for key in DAYS:
        try:
            read |= {key: date.fromisoformat(str(entry[key]))} if key in entry else {}
        except ValueError:
            message = f'"{entry[key]}" is no day of the calendar'
            yield problem_at(entry.value_at(key), message, "2026-02-03")
    if len(read) == len(DAYS) and read["until"] < read["from"]:
        message = f"it ends on {read['until']} before it begins on {read['from']}"
        yield problem_at(entry.value_at("until"), message, "a later day")


amount = Record(
    "an amount",
    {"dollars": Number(0, 1_000_000), **DATED},
    ("dollars", "citation"),
    also=_days,
)
fee = Record(
    "a fee",
    {"types": codes, "kind": OneOf("a kind of fee", FEES), "amounts": ListOf(amount)},
    ("types", "kind", "amounts"),
)


def _check_period(entry: Map) -> Iterable[Problem]:
    yield from _days(entry)
    if ("days" in entry) == ("months" in entry):
        message = "a period gives days or months, one of the two"
        yield problem_at(entry.lc.place, message, "days: 90")


period = Record(
    "a period",
    {"days": Number(1, 3650), "months": Number(1, 600), **DATED},
    ("citation",),
    also=_check_period,
)
rule = Record("a rule", {"label": label, "periods": ListOf(period)}, ("label", "periods"))
renewal = Record(
    "what holds of renewals",
    {"rule": name, "late": prose, "citation": label},
    ("late", "citation"),
)
investigation = Record(
    "how a case is opened from a licence",
    {"case_type": name, "fields": MapOf(OneOf("a fact of a licence", tuple(FACTS)))},
    ("case_type",),
)
scheme_file = Record(
    "a scheme",
    {
        "label": label,
        "authority": prose,
        "number": name,
        "words": Record(
            "the words of a scheme", {"licence": word, "holder": word}, ("licence", "holder")
        ),
        "public_check": YesNo(),
        "types": MapOf(licence_type, CODE, CODE_MEND),
        "schedules": MapOf(label, CODE, CODE_MEND),
        "fees": MapOf(fee),
        "rules": MapOf(rule),
        "renewal": renewal,
        "investigation": investigation,
        "coincident_authority": label,
        "cross_look_up": Record(
            "the look-up by others",
            {"tenants": ListOf(slug), "purposes": ListOf(label)},
            ("tenants", "purposes"),
        ),
    },
    ("label", "authority", "number", "words", "public_check", "types"),
)
