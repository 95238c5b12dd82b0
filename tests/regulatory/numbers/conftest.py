"""Reading numbers, and what is said to those that are none."""

import pytest

from casemgr.errors import Invalid
from regulatory.numbers import FORMS


@pytest.fixture
def refusal():
    """Return what a form says to a text that is no number."""

    def refusal(form, text):
        with pytest.raises(Invalid) as caught:
            FORMS[form].parse(text)
        assert FORMS[form].identify(text) == ""
        return caught.value.message

    return refusal
