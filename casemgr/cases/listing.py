"""The list of cases: filtered, sorted and paged by the platform's columns and by the agency's."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import load_only

from casemgr import clock
from casemgr.cases.field_queries import by_fields, list_columns, sortable
from casemgr.cases.models import Case
from casemgr.cases.queries import names_of
from casemgr.database.rows import rows
from casemgr.paging import Order, Page, page_of
from casemgr.parties.queries import names_of as parties_named
from casemgr.tenants import current_pack
from casemgr.tenants.field_text import cell_of
from casemgr.tenants.fields import Field, hidden_fields, show_value
from casemgr.tenants.pack import Pack
from casemgr.workflows.standing import Standing, state_of

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
    """One case as the list shows it; `names` are those of the people in its fields."""

    def __init__(
        self, case: Case, agent: str, fields: list[Field], pack: Pack, names: dict[str, str]
    ) -> None:
        self.case = case
        self.agent = agent
        self.office = pack.offices[case.office].label if case.office in pack.offices else ""
        known = pack.case_types.get(case.case_type)
        self.case_type = known.label if known else case.case_type
        self._names, hidden = names, _hidden(case, pack)
        self._held = [
            (one, None if one.name in hidden else case.fields.get(one.name)) for one in fields
        ]

    @property
    def values(self) -> list[tuple[Field, str]]:
        """The agency's columns, each with what the case says in it."""
        return [(field, show_value(field, value, self._names)) for field, value in self._held]

    def cells(self) -> list[str]:
        """Return the agency's columns as a table holds them."""
        return [cell_of(field, value, self._names) for field, value in self._held]

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
        order_of(sort, pack),
        asked.get("cursor", {}),
        noun=pack.word("case", 2),
    )
    return Page(
        lines_of(page.items, pack, list_columns(pack)),
        page.first,
        page.noun,
        page.previous_url,
        page.next_url,
    )


def find_cases(typed: str, limit: int = 10) -> list[Line]:
    """Find the cases whose number or title begins with what was typed, the newest first."""
    if not typed:
        return []
    begins = or_(
        func.starts_with(Case.number, typed.upper()),
        func.starts_with(func.lower(Case.title), typed.lower()),
    )
    query = select(Case).options(SHOWN).where(begins)
    found = rows(query.order_by(Case.opened_on.desc(), Case.id.desc()).limit(limit))
    return lines_of(found, current_pack(), [])


def sort_of(asked: str) -> str:
    """Return the order that an address asks for, or the usual one."""
    name = asked.removeprefix("-")
    known = {*COLUMNS, *(field.name for field in list_columns(current_pack()))}
    return asked if name in known else NEWEST_FIRST


def filtered(asked: Mapping[str, Any], pack: Pack) -> Select[Any]:
    """Select the cases that fit these filters, as far as the person may know of them."""
    return _filtered(select(Case).options(SHOWN), asked, pack)


def in_order(query: Select[Any], sort: str, pack: Pack) -> Select[Any]:
    """Put all of a list in its order."""
    order = order_of(sort, pack)
    keys = (order.key, Case.id)
    return query.order_by(*(key.desc() if order.descending else key for key in keys))


def lines_of(cases: Sequence[Case], pack: Pack, fields: list[Field]) -> list[Line]:
    """Put together what the list shows of these cases, with these columns of the agency."""
    agents = names_of(one.case_agent_id for one in cases)
    people = [field.name for field in fields if field.type == "person"]
    names = parties_named(case.fields.get(name) for case in cases for name in people)
    return [Line(one, agents.get(one.case_agent_id, ""), fields, pack, names) for one in cases]


def _hidden(case: Case, pack: Pack) -> frozenset[str]:
    fields = pack.fields_for("case", (), case.case_type)
    return hidden_fields(fields, case.fields, {"case_type": case.case_type, "kind": ""})


def order_of(sort: str, pack: Pack) -> Order:
    """Return the order that the list is to have."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name in COLUMNS:
        return Order(COLUMNS[name], down)
    field = next(one for one in list_columns(pack) if one.name == name)
    return Order(sortable(field, down), down)


def _filtered(query: Select[Any], asked: Mapping[str, Any], pack: Pack) -> Select[Any]:
    for name in ("case_type", "office"):
        if asked.get(name):
            query = query.where(getattr(Case, name) == asked[name])
    if asked.get("agent"):
        query = query.where(Case.case_agent_id == asked["agent"])
    if asked.get("state"):
        query = query.where(_in_state(asked["state"]))
    return by_fields(_by_text(_by_dates(query, asked, pack), asked), asked, pack)


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


def _in_state(state: str) -> Any:
    """A case in parallel states stands in each of them."""
    return or_(Case.state == state, Case.state.op("~")(rf"(^| ){state}( |$)"))
