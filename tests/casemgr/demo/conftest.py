"""The stories of this installation."""

import pytest

from casemgr.demo.loading import stories_here


@pytest.fixture
def stories(in_app):
    """The stories by tenant."""
    return stories_here()
