"""What a person may do, and the marks that say it on every route."""

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask_login import current_user

from casemgr.errors import NotAllowed, SignInNeeded


class Permission(StrEnum):
    """A right that a role can carry, named resource:action. Kept in alphabetical order."""

    ACCOUNT_MANAGE = "account:manage"
    ACCOUNT_SELF = "account:self"
    AUDIT_READ = "audit:read"
    CASE_APPROVE = "case:approve"
    CASE_ASSIGN = "case:assign"
    CASE_BULK = "case:bulk"
    CASE_EDIT = "case:edit"
    CASE_OPEN = "case:open"
    CASE_READ = "case:read"
    EVIDENCE_COLLECT = "evidence:collect"
    EVIDENCE_CUSTODY = "evidence:custody"
    EVIDENCE_READ = "evidence:read"
    JOB_READ = "job:read"
    PACKET_BUILD = "packet:build"
    PACKET_READ = "packet:read"
    PACKET_RELEASE = "packet:release"
    PACK_CHANGE = "pack:change"
    PACK_READ = "pack:read"
    PARTY_READ = "party:read"
    PARTY_WRITE = "party:write"
    REGISTRY_CROSS = "registry:cross"
    REGISTRY_EXPORT = "registry:export"
    REGISTRY_IMPORT = "registry:import"
    REGISTRY_READ = "registry:read"
    REGISTRY_WRITE = "registry:write"
    REPORT_APPROVE = "report:approve"
    REPORT_READ = "report:read"
    REPORT_WRITE = "report:write"
    SENSITIVE_READ = "sensitive:read"
    STATUTE_READ = "statute:read"
    SUBMISSION_DECIDE = "submission:decide"
    SUBMISSION_READ = "submission:read"


def requires(permission: Permission) -> Callable[..., Any]:
    """Let only a signed-in person with this permission through."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                raise SignInNeeded("Sign in to go on.")
            if permission not in current_user.permissions:
                raise NotAllowed("Your role does not include this. Ask your administrator.")
            return view(*args, **kwargs)

        checked.access = permission  # type: ignore[attr-defined]
        return checked

    return mark


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a page that anybody may open without signing in."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
