"""Where the primary navigation leads, for whom."""

from types import SimpleNamespace as Some

import pytest

from casemgr import navigation
from casemgr.permissions import Permission
from tests.casemgr.gallery import create_gallery
from tests.casemgr.gallery.people import PACK


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setattr(navigation, "_offered", {})
    return create_gallery()


def test_person_sees_only_the_places_of_their_role(app):
    navigation.offer("Rights", "gallery.audit", Permission.AUDIT_READ, 90)
    clerk = Some(pack=PACK, permissions={Permission.AUDIT_READ})

    with app.test_request_context("/"):
        places = navigation.navigation(clerk)

    assert [place.label for place in places] == ["Rights"]


def test_places_stand_in_the_offered_order_and_the_current_one_is_marked(app):
    agent = Some(pack=PACK, permissions={Permission.CASE_READ})

    with app.test_request_context("/places/people"):
        places = navigation.navigation(agent)

    assert [place.label for place in places][:3] == ["My work", "Cases", "People"]
    assert [place.label for place in places if place.current] == ["People"]


def test_page_of_a_feature_marks_the_place_of_that_feature(app):
    agent = Some(pack=PACK, permissions={Permission.CASE_READ})

    with app.test_request_context("/record"):
        places = navigation.navigation(agent)

    assert [place.label for place in places if place.current] == ["My work"]


def test_page_below_a_place_marks_that_place_whichever_feature_serves_it(app):
    agent = Some(pack=PACK, permissions={Permission.CASE_READ})

    with app.test_request_context("/places/people/7/elements"):
        places = navigation.navigation(agent)

    assert [place.label for place in places if place.current] == ["People"]


def test_stranger_is_led_nowhere(app):
    with app.test_request_context("/"):
        assert navigation.navigation(Some()) == []


@pytest.mark.parametrize(
    ("address", "changes", "expected"),
    [
        ("/list", {"sort": "number"}, "/list?sort=number"),
        ("/list?q=a&after=9", {"sort": "number"}, "/list?q=a&sort=number"),
        ("/list?q=a&state=x&state=y", {"q": None}, "/list?state=x&state=y"),
        ("/list?q=a", {"q": None}, "/list"),
        ("/list?_external=1&_scheme=javascript", {}, "/list?_external=1&_scheme=javascript"),
        ("/list?q=%22%3Cb%3E", {}, "/list?q=%22%3Cb%3E"),
    ],
)
def test_variants_of_a_page_keep_the_rest_of_its_query(app, address, changes, expected):
    with app.test_request_context(address):
        assert navigation.here(**changes) == expected
