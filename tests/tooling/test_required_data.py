import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEST = """
import pytest

def test_that_runs():
    pass

@pytest.mark.skip(reason={reason!r})
def test_that_is_left_out():
    pass
"""


def run(folder, reason, *, ci, options=()):
    (folder / "test_sample.py").write_text(TEST.format(reason=reason))
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.plugins.required_data", *options]
    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["alone", "distributed"])
@pytest.mark.parametrize("reason", ["needs shared data/courts", "needs Chromium"])
def test_left_out_test_fails_the_run_where_nothing_may_be_missing(tmp_path, reason, options):
    done = run(tmp_path, reason, ci="true", options=options)

    assert done.returncode == 1
    assert "left out although CI=true" in done.stdout
    assert f"test_that_is_left_out: {reason}" in done.stdout


@pytest.mark.parametrize(
    ("reason", "ci"),
    [("needs Chromium", ""), ("needs shared data", "false"), ("only root", "true")],
)
def test_left_out_test_is_forgiven_elsewhere(tmp_path, reason, ci):
    done = run(tmp_path, reason, ci=ci)

    assert done.returncode == 0
    assert "left out although" not in done.stdout
