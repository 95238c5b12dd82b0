"""The lists that agencies have published, with counts that were made by other means."""

from collections import Counter

from tests.regulatory.imports.conftest import events, licences, problems
from tests.regulatory.public_data import DATA, needs, registration_numbers

APRIL, MAY = DATA / "atf-ffl" / "0413-ffl-list.txt", DATA / "atf-ffl" / "0513-ffl-list.txt"
REGISTRANTS = DATA / "dea-registrants"


@needs("atf-ffl")
def test_may_after_april(bring, examiner):
    first, second = bring(examiner, APRIL), bring(examiner, MAY)

    assert first.counts["new"] == 2293
    told = dict.fromkeys(("name", "premises", "mail", "phone"), 7) | {"name": 6}
    assert second.counts.items() >= {**told, "matched": 2281, "renewed": 41, "changed": 21}.items()
    assert second.counts["unchanged"] == 2225
    assert (second.counts["vanished"], second.counts["new"]) == (12, 20087 - 2281)


@needs("atf-ffl")
def test_what_became_of_each_licence_names_the_list_and_the_line(bring, examiner):
    april, may = bring(examiner, APRIL), bring(examiner, MAY)

    kinds = Counter(one.kind for one in events(examiner))
    assert kinds == {"renewed": 41, "changed": 21, "gone": 12}
    assert {one.import_id for one in events(examiner)} == {may.id}
    moved = licences(examiner)["60602470"]
    assert (moved.number, moved.county_fips) == ("6-06-003-01-5G-02470", "09003")
    assert (moved.first_import_id, moved.last_import_id) == (april.id, may.id)


@needs("atf-ffl")
def test_38_of_mays_licences_are_new_within_what_april_covers(bring, examiner):
    april, may = bring(examiner, APRIL), bring(examiner, MAY)

    new = [one for one in licences(examiner).values() if one.first_import_id == may.id]
    within = [one for one in new if one.zip[:5] <= april.covered["last"]]
    assert len(within) == 38


@needs("atf-ffl")
def test_the_same_list_again_changes_nothing(bring, examiner):
    bring(examiner, MAY)
    before = {key: one.row_version for key, one in licences(examiner).items()}

    again = bring(examiner, MAY)

    assert (again.counts["unchanged"], again.counts["new"], again.counts["vanished"]) == (
        20087,
        0,
        0,
    )
    assert {key: one.row_version for key, one in licences(examiner).items()} == before
    assert events(examiner) == []


@needs("atf-ffl")
def test_the_line_that_is_cut_off_is_refused(bring, examiner):
    refused = [one for one in problems(examiner, bring(examiner, MAY)) if one.severity == "refused"]

    assert [one.line for one in refused] == [20090]
    assert "cut off" in refused[0].reason
    assert refused[0].row.startswith("1\t59\t083\t01\t4B\t07897\t")


@needs("dea-registrants")
def test_every_registration_number_is_accepted_once(bring, make_person):
    person = make_person("dea", "registration_specialist")
    one = bring(person, REGISTRANTS / "distributors.csv")
    two = bring(person, REGISTRANTS / "pharmacies.csv")

    assert (one.counts["refused"], two.counts["refused"]) == (0, 0)
    assert sorted(licences(person)) == registration_numbers()
    repeated = [row for row in problems(person, one) if "repeated" in row.reason]
    assert len(repeated) == 17
