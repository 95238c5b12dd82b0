"""Forms edit an agency's own files: what differs is written, and comments stay."""

from pathlib import Path

import pytest

from casemgr.changes.laying import Named
from casemgr.changes.overlay import drop_entry, lay_entry, lay_value, move_up, own_path
from casemgr.tenants.versions import gather_files, load_files

CONFIG = Path(__file__).parents[3] / "config"
CASE = own_path("atf", "fields/case")


@pytest.fixture
def files():
    return gather_files("atf", CONFIG)


def _edit(files, name, **wanted):
    return lay_entry(files, "atf", "fields/case", ["fields", name], wanted)


def test_a_new_field_is_written_after_the_agencys_own(files):
    edited = _edit(files, "tip_line", type="yes_no", label="Came over the tip line")

    assert edited[CASE].endswith(
        "  tip_line:\n    type: yes_no\n    label: Came over the tip line\n"
    )
    assert load_files("atf", edited).field("case", "tip_line").label == "Came over the tip line"


def test_comments_and_other_lines_stay(files):
    files[CASE] = files[CASE].replace("fields:\n", "fields:\n  # Why it is asked.\n", 1)
    edited = _edit(files, "tip_line", type="yes_no", label="Came over the tip line")

    assert edited[CASE].startswith(files[CASE].rstrip("\n"))


def test_of_a_field_of_the_core_only_the_difference_is_written(files):
    pack = load_files("atf", files)
    same = pack.field("case", "synopsis")
    edited = _edit(
        files, "synopsis", type=same.type, label="What happened", help=same.help, required=True
    )

    assert "  synopsis:\n    label: What happened\n    required: true\n" in edited[CASE]
    assert "help" not in edited[CASE].split("synopsis:")[1]


def test_an_edit_taken_back_leaves_the_file_as_it_was(files):
    once = _edit(files, "synopsis", label="What happened")

    assert _edit(once, "synopsis", label="Synopsis")[CASE] == files[CASE]


def test_what_the_core_says_can_be_emptied(files):
    edited = _edit(files, "synopsis", help=None)

    assert "  synopsis:\n    help: {drop: true}\n" in edited[CASE]
    assert load_files("atf", edited).field("case", "synopsis").help == ""


def test_one_edit_leaves_what_the_form_does_not_ask_alone(files):
    once = _edit(files, "tip_line", type="text", label="Tip", pattern="[A-Z]+")

    twice = _edit(once, "tip_line", type="text", label="Tip line")
    assert load_files("atf", twice).field("case", "tip_line").pattern == "[A-Z]+"


def test_a_field_of_the_core_is_dropped_by_a_mark_and_an_own_one_by_its_lines(files):
    marked = drop_entry(files, "atf", "fields/case", ["fields", "docket_number"])
    own = _edit(files, "tip_line", type="text", label="Tip")
    gone = drop_entry(own, "atf", "fields/case", ["fields", "tip_line"])

    assert "docket_number: {drop: true}" in marked[CASE]
    assert load_files("atf", marked).field("case", "docket_number") is None
    assert gone[CASE] == files[CASE]


def test_a_dropped_field_is_brought_back_by_editing_it(files):
    gone = drop_entry(files, "atf", "fields/case", ["fields", "docket_number"])

    back = _edit(gone, "docket_number", label="Docket")
    assert load_files("atf", back).field("case", "docket_number").label == "Docket"


def test_a_file_that_says_nothing_any_more_goes(files):
    one = lay_entry(files, "atf", "codes/new_list", ["codes", "A"], {"label": "First"})

    assert own_path("atf", "codes/new_list") not in drop_entry(
        one, "atf", "codes/new_list", ["codes", "A"]
    )


def test_an_own_field_moves_before_the_one_above(files):
    two = _edit(files, "tip_line", type="text", label="Tip")
    last = [field.name for field in load_files("atf", two).fields["case"]].index("tip_line")
    moved = move_up(two, "atf", "fields/case", ["fields", "tip_line"])

    assert list(moved[CASE].partition("firearms_involved")[0].splitlines())[-1] != ""
    assert moved[CASE].index("tip_line") < moved[CASE].index("firearms_involved")
    assert last >= 0


def test_a_single_value_is_set(files):
    edited = lay_value(files, "atf", "tenant", ["workflows", "case"], "investigation_v2")

    assert "workflows:\n  case: investigation_v2\n" in edited[own_path("atf", "tenant")]


def test_texts_that_look_like_other_things_stay_texts(files):
    edited = _edit(files, "tip_line", type="text", label="true", help="010")

    field = load_files("atf", edited)
    assert field.field("case", "tip_line").label == "true"
    assert field.field("case", "tip_line").help == "010"


def test_named_entries_come_and_go_and_each_keeps_what_no_form_asks(files):
    rows = {"who": {"type": "text", "label": "Who"}, "day": {"type": "date", "label": "Day"}}
    once = _edit(files, "callers", type="group", label="Callers", fields=Named(rows))
    once[CASE] = once[CASE].replace("label: Who\n", "label: Who  # said at roll call\n")
    once[CASE] = once[CASE].replace(
        "# said at roll call\n", "# said at roll call\n        unit: kg\n"
    )

    twice = _edit(once, "callers", fields=Named(who={"type": "number", "label": "Who"}))
    assert "label: Who  # said at roll call\n        unit: kg\n" in twice[CASE]
    assert "day:" not in twice[CASE]


def test_a_choice_of_the_core_that_is_taken_away_is_marked(files):
    pack = load_files("atf", files)
    kept = {one.code: one.label for one in pack.field("case", "priority").options[1:]}
    gone = pack.field("case", "priority").options[0].code

    edited = _edit(files, "priority", choices=Named(kept))
    assert f"{gone}: {{drop: true}}" in edited[CASE]
    left = load_files("atf", edited).field("case", "priority").options
    assert [one.code for one in left] == list(kept)


def test_entries_of_a_list_that_stay_keep_their_comments(files):
    path = own_path("atf", "workflows/investigation_v2")
    files[path] = (
        "extends: investigation_v1\nversion: 2\nsteps:\n  suspend:\n    tasks:\n"
        "      - name: call  # ordered in March\n        title: Call\n        for: case_agent\n"
        "      - name: file\n        title: File\n        for: case_agent\n"
    )
    call = {"name": "call", "title": "Call back", "for": "case_agent"}
    edited = lay_entry(
        files, "atf", "workflows/investigation_v2", ["steps", "suspend"], {"tasks": [call]}
    )

    assert "- name: call  # ordered in March\n        title: Call back\n" in edited[path]
    assert "file" not in edited[path]
