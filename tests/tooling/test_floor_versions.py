import re
from pathlib import Path

import pytest

from casemgr.database.floors import PACKAGES, ServerRefused, check_version

ROOT = Path(__file__).resolve().parents[2]


def locked_versions(name):
    pins = re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", (ROOT / name).read_text(), re.MULTILINE)
    assert pins, f"{name} pins nothing"
    return pins


def numbers(version):
    return tuple(int(part) for part in re.findall(r"\d+", version))


def too_old(pins):
    return [
        f"{name} {version} is older than {PACKAGES[name]}"
        for name, version in pins
        if name in PACKAGES and numbers(version) < numbers(PACKAGES[name])
    ]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_no_locked_package_is_below_its_floor(lock):
    assert too_old(locked_versions(lock)) == []


def test_locked_package_below_its_floor_is_found():
    assert too_old([("weasyprint", "69.0")]) == ["weasyprint 69.0 is older than 70.0"]


@pytest.mark.parametrize("name", ["flask", "jinja2", "weasyprint", "werkzeug"])
def test_floors_of_what_we_use_name_locked_packages(name):
    assert name in dict(locked_versions("requirements.lock"))
    assert name in PACKAGES


@pytest.mark.parametrize("version", [180004, 180006, 170010, 160014, 150018, 190000])
def test_safe_server_is_accepted(version):
    check_version(version)


@pytest.mark.parametrize("version", [180003, 170009, 160013, 150017, 140030])
def test_server_with_known_faults_is_refused(version):
    with pytest.raises(ServerRefused, match=r"Upgrade the server to at least one of: 15\.18"):
        check_version(version)
