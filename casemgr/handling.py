"""How a view asks for its request to be handled."""

from typing import Any

from flask import g

from casemgr.errors import CaseMgrError


def accepts_upload(view: Any) -> Any:
    """Mark a route that takes files; all others take small bodies only."""
    view.accepts_upload = True
    return view


def keep_changes() -> None:
    """Keep what this request wrote although it is refused: a failed sign-in must leave a trace."""
    g.keep = True


def remember_refusal(error: CaseMgrError) -> None:
    """Have the audit told of a refusal that the page itself answers."""
    g.refusal = error
