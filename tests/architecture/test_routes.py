"""Every route says who may use it, and no route that shows can change."""

import re

import pytest
from flask import request
from sqlalchemy import text

from casemgr.extensions import db
from casemgr.permissions import Permission
from casemgr.tenants import packs

SAFE = {"GET", "HEAD", "OPTIONS"}
PUBLIC = {
    "accounts.banner",
    "accounts.enrol_totp",
    "accounts.sign_in",
    "accounts.totp",
    "asset",
    "pages.health",
    "pages.index",
    "public_check.as_json",
    "public_check.page",
}


def test_every_route_is_marked_with_a_permission_or_as_public(app):
    unmarked = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "access")
    ]

    assert unmarked == []


def test_the_public_routes_are_the_listed_ones(app):
    found = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].access == "public"
    }

    assert found == PUBLIC


def test_every_permission_guards_a_route_or_is_held_by_a_role(app, in_app):
    used = {view.access for view in app.view_functions.values()}
    held = {
        permission
        for pack in packs().values()
        for role in pack.roles.values()
        for permission in role.permissions
    }

    assert set(Permission) <= used | held | {Permission.ACCOUNT_SELF}


def test_permissions_are_in_alphabetical_order():
    names = [permission.name for permission in Permission]

    assert names == sorted(names)


def test_a_page_that_is_shown_runs_in_a_read_only_transaction(app, browser, make_person):
    seen = {}

    def look():
        if request.path == "/me":
            seen["read_only"] = db.session.execute(text("SHOW transaction_read_only")).scalar()

    app.before_request_funcs.setdefault(None, []).append(look)
    try:
        browser(make_person("atf", "case_agent")).get("/me")
    finally:
        app.before_request_funcs[None].remove(look)

    assert seen == {"read_only": "on"}


def test_signed_in_pages_need_a_sign_in(app, browser):
    client = browser()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC or "GET" not in rule.methods:
            continue
        address = re.sub(r"<(?:\w+:)?(\w+)>", _example, rule.rule)

        answer = client.get(address)

        assert answer.status_code in {302, 404}, address
        assert answer.status_code == 404 or "/sign-in" in answer.headers["Location"]


def _example(match):
    return "0198c0de-0000-7000-8000-000000000000" if match[1].endswith("_id") else "1"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "same-origin"),
    ],
)
def test_pages_carry_the_browsers_protections(browser, header, value):
    assert browser().get("/notice").headers[header] == value


def test_the_content_security_policy_allows_no_inline_code(browser):
    policy = browser().get("/notice").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
