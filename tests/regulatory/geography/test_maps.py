"""Places stand on the map where they lie, in the picture of the state or of the whole nation."""

import pytest
from flask import Flask, render_template_string

from casemgr import assets
from regulatory import geography
from regulatory.geography import STATES, place_of
from regulatory.geography.maps import MAPS, Point, map_of, outlines, state_at
from regulatory.geography.projection import project

SEEN = {"MO": "65101", "AK": "99501", "HI": "96813", "PR": "00901", "GU": "96910", "VI": "00802"}


def point(zip_code, label="Shop", url=""):
    place = place_of(zip_code)
    return Point(place.latitude, place.longitude, label, url)


def drawn(points):
    app = Flask(__name__)
    assets.init_app(app)
    geography.init_app(app)
    with app.test_request_context():
        line = '{% from "geography/map.html" import map %}{{ map(points, label="Premises") }}'
        return render_template_string(line, points=points)


@pytest.mark.parametrize(("state", "zip_code"), SEEN.items())
def test_a_place_alone_is_shown_inside_of_its_own_state(state, zip_code):
    shown = map_of([point(zip_code)])
    circle = shown.circles[0]
    left, top, width, height = shown.box
    assert shown.picture == f"vendor/maps/{state}.svg"
    assert left < circle.x < left + width
    assert top < circle.y < top + height
    assert state_at(circle.x, circle.y) == state


def test_a_place_in_missouri_lies_inside_of_the_outline_of_missouri_and_of_one_county():
    x, y = project(38.5767, -92.1735)
    assert [name for name, one in outlines("us").items() if one.contains(x, y)] == ["MO"]
    assert [name for name, one in outlines("MO").items() if one.contains(x, y)] == ["29051"]


def test_no_inset_covers_another_part_of_the_country():
    assert set(outlines("us")) == set(STATES)
    for name, zip_code in SEEN.items():
        x, y = project(*place_of(zip_code)[:2])
        assert {key for key, one in outlines("us").items() if one.contains(x, y)} <= {name}


def test_places_of_two_states_are_shown_on_the_map_of_the_nation():
    shown = map_of([point("65101"), point("99501")])
    assert (shown.area, shown.count, len(shown.circles)) == ("the United States", 2, 2)


def test_a_town_at_the_border_of_its_state_does_not_widen_the_map_to_the_nation():
    assert map_of([point("65101"), point("64105"), point("63101")]).area == "Missouri"


def test_many_places_near_to_each_other_are_one_circle_with_their_number():
    shown = map_of([point("65101")] * 1200 + [point("63101", "Arch Arms", "/arch")])
    assert [(circle.label, circle.url) for circle in shown.circles] == [
        ("1,200 places", ""),
        ("Arch Arms", "/arch"),
    ]


def test_no_places_and_places_abroad_draw_nothing():
    assert map_of([]) is None
    assert map_of([Point(52.5, 13.4, "Berlin")]) is None
    assert drawn([]).strip() == ""


def test_a_map_tells_in_words_what_it_shows_and_carries_no_style_of_its_own():
    text = drawn([point("65101", "Smith & <Sons>")])
    assert 'role="img" aria-label="Premises: 1 on the map of Missouri"' in text
    assert "<title>Smith &amp; &lt;Sons&gt;</title>" in text
    assert "style=" not in text
    assert "<script" not in text


def test_a_place_with_a_page_links_to_it():
    text = drawn([point("65101", "Arch Arms", "/arch")])
    assert 'role="group"' in text
    assert '<a href="/arch" tabindex="-1" aria-label="Arch Arms">' in text


def test_no_picture_of_a_map_is_heavy():
    assert len(list(MAPS.glob("*.svg"))) == 57
    assert max(file.stat().st_size for file in MAPS.glob("*.svg")) < 60_000
