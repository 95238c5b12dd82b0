"""A person with a browser window: goes through pages as people do, and every page is checked."""

import re

from playwright.sync_api import Error

SCRIPT_ERRORS = ("error", "warning")
EXPECTED = re.compile(r"Failed to load resource.*\b(401|403|404|409|422)\b")


class Visitor:
    """Somebody signed in, in a window of their own."""

    def __init__(self, context, checker, address, reader=None):
        self.page, self.checker, self.address = context.new_page(), checker, address
        self.reader = reader
        self.complaints = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def go(self, path, status=200):
        """Open an address of the site."""
        answer = self.page.goto(path if path.startswith("http") else self.address + path)
        assert answer.status == status, f"{path} answered {answer.status}"
        return self.look()

    def follow(self, name, within=None, *, exact=False):
        """Click a link by its words."""
        place = within or self.page.locator("main")
        place.get_by_role("link", name=name, exact=exact).first.click()
        return self.look()

    def press(self, name, within=None):
        """Click a button by its words."""
        place = within or self.page.locator("main")
        place.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()
        return self.look()

    def fill(self, **entries):
        """Fill in fields by the words of their labels: fill(Title="…")."""
        for label, value in entries.items():
            self.enter(label.replace("_", " "), value)

    def enter(self, label, value):
        """Fill in one field: type, or choose by the words of an option."""
        field = self.page.locator("main").get_by_label(label, exact=False).first
        if field.evaluate("one => one.tagName") == "SELECT":
            words = field.locator("option").all_inner_texts()
            chosen = next(one for one in words if one.strip().startswith(value))
            field.select_option(label=chosen)
        else:
            field.fill(value)

    def tick(self, *labels):
        """Tick boxes by their words."""
        for label in labels:
            self.page.locator("main label").filter(has_text=label).first.click()

    def take(self, step, reason=""):
        """Take a step of a workflow, with its reason where it asks for one."""
        main = self.page.locator("main")
        if reason:
            form = main.locator("details", has=self.page.locator("summary", has_text=step))
            form.locator("summary").click()
            form.locator("textarea").fill(reason)
            form.locator("button[type=submit]").click()
            return self.look()
        return self.press(step)

    def open_case(self, number):
        """Find a case in the list and open it."""
        return self.go("/cases/").follow(number)

    def tab(self, name):
        """Go to a part of the case that is open."""
        return self.follow(re.compile(f"^{name}"), self.page.get_by_label("Parts of this"))

    def await_case(self, number, state):
        """Look at a case again and again until it stands where it should."""
        for _ in range(120):
            if state in self.open_case(number).heading:
                return self
            self.page.wait_for_timeout(500)
        raise AssertionError(f"{number} is {self.heading}, not {state}")

    def open_submission(self, number):
        """Open what an agency has submitted, by its number there, once it has arrived."""
        arrived = re.compile("^[A-Z]{3}-[0-9]{4}-")
        for _ in range(120):
            row = self.go("/submissions/").page.locator("tr", has_text=number)
            if row.get_by_role("link", name=arrived).count():
                return self.follow(arrived, row)
            self.page.wait_for_timeout(500)
        raise AssertionError(f"{number} has not arrived")

    def look(self):
        """Look at the page that has come up: it is as every page must be."""
        try:
            self._check()
        except Error as error:  # the page before it was still there, and went meanwhile
            if "Execution context was destroyed" not in error.message:
                raise
            self._check()
        assert not self.complaints, self.complaints
        return self

    def _check(self):
        self.page.wait_for_load_state("load")
        self.checker.check(self.read_again() if self.reader else self.page)

    def read_again(self):
        """Show what stands on a page without script in a window where the checks can run."""
        html = self.page.content()
        self.reader.unroute_all()
        self.reader.route(
            self.page.url.partition("#")[0],
            lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"),
        )
        self.reader.goto(self.page.url)
        return self.reader

    def sees(self, words):
        """Whether the page says this."""
        return words in self.page.locator("main").inner_text()

    @property
    def heading(self):
        """What the page is."""
        return self.page.locator("h1").inner_text()

    @property
    def url(self):
        """Where the visitor is."""
        return self.page.url

    def _hear(self, message):
        if message.type in SCRIPT_ERRORS and not EXPECTED.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")
