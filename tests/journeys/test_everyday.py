"""Everyday work: opening a case with the keyboard alone, and collecting evidence with a phone."""

import re

from tests.journeys.conftest import PHONE

PREDICATION = "A licensee reported that the buyer gave the address of another person."


class Keyboard:
    """Works a page without a pointing device: Tab to what is wanted, then type or press Enter."""

    def __init__(self, visitor):
        self.visitor, self.keys = visitor, visitor.page.keyboard

    def reach(self, words, tags=("A", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "SUMMARY")):
        """Tab until something of that name has the focus."""
        for _ in range(150):
            self.keys.press("Tab")
            tag, name = self.visitor.page.evaluate("""() => {
              const one = document.activeElement;
              const label = one.labels?.[0]?.innerText || one.innerText || one.ariaLabel || '';
              return [one.tagName, label.trim()];
            }""")
            if tag in tags and name.startswith(words):
                assert self.is_marked(), f"the focus on {words} cannot be seen"
                return self
        raise AssertionError(f"Tab never reaches {words} on {self.visitor.url}")

    def is_marked(self):
        """Whether the focus can be seen."""
        return self.visitor.page.evaluate("""() => {
          const style = getComputedStyle(document.activeElement);
          return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        }""")

    def enter(self, words, text):
        """Tab to a field and type."""
        self.reach(words, ("INPUT", "SELECT", "TEXTAREA"))
        self.keys.type(text)

    def push(self, words):
        """Tab to a link or button and press Enter."""
        self.reach(words, ("A", "BUTTON"))
        with self.visitor.page.expect_navigation():
            self.keys.press("Enter")
        self.visitor.look()


def test_agent_opens_a_case_with_the_keyboard_alone(visit):
    agent = visit("kowalczyk")
    hands = Keyboard(agent)

    hands.push("Open a new investigation")
    hands.push("Denied transfer")
    hands.enter("Title", "Denied transfer in Platte City")
    hands.enter("Predication", PREDICATION)
    hands.enter("How the matter came to attention", "Denied")
    hands.push("Save as a draft")
    assert "Denied transfer in Platte City" in agent.heading
    hands.push("Add a subject")
    hands.enter("Family name", "Quimby")
    hands.enter("Given name", "Otto")
    hands.push("Enter and add")
    hands.push("Overview")
    hands.push("Ask for approval to open")

    assert "Opening asked for" in agent.heading


def test_person_typed_once_is_offered_instead_of_being_typed_again(visit):
    agent = visit("kowalczyk")
    agent.open_case("785040-26-0019")
    agent.tab("Subjects")
    agent.follow("Add a party")

    agent.fill(Family_name="Hutchens", Given_name="Dale")
    agent.press("Enter and add")

    assert agent.sees("Dale Roy Hutchens")
    assert agent.sees("born May 14, 1981")


def test_officer_logs_an_exhibit_with_a_photograph_on_a_phone(visit, tmp_path):
    officer, custodian = visit("brandt", viewport=PHONE), visit("raman", viewport=PHONE)
    picture = tmp_path / "table.jpg"
    picture.write_bytes(photograph())

    officer.open_case("785040-26-0003")
    officer.tab("Evidence")
    officer.follow(re.compile("Log")).follow(re.compile("^Photograph"))
    officer.fill(
        Description="Photograph of the pistols on the back seat", Seal_number="ATF-0450001"
    )
    officer.enter("Held as", "Evidence")
    officer.enter("Witness to the sealing", "Dana Okafor")
    officer.press(re.compile("Log"))
    officer.follow("Add files")
    officer.page.get_by_label("Files").set_input_files(picture)
    officer.press("Add the files")
    assert officer.sees("table.jpg")

    officer.follow(re.compile("Hand over"))
    officer.enter("Receiver in the agency", "Priya Raman")
    officer.fill(Reason="Into the vault")
    officer.press("Hand over")
    custodian.go("/work/").follow(re.compile("Exhibit 1 from Mike Brandt"))
    custodian.press("I have it")
    assert "In the vault" in custodian.heading


def photograph():
    from casemgr.demo.files import make_picture

    return make_picture("Back seat")
