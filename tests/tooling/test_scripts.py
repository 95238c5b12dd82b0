import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "bin").iterdir())
COMMANDS = ["run", "test", "help", "lint", "fmt", "migrate", "demo", "bench", "setup", "lock"]
LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("script", [*SCRIPTS, ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_script_stops_at_the_first_error_and_says_what_it_does(script):
    lines = script.read_text().splitlines()

    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[1].startswith("# ")
    assert "set -euo pipefail" in lines
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", script]).returncode == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_make_target_calls_the_script_of_the_same_name(name):
    makefile = (ROOT / "Makefile").read_text()

    assert name in re.search(r"^\.PHONY: (.*)", makefile, re.MULTILINE)[1].split()
    assert "\tbin/" not in makefile.replace("@", "").replace("\tbin/$", "")
    assert (ROOT / "bin" / name).exists()


def test_help_lists_each_command_with_one_sentence():
    said = subprocess.run([ROOT / "bin" / "help"], capture_output=True, text=True).stdout

    for script in SCRIPTS:
        assert re.search(rf"^  {script.name} +[A-Z].*[.:;]?$", said, re.MULTILINE), script.name


def test_continuous_integration_runs_the_suite_and_the_linters():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    assert lines[-4:] == ["export CI=true", "exec </dev/null", "bin/test", "bin/lint"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_pins_by_hash_and_names_no_registry(lock):
    text = lock.read_text()

    assert "://" not in text
    assert not re.search(r"^(-|--)", text, re.MULTILINE)
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9.-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry


def test_locks_agree_on_the_version_of_a_package():
    pins = [dict(re.findall(r"^(\S+)==(\S+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS]

    for name in set(pins[0]) & set(pins[-1]):
        assert len({known[name] for known in pins if name in known}) == 1, name


def test_npm_lock_pins_by_hash_and_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text())

    for path, package in lock["packages"].items():
        assert "://" not in json.dumps({**package, "funding": ""}), path
        assert path == "" or package["integrity"].startswith("sha512-"), path
