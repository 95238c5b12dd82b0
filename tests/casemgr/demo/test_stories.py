"""The stories as data: whole, in order, and never in the future."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from casemgr.demo.acts import ACTS
from casemgr.demo.stories import load_stories
from casemgr.demo.walking import handling
from casemgr.demo.walking.deeds import DEEDS
from casemgr.demo.walking.walk import STAGES
from casemgr.tenants.loader import load_packs
from config.settings import Settings
from regulatory.demo import acts

PACKS = load_packs(Settings().packs)
ZONES = {slug: pack.time_zone for slug, pack in PACKS.items()}
STORIES = load_stories(ZONES)


def test_every_office_of_the_installation_has_people_in_the_demonstration():
    assert set(STORIES) == set(PACKS)


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda one: one.tenant)
def test_everybody_has_an_office_and_roles_of_their_agency(story):
    pack = PACKS[story.tenant]

    for member in story.people:
        assert member.office in pack.offices
        assert set(member.roles) <= set(pack.roles)
        assert set(member.clearances) <= set(pack.compartments)


def test_user_names_are_used_once_so_that_a_code_can_be_asked_for_by_name():
    names = [member.username for story in STORIES.values() for member in story.people]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda one: one.tenant)
def test_acts_are_known_and_done_by_people_of_the_stories_in_the_order_of_time(story):
    everybody = {member.username for one in STORIES.values() for member in one.people}

    assert acts
    assert {act.verb for act in story.acts} <= set(ACTS)
    assert {act.by for act in (*story.acts, *story.ending)} <= everybody
    assert [act.at for act in story.acts] == sorted(act.at for act in story.acts)


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda one: one.tenant)
def test_what_is_walked_can_be_done_on_pages(story):
    assert handling
    staged = {verb for verbs in STAGES.values() for verb in verbs}
    walked = {act.verb for act in (*story.plot, *story.ending)}

    assert walked <= set(DEEDS)
    assert walked <= staged


@time_machine.travel(datetime(2024, 5, 1, 12, tzinfo=UTC), tick=False)
def test_story_that_would_end_in_the_future_is_told_as_one_of_earlier_years():
    story = load_stories(ZONES)["atf"]
    opened = next(act for act in story.plot if act.verb == "open_case")

    assert opened.at.date() == date(2023, 2, 3)
    assert "January 30, 2023" in opened.entries["predication"]
    assert max(act.at for act in story.acts).date() < date(2024, 5, 1)
