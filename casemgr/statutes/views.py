"""The pages of the catalogue: search, a title's sections, one section with all about it."""

from flask import Blueprint, render_template, request

from casemgr.errors import NotFound
from casemgr.permissions import Permission, requires
from casemgr.statutes import queries
from casemgr.statutes.citations import LAST_TITLE, Citation, CitationInvalid, parse_citation
from casemgr.statutes.elements import offense_of
from casemgr.statutes.limitation import limitation_of
from casemgr.statutes.penalties import penalty_of

PAGE = 50

bp = Blueprint("statutes", __name__, url_prefix="/statutes", template_folder="templates")


@bp.get("/")
@requires(Permission.STATUTE_READ)
def index() -> str:
    """Show the search, and what it found."""
    q = request.args.get("q", "").strip()[: queries.LONGEST_SEARCH]
    found = queries.find_sections(q)
    titles = [] if q else queries.list_titles()
    return render_template(
        "statutes/index.html", q=q, found=found, titles=titles, most=queries.MOST_FOUND
    )


@bp.get("/<int:title>")
@requires(Permission.STATUTE_READ)
def browse(title: int) -> str:
    """Show the sections of a title in their order."""
    after = request.args.get("after", -1, type=int)
    if not -1 <= after <= queries.LAST_POSITION or title > LAST_TITLE:
        raise NotFound
    sections = queries.list_sections(title, after=after, limit=PAGE + 1)
    if not sections:
        raise NotFound
    more = sections[PAGE - 1].position if len(sections) > PAGE else None
    return render_template(
        "statutes/browse.html", title=title, sections=sections[:PAGE], more=more, after=after
    )


@bp.get("/<int:title>/<section>")
@requires(Permission.STATUTE_READ)
def show(title: int, section: str) -> str:
    """Show one section, or the part of it that the address names."""
    citation = _citation(title, section)
    row = queries.get_section(citation)
    stated = queries.read_provision(citation)
    if stated is None:
        raise NotFound
    return render_template(
        "statutes/show.html",
        citation=citation,
        section=row,
        stated=stated,
        offense=offense_of(citation),
        limitation=limitation_of(citation),
        penalty=penalty_of(citation),
    )


def _citation(title: int, section: str) -> Citation:
    """Read the address; one that is no citation is a page that does not exist."""
    try:
        return parse_citation(f"{title} U.S.C. {section}{request.args.get('part', '')}")
    except CitationInvalid:
        raise NotFound from None
