"""What each file of a pack may say: the names, the kinds of value, and what must not be missing."""

import re

from casemgr.tenants.field_schema import CODE, fields_file, label, name, names, prose
from casemgr.tenants.scheme_schema import scheme_file
from casemgr.tenants.shapes import (
    Either,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Record,
    Shape,
    Text,
)

REACHES = ("team", "office", "tenant")
SCOPES = ("office", "case_type", "fiscal_year", "case")
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")

slug = Text(40, SLUG.pattern, "a name of small letters, digits and -")


day = Text(10, "[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day as 2026-02-03")
code = Either(
    label,
    Record(
        "a code",
        {
            "label": label,
            "meaning": prose,
            "schedule": Text(20),
            "category": name,
            "from": day,
            "until": day,
        },
        ("label",),
    ),
)
codes_file = Record(
    "a code list",
    {
        "label": label,
        "source": prose,
        "codes": MapOf(code, CODE, "a code of letters and digits, in quotes", most=10_000),
    },
    ("label", "source", "codes"),
)

word = Either(label, Record("a word", {"one": label, "many": label}, ("one", "many")))
WORDS = ("case", "subject", "charge", "exhibit", "report", "packet", "submission", "office")
PEOPLE = ("case_agent", "supervisor", "custodian", "prosecutor")
LICENSING = ("licence", "holder")
words = Record("the words", dict.fromkeys((*WORDS, *PEOPLE, *LICENSING), word), (*WORDS, *PEOPLE))

office = Record(
    "an office",
    {
        "label": label,
        "code": Text(12, "[A-Za-z0-9]+", "letters and digits in quotes"),
        "parent": name,
        "place": label,
        "address": ListOf(label),
        "telephone": Text(40),
        "districts": names,
    },
    ("label",),
)
kind = Either(label, Record("a kind", {"label": label, "meaning": prose}, ("label",)))
case_type = Either(
    label,
    Record(
        "a case type",
        {
            "label": label,
            "code": Text(12, "[A-Za-z0-9]+", "letters and digits in quotes"),
            "compartments": names,
            "series": name,
            "review_days": Number(1, 3650),
            "reach": OneOf("a reach", REACHES),
        },
        ("label",),
    ),
)
KINDS = ("exhibit", "report", "subject", "party")
LIVES = ("case", "charge", "report", "exhibit", "packet", "submission")
workflow_name = Text(60, r"[a-z][a-z0-9_]*_v[1-9][0-9]*", "a file's name such as investigation_v1")
life = Either(
    workflow_name,
    Record(
        "the workflows of a kind of record",
        {"default": workflow_name, "by_case_type": MapOf(workflow_name)},
        ("default",),
    ),
)

tenant_file = Record(
    "a tenant",
    {
        "name": label,
        "short_name": Text(40),
        "kind": OneOf("a kind of tenant", ("agency", "prosecutor")),
        "extends": slug,
        "marking": label,
        "letterhead": ListOf(label),
        "time_zone": Text(40, "[A-Za-z_]+(/[A-Za-z_]+)*", "a zone such as America/Chicago"),
        "default_reach": OneOf("a reach", REACHES),
        "fit": OneOf("an answer to who may compare this pack", ("open", "closed")),
        "review": Record(
            "the review",
            {"days": Number(1, 3650), "escalate_after": ListOf(Number(1, 365))},
            ("days",),
        ),
        "words": words,
        "offices": MapOf(office),
        "compartments": MapOf(kind),
        "case_types": MapOf(case_type),
        "kinds": Record("the kinds", dict.fromkeys(KINDS, MapOf(kind)), KINDS),
        "workflows": Record("the workflows", dict.fromkeys(LIVES, life)),
    },
    (
        *("name", "short_name", "kind", "marking", "letterhead", "time_zone", "default_reach"),
        *("fit", "review", "words", "offices", "compartments", "case_types", "kinds", "workflows"),
    ),
)

pair = ListOf(name, "[author, approver]")
role = Record(
    "a role",
    {
        "label": label,
        "meaning": prose,
        "permissions": ListOf(Text(60, "[a-z_]+:[a-z_]+", "a permission such as case:read")),
        "reach": OneOf("a reach", REACHES),
        "reports_to": name,
    },
    ("label", "permissions", "reach"),
)
roles_file = Record(
    "the file of roles",
    {
        "roles": MapOf(role),
        "separation": Record(
            "the separation of duties", {"acts": ListOf(pair), "roles": ListOf(pair)}
        ),
    },
    ("roles",),
)

template = Text(80)
series = Either(
    Number(1, 999_999_999),
    Record("a series", {"template": template, "first": Number(0, 999_999_999), "kinds": names}),
)
numbering = Record(
    "a numbering",
    {
        "template": template,
        "per": ListOf(OneOf("a scope of counting", SCOPES)),
        "first": Number(0, 999_999_999),
        "series": MapOf(series),
    },
    ("template", "per"),
)
NUMBERED = ("case", "report", "exhibit", "submission")
numbering_file = Record("the file of numbers", dict.fromkeys(NUMBERED, numbering))

section = Record(
    "a section",
    {
        "number": Text(4, "[0-9]{2}", "two digits in quotes"),
        "title": label,
        "source": name,
        "note": prose,
        "kinds": names,
    },
    ("number", "title", "source"),
)
SENSITIVE_IN = ("case", "subject", "charge", "exhibit")
packet_file = Record(
    "the packet profile",
    {
        "title": label,
        "statement": prose,
        "bates": Record(
            "the page numbers", {"prefix": Text(40), "width": Number(6, 8)}, ("prefix", "width")
        ),
        "sections": MapOf(section),
        "checks": names,
        "sensitive": ListOf(OneOf("a kind of record", SENSITIVE_IN)),
        "recipients": ListOf(slug),
        "senders": ListOf(slug),
    },
    ("title", "bates", "sections", "checks"),
)

FILES: dict[str, Shape] = {
    "tenant": tenant_file,
    "roles": roles_file,
    "numbering": numbering_file,
    "packet": packet_file,
}
FOLDERS: dict[str, Shape] = {
    "fields": fields_file,
    "codes": codes_file,
    "schemes": scheme_file,
}
