"""Named formats of text fields."""

import pytest

from casemgr.tenants.formats import FORMATS, check_format, offer_format

ACCEPTED = [
    ("controlled_substance_registration", "AP5836727", "AP5836727"),
    ("controlled_substance_registration", "f91234563", "F91234563"),
    ("controlled_substance_registration", "BB1388568", "BB1388568"),
    ("controlled_substance_registration", "FS1451222", "FS1451222"),
    ("controlled_substance_registration", "012345ABC", "012345ABC"),
    ("firearms_licence", "8-23-091-01-7F-14245", "8-23-091-01-7F-14245"),
    ("firearms_licence", "159043075c12345", "1-59-043-07-5C-12345"),
    ("imei", "49-015420-323751-8", "490154203237518"),
    ("vehicle_number", "1m8gdm9axkp042788", "1M8GDM9AXKP042788"),
    ("telephone", "(816) 555-0142", "816-555-0142"),
    ("telephone", "+44 20 7946 0958", "+442079460958"),
    ("zip_code", "64106-2828", "64106-2828"),
    ("email_address", "agent@example.gov", "agent@example.gov"),
]
REFUSED = [
    ("controlled_substance_registration", "AB1234567", "last digit"),
    ("controlled_substance_registration", "AB12345", "seven digits"),
    ("firearms_licence", "1-59-043-07-5I-12345", "as 5-43"),
    ("firearms_licence", "1-59-043-04-5C-12345", "as 5-43"),
    ("firearms_licence", "2-59-043-07-5C-12345", "region"),
    ("imei", "490154203237519", "check digit"),
    ("imei", "4901542", "15 digits"),
    ("vehicle_number", "1M8GDM9AXKP042789", "check character"),
    ("vehicle_number", "1M8GDM9AXKP04278O", "17 characters"),
    ("telephone", "555-0142", "ten digits"),
    ("zip_code", "6410", "five digits"),
    ("email_address", "agent@example", "mail address"),
    ("imei", "４９０１５４２０３２３７５１８", "15 digits"),
]


@pytest.mark.parametrize(("name", "typed", "normal"), ACCEPTED)
def test_a_format_brings_text_into_its_normal_form(name, typed, normal):
    assert check_format(name, typed) == normal


@pytest.mark.parametrize(("name", "typed", "reason"), REFUSED)
def test_a_format_says_what_is_wrong(name, typed, reason):
    with pytest.raises(ValueError, match=reason):
        check_format(name, typed)


def test_a_feature_offers_a_format_of_its_own(monkeypatch):
    monkeypatch.setattr("casemgr.tenants.formats.FORMATS", dict(FORMATS))

    offer_format("upper", str.upper)

    assert check_format("upper", "abc") == "ABC"
