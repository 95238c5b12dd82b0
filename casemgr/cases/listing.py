"""The list of cases: filtered, sorted and paged by the platform's columns and by the agency's."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Numeric, Select, cast, func, or_, select
from sqlalchemy import case as chosen
from sqlalchemy.orm import load_only

from casemgr import clock
from casemgr.cases.models import Case
from casemgr.cases.queries import names_of
from casemgr.database.rows import rows
from casemgr.paging import Order, Page, page_of
from casemgr.tenants import current_pack
from casemgr.tenants.fields import Field, show_value
from casemgr.tenants.pack import Pack
from casemgr.workflows.standing import Standing, state_of

NUMBERS = ("number", "money")
BEYOND = 10**18
COLUMNS = {
    "number": func.coalesce(Case.number, ""),
    "title": func.lower(Case.title),
    "state": Case.state,
    "opened_on": Case.opened_on,
    "review_due_on": func.coalesce(Case.review_due_on, date.max),
}
NEWEST_FIRST = "-opened_on"
SHOWN = load_only(
    Case.number,
    Case.title,
    Case.case_type,
    Case.office,
    Case.case_agent_id,
    Case.compartments,
    Case.state,
    Case.opened_on,
    Case.review_due_on,
    Case.closed_on,
    Case.fields,
)


class Line:
    """One case as the list shows it."""

    def __init__(self, case: Case, agent: str, fields: list[Field], pack: Pack) -> None:
        self.case = case
        self.agent = agent
        self.office = pack.offices[case.office].label if case.office in pack.offices else ""
        known = pack.case_types.get(case.case_type)
        self.case_type = known.label if known else case.case_type
        self.values = [(field, show_value(field, case.fields.get(field.name))) for field in fields]

    @property
    def standing(self) -> Standing:
        """Where the case stands."""
        return state_of(self.case)


def list_cases(asked: Mapping[str, Any], sort: str = NEWEST_FIRST) -> Page:
    """Return one part of the list for these filters, in this order."""
    pack = current_pack()
    page = page_of(
        filtered(asked, pack),
        Case,
        _order(sort, pack),
        asked.get("cursor", {}),
        noun=pack.word("case", 2),
    )
    return Page(_lines(page.items, pack), page.first, page.noun, page.previous_url, page.next_url)


def find_cases(typed: str, limit: int = 10) -> list[Line]:
    """Find the cases whose number or title begins with what was typed, the newest first."""
    if not typed:
        return []
    begins = or_(
        func.starts_with(Case.number, typed.upper()),
        func.starts_with(func.lower(Case.title), typed.lower()),
    )
    query = select(Case).options(SHOWN).where(begins)
    return _lines(
        rows(query.order_by(Case.opened_on.desc(), Case.id.desc()).limit(limit)), current_pack()
    )


def list_columns(pack: Pack) -> list[Field]:
    """List the agency's fields that are columns of the list."""
    return [field for field in pack.fields.get("case", ()) if field.list_column]


def filter_fields(pack: Pack) -> list[Field]:
    """List the agency's fields by which the list can be filtered."""
    return [field for field in pack.fields.get("case", ()) if field.filter]


def sort_of(asked: str) -> str:
    """Return the order that an address asks for, or the usual one."""
    name = asked.removeprefix("-")
    known = {*COLUMNS, *(field.name for field in list_columns(current_pack()))}
    return asked if name in known else NEWEST_FIRST


def filtered(asked: Mapping[str, Any], pack: Pack) -> Select[Any]:
    """Select the cases that fit these filters, as far as the person may know of them."""
    return _filtered(select(Case).options(SHOWN), asked, pack)


def _lines(cases: Any, pack: Pack) -> list[Line]:
    agents, fields = names_of(one.case_agent_id for one in cases), list_columns(pack)
    return [Line(one, agents.get(one.case_agent_id, ""), fields, pack) for one in cases]


def _order(sort: str, pack: Pack) -> Order:
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name in COLUMNS:
        return Order(COLUMNS[name], down)
    field = next(one for one in list_columns(pack) if one.name == name)
    return Order(_sortable(field, down), down)


def _sortable(field: Field, down: bool) -> Any:
    """Return what puts cases in the order of an agency's field, those without it last."""
    stored = Case.fields[field.name]
    if field.type in NUMBERS:
        return func.coalesce(cast(stored.astext, Numeric), -BEYOND if down else BEYOND)
    text = stored["code"].astext if field.type == "composite" else stored.astext
    if field.options and field.type != "multi_choice":
        places = {option.code: f"{place:06}" for place, option in enumerate(field.options)}
        text = chosen(places, value=text, else_=None)
    return func.coalesce(text, "" if down else "\U0010ffff")


def _filtered(query: Select[Any], asked: Mapping[str, Any], pack: Pack) -> Select[Any]:
    for name in ("case_type", "office"):
        if asked.get(name):
            query = query.where(getattr(Case, name) == asked[name])
    if asked.get("agent"):
        query = query.where(Case.case_agent_id == asked["agent"])
    if asked.get("state"):
        query = query.where(_in_state(asked["state"]))
    return _by_fields(_by_text(_by_dates(query, asked, pack), asked), asked, pack)


def _by_dates(query: Select[Any], asked: Mapping[str, Any], pack: Pack) -> Select[Any]:
    if asked.get("opened_from"):
        query = query.where(Case.opened_on >= asked["opened_from"])
    if asked.get("opened_to"):
        query = query.where(Case.opened_on <= asked["opened_to"])
    if asked.get("overdue"):
        query = query.where(Case.review_due_on < clock.today(pack.time_zone))
    return query


def _by_text(query: Select[Any], asked: Mapping[str, Any]) -> Select[Any]:
    for word in (asked.get("q") or "").split()[:8]:
        found = Case.title.icontains(word, autoescape=True)
        query = query.where(or_(found, Case.number.icontains(word, autoescape=True)))
    return query


def _by_fields(query: Select[Any], asked: Mapping[str, Any], pack: Pack) -> Select[Any]:
    for field in filter_fields(pack):
        value = asked.get(field.name)
        if value not in (None, "", []):
            query = query.where(_matches(field, value))
    return query


def _matches(field: Field, value: Any) -> Any:
    """Compare a stored value with the one that is asked for, as its type is kept."""
    stored = Case.fields[field.name]
    if field.type == "multi_choice":
        return stored.contains([value])
    if field.type == "composite":
        return stored["code"].astext.startswith(value.upper(), autoescape=True)
    if field.type in ("text", "long_text"):
        return stored.astext.icontains(value, autoescape=True)
    if field.type == "yes_no":
        return stored.astext == ("true" if value == "yes" else "false")
    return stored.astext == str(value)


def _in_state(state: str) -> Any:
    """A case in parallel states stands in each of them."""
    return or_(Case.state == state, Case.state.op("~")(rf"(^| ){state}( |$)"))
