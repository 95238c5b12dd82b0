"""The public data that the repository does not hold."""

import pytest

from config.settings import Settings

DATA = Settings.from_environment().data
needs_code = pytest.mark.skipif(
    not (DATA / "us-code").is_dir(), reason=f"needs shared data: {DATA / 'us-code'}"
)
needs_courts = pytest.mark.skipif(
    not (DATA / "courts").is_dir(), reason=f"needs shared data: {DATA / 'courts'}"
)
