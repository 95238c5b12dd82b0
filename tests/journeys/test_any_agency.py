"""Any agency, walked by what its pack says: from the opening to the prosecutor's answer.

Nothing here knows an agency. Labels, numbers, roles and required fields are read from the packs.
"""

import re
from datetime import date

import pytest

from casemgr.demo.stories import load_stories
from casemgr.tenants import packs

USAO, COUNTY = "usao-mowd", "jackson-county-prosecutor"
DAY, NAME = "2026-02-03", "Ostrander"


class Walk:
    """One agency's case on its way, with the people of the demonstration who work on it."""

    def __init__(self, packs, slug, visit):
        self.packs, self.pack, self.visit = packs, packs[slug], visit
        self.case_type = next(one for one in self.pack.case_types.values() if not one.compartments)
        self.number, self.seated = "", {}

    def enter(self, slug, subject, step):
        """Sign in somebody of an office who may take that step, and return it with its label."""
        pack = self.packs[slug]
        told = pack.workflow_for(subject)["steps"][step]
        for member in load_stories({slug: pack.time_zone})[slug].people:
            if set(member.roles) & set(told["roles"]):
                return self.seat(member.username), told["label"]
        raise LookupError(step)

    def seat(self, username):
        """Return somebody's window; they sign in once."""
        if username not in self.seated:
            self.seated[username] = self.visit(username)
        return self.seated[username]

    def label(self, subject, step):
        """What a step of the agency's workflow is called."""
        return self.pack.workflow_for(subject)["steps"][step]["label"]

    def fill_required(self, visitor, subject, *kinds):
        """Fill in the fields of the agency without which the form is refused."""
        for field in self.pack.fields_for(subject, kinds, self.case_type.name):
            if field.required:
                fill_in(visitor.page.locator(f"[name^='field_{field.name}']"))


def fill_in(controls):
    """Choose the first option of each choice, or write something."""
    for control in controls.all():
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(index=1)
        else:
            control.fill("Told by a witness")


def open_case(walk, agent, supervisor):
    agent.go("/cases/new").follow(walk.case_type.label)
    agent.fill(Title="A case of its own", Predication="A witness told what had happened.")
    walk.fill_required(agent, "case")
    agent.press("Save as a draft")
    agent.follow("Add a subject")
    agent.fill(Family_name=NAME, Given_name="Felix")
    walk.fill_required(agent, "subject", "subject")
    agent.press("Enter and add")
    agent.tab("Overview").take(walk.label("case", "submit_opening"))
    supervisor.go(agent.url).take(walk.label("case", "approve_opening"))
    walk.number = supervisor.page.locator(".crumbs [aria-current]").inner_text().strip()


def write_report(walk, agent, supervisor):
    agent.open_case(walk.number).tab("Reports")
    kind = next(iter(walk.pack.kinds["report"].values()))
    agent.follow("Write a report").follow(kind.label)
    agent.fill(Title="What the witness told", Date_of_the_event=DAY, Narrative="It happened so.")
    walk.fill_required(agent, "report", kind.name)
    agent.press("Save as a draft").take(walk.label("report", "submit_report"))
    supervisor.go(agent.url).take(walk.label("report", "approve_report"))


def prove_charge(walk, agent):
    agent.open_case(walk.number).tab("Charges")
    agent.follow("Add a charge")
    agent.go(f"{agent.url}?citation=18+U.S.C.+545")
    agent.fill(Against=f"Felix {NAME}", First_day=DAY)
    walk.fill_required(agent, "charge")
    agent.press(re.compile("^(Add|Save|Propose)"))
    agent.tab("Elements")
    agent.follow(re.compile("^Add an element"))
    agent.fill(Element="Did it knowingly")
    agent.press("Add")
    agent.follow(re.compile("^Add proof"))
    agent.tick("What the witness told")
    agent.press("Add what is ticked")


def refer(walk, agent, supervisor, recipient):
    agent.open_case(walk.number).take(walk.label("case", "prepare_referral"))
    agent.take(walk.label("case", "submit_referral"))
    supervisor.open_case(walk.number).take(walk.label("case", "approve_referral"))
    supervisor.tab("Packet")
    supervisor.tick(recipient.name)
    supervisor.press("Submit the prosecution packet")
    supervisor.page.locator(".progress-done").wait_for(timeout=120_000)


def answer(walk, office, steps):
    """Let the recipient take its own steps, each by somebody who may, the last one with a code."""
    address = ""
    for step in steps:
        person, label = walk.enter(office, "submission", step)
        address = address or person.open_submission(walk.number).url
        take_step(person.go(address), label)


def take_step(visitor, label):
    """Take a step: at once, with a reason, or on a page that asks for a coded reason."""
    main = visitor.page.locator("main")
    if main.get_by_role("link", name=label, exact=True).count():
        visitor.follow(label, exact=True)
        codes = main.locator("input[type=radio]")
        if codes.count():
            main.locator("label", has_text="unavailable").click()
        main.locator("textarea").fill("The witness cannot be reached.")
        return visitor.press(label)
    optional = main.locator("summary", has_text=label).count()
    return visitor.take(label, "We take the case." if optional else "")


@pytest.mark.parametrize(
    ("slug", "to", "steps", "state", "reason"),
    [
        ("fbi", USAO, ("take_up", "accept"), "Accepted", "We take the case."),
        ("usss", COUNTY, ("take_up", "accept"), "Accepted", "We take the case."),
        (
            "hsi",
            COUNTY,
            ("take_up", "recommend_declination", "decline"),
            "Declined",
            "Victim or witness unavailable: The witness cannot be reached.",
        ),
    ],
)
def test_case_goes_from_its_opening_to_the_answer_as_the_packs_say(
    app, visit, slug, to, steps, state, reason
):
    with app.app_context():
        walk = Walk(packs(), slug, visit)
    agent, _ = walk.enter(slug, "case", "submit_opening")
    supervisor, _ = walk.enter(slug, "case", "approve_opening")
    number, report = walk.pack.numbering["case"], walk.pack.numbering["report"]

    open_case(walk, agent, supervisor)
    assert number.matches(walk.number)
    write_report(walk, agent, supervisor)
    serial = report.format(report.series_for(), 1, on=date(2026, 2, 3), case=walk.number)
    assert f"Report {serial}:" in supervisor.heading
    prove_charge(walk, agent)
    refer(walk, agent, supervisor, walk.packs[to])
    answer(walk, to, steps)

    agent.await_case(walk.number, state)
    agent.tab("Packet")
    assert agent.sees(walk.packs[to].name)
    agent.tab("Timeline")
    assert agent.sees(reason)


def test_case_of_a_restricted_classification_is_not_there_for_a_colleague(visit):
    cleared, colleague = visit("thorne"), visit("ellison")
    cleared.open_case("65A-KX-1")
    address = cleared.url

    assert not colleague.go("/cases/").sees("65A-KX-1")
    colleague.go(address, 404)
    colleague.go("/cases/new")
    assert colleague.sees("Only for people cleared for Counterintelligence.")
    assert colleague.page.get_by_role("link", name="65 Espionage").count() == 0
