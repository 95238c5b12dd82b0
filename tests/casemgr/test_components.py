"""Every component in a real browser: accessible, light, under the content policy, by keyboard."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.casemgr.gallery.browser import DESK, PHONE, WATCH, looking, serving

pytestmark = pytest.mark.journey

PAGES = [
    "/", "/list", "/record", "/form", "/form-errors", "/jobs", "/jobs?state=queued",
    "/jobs?state=done", "/jobs?state=failed", "/error/404", "/error/409", "/accounts/sign_in",
    "/accounts/totp", "/accounts/enrol_totp", "/accounts/change_password", "/accounts/banner",
]  # fmt: skip


@pytest.fixture(scope="module")
def address():
    with serving() as where:
        yield where


@pytest.fixture(scope="module")
def browser():
    with looking() as chromium:
        yield chromium


@pytest.fixture
def visit(browser, address):
    contexts = []

    def open_page(path="/", size=DESK, **options):
        context = browser.new_context(viewport=size, base_url=address, **options)
        context.add_init_script(WATCH)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_fits_its_width_and_keeps_the_content_policy(visit, path, size):
    page = visit(path, size)

    faults = Axe().run(page)

    assert faults.violations_count == 0, faults.generate_report()
    assert page.evaluate("window.violations") == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("h1").count() == 1
    assert re.fullmatch(r".+ - casemgr", page.title())


def test_opened_menus_and_dialogs_are_accessible_too(visit):
    page = visit("/record")
    page.get_by_text("Return to the agent").first.click()
    page.locator(".person-menu summary").click()
    faults_of_menus = Axe().run(page)

    page.get_by_role("button", name="Keyboard shortcuts").click()

    assert faults_of_menus.violations_count == 0, faults_of_menus.generate_report()
    assert Axe().run(page).violations_count == 0


def test_targets_are_at_least_24_pixels_or_stand_in_a_sentence(visit):
    page = visit("/record")

    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, nav a, .usa-button, .sort')]
            .filter(e => e.offsetParent && Math.min(e.offsetHeight, e.offsetWidth) < 24)
            .map(e => e.outerHTML)
            .filter(html => !html.includes('Cases</a>'))"""
    )

    assert small == []


def test_second_visit_weighs_less_than_150_kb_and_first_less_than_250(visit):
    page = visit("about:blank")
    context, weights = page.context, []
    for path in ("/record", "/record"):
        tab = context.new_page()
        session = context.new_cdp_session(tab)
        session.send("Network.enable")
        received = []
        session.on(
            "Network.loadingFinished",
            lambda event, received=received: received.append(event["encodedDataLength"]),
        )
        tab.goto(path, wait_until="networkidle")
        weights.append(sum(received))
        tab.close()

    first, second = weights
    assert 100_000 < first < 250_000
    assert 0 < second < 20_000


def test_keyboard_reaches_the_main_content_first(visit):
    page = visit("/list")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_shortcuts_focus_the_search_and_open_places(visit):
    page = visit("/record")

    page.keyboard.press("/")
    focused = page.evaluate("document.activeElement.id")
    page.keyboard.press("Tab")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("c")

    assert focused == "find"
    page.wait_for_url("**/places/cases")


def test_shortcuts_can_be_turned_off_and_stay_off(visit):
    page = visit("/record")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_text("Use shortcuts on this device").click()
    page.get_by_role("button", name="Close").click()

    page.reload()
    page.keyboard.press("?")

    expect(page.get_by_role("dialog")).to_be_hidden()


def test_double_click_sends_a_form_once(visit):
    page = visit("/record")
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)

    page.get_by_role("button", name="Record the 90-day review").dblclick()
    page.wait_for_url("**/record")

    expect(page.locator("h1")).to_have_text("Sent")
    assert len(sent) == 1


def test_step_sends_its_name_version_and_proofs_of_origin(visit):
    page = visit("/record")

    page.get_by_text("Return to the agent").first.click()
    page.get_by_label("Reason").fill("Name the witness.")
    page.get_by_role("button", name="Return to the agent").click()

    sent = dict(
        zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True)
    )
    assert {"csrf_token", "form_key", "reason"} <= set(sent)
    assert sent["step"] == "return"
    assert sent["row_version"] == "4"


def test_blocked_step_cannot_be_pressed_and_names_what_is_missing(visit):
    page = visit("/record")

    button = page.get_by_role("button", name="Submit the packet")

    expect(button).to_be_disabled()
    expect(button).to_have_accessible_description(re.compile("receipt of the transfer"))
    expect(page.get_by_role("link", name=re.compile("receipt of the transfer"))).to_be_visible()


def test_step_with_a_page_of_its_own_leads_there(visit):
    page = visit("/record")

    page.get_by_role("link", name="Assign another agent").click()

    expect(page.locator("h1")).to_have_text("Log an exhibit")


def test_text_typed_is_still_there_after_leaving(visit):
    page = visit("/form")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("What happened").fill("The buyer counted the money twice.")

    page.goto("/list")
    page.goto("/form")
    page.get_by_role("button", name="Bring it back").click()

    expect(page.get_by_label("What happened")).to_have_value("The buyer counted the money twice.")


def test_text_that_was_sent_is_not_offered_again(visit):
    page = visit("/form")
    page.get_by_label("What happened").fill("The buyer counted the money twice.")
    page.get_by_role("button", name="Log the exhibit").click()
    page.goto("/list")

    page.goto("/form")

    expect(page.get_by_role("button", name="Bring it back")).to_have_count(0)


def test_text_that_was_refused_is_offered_again(visit):
    page = visit("/form")
    page.get_by_label("What happened").fill("refuse this")
    page.get_by_role("button", name="Log the exhibit").click()
    expect(page.get_by_text("Status 409")).to_be_visible()

    page.goto("/form")
    page.get_by_role("button", name="Bring it back").click()

    expect(page.get_by_label("What happened")).to_have_value("refuse this")


def test_signing_out_leaves_no_typed_text_behind(visit):
    page = visit("/form")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("What happened").fill("An informant said so.")

    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign_out")

    assert page.evaluate("sessionStorage.length") == 0


def test_counter_tells_how_much_is_too_much(visit):
    page = visit("/form")

    page.get_by_label("What happened").fill("x" * 4003)

    expect(page.get_by_text("3 characters too many")).to_be_visible()


def test_errors_are_summarised_and_lead_to_their_fields(visit):
    page = visit("/form-errors")
    summary = page.get_by_role("alert")

    links = summary.get_by_role("link").all()
    targets = [urlsplit(link.get_attribute("href")).fragment for link in links]
    links[0].click()

    expect(summary).to_contain_text("6 entries need attention")
    expect(summary).to_contain_text("G-DEP, Agency: Not a valid choice.")
    assert page.evaluate("document.activeElement.id") == "title"
    for target in targets:
        expect(page.locator(f'[id="{target}"]')).to_be_editable()
    expect(page.get_by_label("Title")).to_have_accessible_description(
        "Say in a few words what this is."
    )


def test_progress_is_followed_until_the_job_is_done(visit):
    page = visit("/jobs")

    expect(page.get_by_text("The packet is ready.")).to_be_visible(timeout=10_000)

    expect(page.locator("[hx-get]")).to_have_count(0)
    assert page.evaluate("window.violations") == []


def test_steps_that_need_a_reason_come_after_those_that_do_not(visit):
    steps = visit("/record").locator(".steps > li")

    expect(steps.first.locator("button")).to_have_class("usa-button")
    expect(steps.last).to_contain_text("Return to the agent")


def test_phone_shows_the_part_that_is_open_and_leads_to_the_next_steps(visit):
    page = visit("/record", PHONE)

    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Next steps").click()
    expect(page.locator("#next-steps")).to_be_in_viewport()


def test_phone_without_script_has_its_menu_search_and_refresh(visit):
    page = visit("/jobs", PHONE, java_script_enabled=False)

    page.get_by_text("Menu").click()
    page.locator(".person-menu summary").click()

    expect(page.get_by_role("link", name="Cases")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_visible()


def test_sorting_turns_around_and_starts_at_the_first_page(visit):
    page = visit("/list?state=Open&after=abc")

    number = page.get_by_role("link", name="Number", exact=True).get_attribute("href")
    opened = page.get_by_role("link", name="Opened", exact=True).get_attribute("href")

    assert number == "/list?state=Open&sort=number"
    assert opened == "/list?state=Open&sort=opened_on"
    expect(page.get_by_role("columnheader", name="Opened")).to_have_attribute(
        "aria-sort", "descending"
    )


def test_print_shows_the_record_and_its_marking_and_nothing_to_press(visit):
    page = visit("/record")

    page.emulate_media(media="print")

    expect(page.get_by_text("CUI // LAW ENFORCEMENT SENSITIVE")).to_be_visible()
    expect(page.get_by_role("heading", name="Investigation")).to_be_visible()
    expect(page.locator(".side-nav")).to_be_hidden()
    expect(page.locator(".steps")).to_be_hidden()
