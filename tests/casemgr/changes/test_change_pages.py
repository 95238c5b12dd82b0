"""An administrator changes the pack in forms: checked, kept in a draft, planned, applied."""

import re

import pytest

from casemgr.accounts.people import acting_as
from casemgr.changes.drafting import create_change_set
from casemgr.changes.models import ChangeSet
from casemgr.changes.queries import list_change_sets
from casemgr.database.rows import fetch
from casemgr.tenants import packs

FIELD = {"name": "tip_line", "label": "Came over the tip line", "type": "yes_no"}


@pytest.fixture
def author(make_person):
    return make_person("atf", "tenant_administrator", name="Victor Chen")


@pytest.fixture
def desk(browser, author):
    return browser(author)


@pytest.fixture
def draft(author):
    """The address of a draft in which nothing is changed yet."""
    with acting_as(author):
        return f"/pack/changes/{create_change_set('Tips', {}, by=author, reason='Ordered').id}"


def _files(author, address):
    with acting_as(author):
        return dict(fetch(ChangeSet, address.rpartition("/")[2]).files)


def _version(desk, page):
    return re.search(r'name="row_version" value="(\d+)"', desk.get(page).text)[1]


def _send(desk, page, **entries):
    return desk.send(page, row_version=_version(desk, page), **entries)


def test_a_draft_begins_with_a_title_and_a_reason(desk, author):
    answer = desk.send("/pack/changes/new", title="Tip line", reason="Ordered by headquarters")

    assert answer.status_code == 302
    with acting_as(author):
        assert [one.title for one in list_change_sets()] == ["Tip line"]


def test_a_field_is_added_to_the_draft_and_to_nothing_else(desk, draft, author):
    answer = _send(desk, f"{draft}/fields/case/new-field", **FIELD)

    assert answer.status_code == 302
    assert "tip_line:" in _files(author, draft)["tenants/atf/fields/case.yaml"]
    assert packs()["atf"].field("case", "tip_line") is None
    assert "Came over the tip line" in desk.get(f"{draft}/fields/case").text


def test_what_a_field_lacks_is_said_on_the_form_and_nothing_is_kept(desk, draft, author):
    answer = _send(desk, f"{draft}/fields/case/new-field", **FIELD | {"type": "choice"})

    assert answer.status_code == 422
    assert "a field of type choice lacks choices" in answer.text.lower()
    assert "Came over the tip line" in answer.text
    assert _files(author, draft) == {}


def test_a_rule_that_stops_nobody_is_noted_by_the_check_and_in_the_plan(desk, draft, author):
    shown = {"visible_when": "priority == '' || priority != ''"}

    answer = _send(desk, f"{draft}/fields/case/new-field", **FIELD | shown)

    told = "Visible_when of tip_line is always true"
    assert answer.status_code == 302
    for page in (draft, f"{draft}/fields/case/tip_line", f"{draft}/plan"):
        assert told in desk.get(page).text, page
    assert "Nobody would be stuck." in desk.get(f"{draft}/plan").text


def test_typing_shows_the_form_to_come_without_keeping_anything(desk, draft, author):
    page = desk.get(f"{draft}/fields/case/new-field", query_string=FIELD | {"check": "1"})

    assert page.text.lstrip().startswith('<div id="check">')
    assert 'name="field_tip_line"' in page.text
    assert _files(author, draft) == {}


def test_without_script_a_button_checks_and_keeps_nothing(desk, draft, author):
    answer = _send(desk, f"{draft}/fields/case/new-field", **FIELD, check="1")

    assert answer.status_code == 422
    assert 'name="field_tip_line"' in answer.text
    assert _files(author, draft) == {}


def test_a_second_edit_of_the_same_page_keeps_what_was_typed(desk, draft, author):
    page = f"{draft}/fields/case/new-field"
    seen = _version(desk, page)
    _send(desk, page, **FIELD)
    answer = desk.send(page, row_version=seen, **FIELD | {"name": "tip_two", "label": "Tip two"})

    assert answer.status_code == 409
    assert 'value="Tip two"' in answer.text
    assert "tip_two" not in _files(author, draft)["tenants/atf/fields/case.yaml"]


def test_a_field_called_new_is_opened_like_any_other(desk, draft):
    _send(desk, f"{draft}/fields/case/new-field", **FIELD | {"name": "new"})

    assert "Change Came over the tip line" in desk.get(f"{draft}/fields/case/new").text


def test_the_address_of_a_former_version_leads_to_the_one_that_is_drafted(desk, draft):
    former, state = f"{draft}/workflows/investigation_v1", {"tone": "waiting"}
    page = f"{former}/states/new-part"
    shown = _send(desk, page, name="triage", label="Triage", **state).location

    assert desk.get(former).location == shown
    assert _send(desk, page, name="sorting", label="Sorting", **state).location == shown
    assert "Sorting" in desk.get(shown).text
    assert desk.get(f"{draft}/workflows/nothing_v1").status_code == 404


def test_a_field_is_changed_moved_and_left_out(desk, draft, author):
    _send(desk, f"{draft}/fields/case/new-field", **FIELD)
    _send(desk, f"{draft}/fields/case/tip_line", **FIELD | {"label": "A tip"})
    assert "label: A tip" in _files(author, draft)["tenants/atf/fields/case.yaml"]

    desk.send(f"{draft}/fields/case/tip_line/up")
    text = _files(author, draft)["tenants/atf/fields/case.yaml"]
    assert text.index("tip_line") < text.index("firearms_involved")

    desk.send(f"{draft}/fields/case/tip_line/drop")
    assert _files(author, draft).get("tenants/atf/fields/case.yaml", "").find("tip_line") == -1


def test_a_state_and_its_steps_begin_the_next_version_of_a_workflow(desk, draft, author):
    page = f"{draft}/workflows/investigation_v1/states/new-part"
    answer = _send(desk, page, name="triage", label="Triage", tone="waiting")
    assert answer.location.endswith("/workflows/investigation_v2")
    assert "No way leads to triage" in desk.get(answer.location).text

    steps = {"roles": ["group_supervisor"], "reason": "none"}
    into = {"name": "sort_in", "label": "Sort", "sources": ["draft"], "target": "triage"}
    out = {"name": "sort_out", "label": "Pass on", "sources": ["triage"], "target": "draft"}
    done = _send(desk, f"{answer.location}/steps/new-part", **into, **steps)
    assert done.status_code == 302, re.findall(
        "error-message[^>]*>([^<]*)|<li>(.*?)</li>", done.text
    )[-9:]
    _send(desk, f"{answer.location}/steps/new-part", **out, **steps)
    shown = desk.get(answer.location).text
    assert "The checker finds nothing wrong" in shown, re.findall("<li>(.*?)</li>", shown)[-4:]
    files = _files(author, draft)
    assert "extends: investigation_v1" in files["tenants/atf/workflows/investigation_v2.yaml"]
    assert "case: investigation_v2" in files["tenants/atf/tenant.yaml"]


def test_a_step_changed_in_a_form_says_only_what_differs(desk, draft, author):
    page = f"{draft}/workflows/investigation_v1/steps/suspend"
    said = {"label": "Suspend", "sources": ["active"], "target": "suspended", "reason": "required"}
    _send(desk, page, **said, roles=["group_supervisor", "case_agent"], hint="")

    text = _files(author, draft)["tenants/atf/workflows/investigation_v2.yaml"]
    assert "suspend:\n    roles:\n" in text
    assert "label" not in text


def test_a_state_left_out_says_where_its_records_move(desk, draft, author):
    page = f"{draft}/workflows/investigation_v1/states/suspended/drop"
    answer = _send(desk, page, to="active")
    assert answer.status_code == 422
    assert "suspended" in answer.text

    desk.send(f"{draft}/workflows/investigation_v1/clocks/review/drop")
    for step in ("suspend", "resume"):
        desk.send(f"{draft}/workflows/investigation_v2/steps/{step}/drop")
    ask = {"label": "Ask for approval to close", "target": "pending_close", "reason": "required"}
    ask |= {"sources": ["active", "accepted", "declined", "returned_for_more"]}
    _send(
        desk,
        f"{draft}/workflows/investigation_v2/steps/ask_to_close",
        **ask,
        roles=["case_agent", "task_force_officer"],
    )
    answer = _send(desk, page.replace("_v1", "_v2"), to="active")
    assert answer.status_code == 302
    text = _files(author, draft)["tenants/atf/workflows/investigation_v2.yaml"]
    assert "suspended: active" in text


def test_an_entry_of_a_code_list_is_added_and_left_out(desk, draft, author):
    page = f"{draft}/codes/case_sources"
    _send(desk, f"{page}/new-entry", code="radio", label="Heard on the radio")
    path = "tenants/atf/codes/case_sources.yaml"
    assert "radio: Heard on the radio" in _files(author, draft)[path]

    desk.send(f"{page}/entries/radio/drop")
    assert "radio" not in _files(author, draft).get(path, "")


@pytest.mark.parametrize("code", ["two words", "\u0420\u0430ul", "\u202eN", "\U0001f600"])
def test_a_code_that_cannot_be_one_is_refused_at_its_field(desk, draft, author, code):
    page = f"{draft}/codes/case_sources/new-entry"

    refused = _send(desk, page, code=code, label="Heard on the radio")

    assert refused.status_code == 422
    assert 'id="code-error">Write letters and digits' in refused.text
    assert "Heard on the radio" in refused.text
    assert _files(author, draft) == {}


def test_a_file_is_edited_as_text_with_the_same_checks(desk, draft, author):
    page = f"{draft}/files/fields/case.yaml"
    answer = _send(desk, page, text="fields: {x: {type: txt, label: X}}\n")
    assert answer.status_code == 422
    assert "&#34;txt&#34; is not a field type" in answer.text
    assert _files(author, draft) == {}

    assert _send(desk, page, text="fields: {x: {type: text, label: X}}\n").status_code == 302
    assert desk.get(f"{draft}/download/fields/case.yaml").text.startswith("fields: {x")
    desk.send(f"{draft}/revert/fields/case.yaml")
    assert _files(author, draft) == {}


@pytest.mark.parametrize("name", ["../dea/tenant.yaml", "statutes/x.yaml", "tenant.txt"])
def test_other_files_are_not_found(desk, draft, name):
    assert desk.get(f"{draft}/files/{name}").status_code == 404


def test_another_administrator_applies_what_the_plan_says(desk, draft, browser, make_person):
    _send(desk, f"{draft}/fields/case/new-field", **FIELD)
    assert "Another administrator takes it into use" in desk.get(f"{draft}/plan").text

    other = browser(make_person("atf", "tenant_administrator", name="Ada Moss"))
    plan = other.get(f"{draft}/plan").text
    assert "New field of a case" in plan or "tip_line" in plan
    expect = re.search(r'name="expect"[^>]*value="(\w+)"', plan)[1]
    answer = other.send(f"{draft}/apply", reason="Agreed", expect=expect)
    assert answer.location.endswith("/pack/versions/2")
    page = other.get("/pack/versions/2").text
    assert "Ada Moss" in page
    assert "Agreed" in page
    assert packs()["atf"].field("case", "tip_line").label == "Came over the tip line"
    assert "tip_line" in other.get("/pack/versions/compare?old=1&new=2").text

    answer = other.send("/pack/versions/roll-back", reason="Too early")
    assert answer.location.endswith("/pack/versions/3")
    assert packs()["atf"].field("case", "tip_line") is None


def test_the_author_is_refused_and_told(desk, draft):
    _send(desk, f"{draft}/fields/case/new-field", **FIELD)

    answer = desk.send(f"{draft}/apply", reason="Now")
    assert answer.status_code == 409


def test_a_plan_that_has_changed_is_not_applied(desk, draft, browser, make_person):
    _send(desk, f"{draft}/fields/case/new-field", **FIELD)
    other = browser(make_person("atf", "tenant_administrator"))

    answer = other.send(f"{draft}/apply", reason="Agreed", expect="0" * 16)
    assert answer.status_code == 409
    assert "not the change that was planned" in answer.text
    assert "Agreed" in answer.text


def test_a_draft_that_another_version_overtook_says_so_and_leads_on(desk, draft, change, browser):
    _send(desk, f"{draft}/fields/case/new-field", **FIELD)
    other = browser(change.administrator)
    change.add_field("synopsis", "{required: true}").apply()

    refused = other.send(f"{draft}/apply", reason="Agreed")
    for page in (other.get(draft), other.get(f"{draft}/plan"), refused):
        assert "cannot be taken into use as it is" in page.text
        assert f'action="{draft}/rebase"' in page.text
        assert "Take it into use" not in page.text
    assert refused.status_code == 409
    assert other.send(f"{draft}/rebase").location.endswith(draft)
    assert "Take it into use" in other.get(f"{draft}/plan").text


def test_an_auditor_reads_changes_and_makes_none(browser, make_person, draft):
    auditor = browser(make_person("atf", "auditor"))

    assert "Tips" in auditor.get("/pack/changes/").text
    assert auditor.get(draft).status_code == 403


def test_another_agency_finds_no_draft(browser, make_person, draft):
    assert browser(make_person("dea", "tenant_administrator")).get(draft).status_code == 404


def test_a_withdrawn_draft_is_read_and_not_edited(desk, draft):
    desk.send(f"{draft}/withdraw")

    assert "Withdrawn" in desk.get(draft).text
    assert desk.get(f"{draft}/fields/case").status_code == 409


def test_a_time_limit_is_added_to_a_workflow_and_left_out(desk, draft, author):
    page = f"{draft}/workflows/investigation_v1/clocks/new-part"
    said = {"label": "Answer the opening", "states": ["pending_open"], "days": "5"}
    answer = _send(desk, page, name="answer_opening", remind="2, 1", **said)
    assert answer.status_code == 302
    text = _files(author, draft)["tenants/atf/workflows/investigation_v2.yaml"]
    assert "answer_opening:\n    label: Answer the opening\n    days: 5\n" in text
    assert "Answer the opening" in desk.get(answer.location).text

    desk.send(f"{draft}/workflows/investigation_v2/clocks/answer_opening/drop")
    assert "answer" not in _files(author, draft)["tenants/atf/workflows/investigation_v2.yaml"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fields/case", "fields: {x: {type: txt, label: X}}\n"),
        ("workflows/report_v1", "extends: report_v1\nsteps: {go: {from: nowhere}}\n"),
    ],
)
def test_a_draft_that_cannot_be_read_is_mended_as_text(desk, author, name, text):
    files = {f"tenants/atf/{name}.yaml": text}
    with acting_as(author):
        draft = f"/pack/changes/{create_change_set('Bad', files, by=author).id}"

    page = desk.get(draft)
    assert "to mend before this can be taken into use" in page.text
    assert desk.get(f"{draft}/fields/case").status_code == 409
    assert desk.get(f"{draft}/plan").status_code == 200
    assert _send(desk, f"{draft}/files/{name}.yaml", text="").status_code == 302
    assert desk.get(f"{draft}/fields/case").status_code == 200


def test_a_row_is_asked_for_without_script_and_what_was_typed_stays(desk, draft, author):
    typed = {"name": "callers", "label": "Callers", "type": "group", "fields-0-label": "Name"}
    answer = _send(desk, f"{draft}/fields/case/new-field", **typed, add_row="fields")

    assert answer.status_code == 200
    assert 'value="Name"' in answer.text
    assert 'name="fields-1-label"' in answer.text
    assert _files(author, draft) == {}


def test_rows_of_fields_are_added_changed_and_removed(desk, draft, author):
    page = f"{draft}/fields/case/callers"
    group = {"label": "Callers", "name": "callers", "type": "group", "most": "5"}
    first = {"fields-0-label": "Name or number", "fields-0-type": "text", "fields-0-required": "y"}
    second = {"fields-1-label": "Called on", "fields-1-type": "date"}
    added = f"{draft}/fields/case/new-field"
    assert _send(desk, added, **group, **first, **second).status_code == 302
    text = _files(author, draft)["tenants/atf/fields/case.yaml"]
    assert "most: 5" in text
    assert "name_or_number:\n        type: text\n" in text

    first |= {"fields-0-at": "name_or_number", "fields-0-label": "Who called"}
    gone = second | {"fields-1-at": "called_on", "fields-1-remove": "y"}
    assert _send(desk, page, **group, **first, **gone).status_code == 302
    text = _files(author, draft)["tenants/atf/fields/case.yaml"]
    assert "name_or_number:\n        type: text\n        label: Who called\n" in text
    assert "called_on" not in text


def test_a_row_that_lacks_something_says_so_in_the_row(desk, draft, author):
    typed = {"name": "code", "label": "Code", "type": "composite", "slots-0-label": "Region"}
    answer = _send(desk, f"{draft}/fields/case/new-field", **typed)

    assert answer.status_code == 422
    assert 'id="slots-0-code_list-error">Choose a code list.' in answer.text
    assert "Row 1, Chosen from: Choose a code list." in answer.text
    assert _files(author, draft) == {}


def test_a_code_of_several_parts_chooses_each_from_a_list(desk, draft, author):
    slot = {"slots-0-label": "Source", "slots-0-code_list": "case_sources"}
    typed = {"name": "code", "label": "Code", "type": "composite", **slot}
    assert _send(desk, f"{draft}/fields/case/new-field", **typed).status_code == 302

    text = _files(author, draft)["tenants/atf/fields/case.yaml"]
    assert "slots:\n      source:\n        label: Source\n        code_list: case_sources\n" in text
    assert "case_sources" in desk.get(f"{draft}/fields/case/code").text


def test_what_the_checker_finds_stands_at_the_control(desk, draft, author):
    asked = FIELD | {"visible_when": "nobody == 1", "check": "1"}
    answer = _send(desk, f"{draft}/fields/case/new-field", **asked)

    told = answer.text.split('id="visible_when-error">')[1].split("</span>")[0]
    assert "nobody" in told
    assert "Write:" in told
    assert 'value="nobody == 1"' in answer.text


def test_a_renamed_field_says_what_it_was_if_records_can_hold_it(desk, draft, author):
    path = "tenants/atf/fields/case.yaml"
    said = {"label": "Firearms involved", "type": "number", "minimum": "0"}
    page = f"{draft}/fields/case/firearms_involved"
    assert _send(desk, page, name="guns_involved", **said).status_code == 302
    text = _files(author, draft)[path]
    assert "guns_involved:\n" in text
    assert "was: firearms_involved" in text
    assert "  firearms_involved:" not in text

    _send(desk, f"{draft}/fields/case/new-field", **FIELD)
    _send(desk, f"{draft}/fields/case/tip_line", **FIELD | {"name": "tip"})
    assert "was: tip_line" not in _files(author, draft)[path]
    taken = _send(desk, f"{draft}/fields/case/tip", **FIELD | {"name": "guns_involved"})
    assert "This name is taken" in taken.text


def test_a_renamed_field_of_the_core_is_written_whole(desk, draft, author):
    page = f"{draft}/fields/case/docket_number"
    said = {"name": "court_docket", "label": "Docket number", "type": "text"}
    assert _send(desk, page, **said).status_code == 302

    text = _files(author, draft)["tenants/atf/fields/case.yaml"]
    assert "docket_number: {drop: true}" in text
    assert "was: docket_number" in text


def test_a_code_list_is_begun_and_an_entry_ends_on_a_day(desk, draft, author):
    said = {"name": "tip_lines", "label": "Tip lines", "source": "The division", "codes": "N = Nat"}
    assert _send(desk, f"{draft}/codes/new-list", **said).status_code == 302
    page = f"{draft}/codes/tip_lines/entries/N"
    assert _send(desk, page, label="National", until="2026-06-30").status_code == 302

    text = _files(author, draft)["tenants/atf/codes/tip_lines.yaml"]
    assert "label: National\n    until: '2026-06-30'" in text
    shown = desk.get(f"{draft}/codes/tip_lines").text
    assert "until Jun 30, 2026" in shown
    assert "&lt;span" not in shown
    assert _send(desk, f"{draft}/codes/new-list", **said).status_code == 422


def test_a_step_gives_tasks_asks_conditions_and_brings_effects(desk, draft, author):
    page = f"{draft}/workflows/investigation_v1/steps/suspend"
    said = {"label": "Suspend", "sources": ["active"], "target": "suspended", "reason": "required"}
    said |= {"roles": ["group_supervisor"], "effects": ["reopen_case"]}
    said |= {"when-0-rule": "case.title != ''", "when-0-otherwise": "Give it a title."}
    said |= {"tasks-0-title": "Tell the office", "tasks-0-whose": "case_agent"}
    said |= {"tasks-0-business_days": "3", "tasks-1-title": "File it", "tasks-1-whose": "auditor"}
    answer = _send(desk, page, **said, **{"tasks-1-after": "1"})
    assert answer.status_code == 302, re.findall("<li>(.*?)</li>", answer.text)

    text = _files(author, draft)["tenants/atf/workflows/investigation_v2.yaml"]
    assert "name: tell_the_office\n" in text
    assert "after: tell_the_office" in text
    assert "otherwise: Give it a title." in text
    assert "reopen_case" in text
    shown = desk.get(f"{draft}/workflows/investigation_v2/steps/suspend").text
    assert 'value="Tell the office"' in shown


def test_a_time_limit_runs_for_a_period_or_until_a_day_of_the_record(desk, draft, author):
    page = f"{draft}/workflows/investigation_v1/clocks/new-part"
    said = {"label": "Watch", "states": ["active"], "until": "case.received_on"}
    assert _send(desk, page, name="watch", **said).status_code == 302

    text = _files(author, draft)["tenants/atf/workflows/investigation_v2.yaml"]
    assert "until: case.received_on" in text
    assert "Received on" in desk.get(f"{draft}/workflows/investigation_v2/clocks/watch").text
