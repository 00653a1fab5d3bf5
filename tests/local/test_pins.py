"""What is installed: the project's own pins and the lock agree, and neither names where to fetch from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DIRECT = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]


def plain(name):
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name.split("[")[0]).lower()


@pytest.fixture(scope="module")
def lock():
    lines = (ROOT / "nmrf/local/requirements.lock").read_text().splitlines()
    return {plain(name): version for name, version in (line.split("==") for line in lines)}


@pytest.mark.parametrize("requirement", DIRECT)
def test_a_direct_dependency_is_pinned_to_what_the_lock_installs(requirement, lock):
    name, version = requirement.split("==")

    assert lock[plain(name)] == version


def test_every_direct_dependency_says_what_it_is_for():
    lines = [line.strip() for line in (ROOT / "pyproject.toml").read_text().splitlines()]
    pinned = [at for at, line in enumerate(lines) if line.startswith('"') and "==" in line]

    assert len(pinned) == len(DIRECT)
    assert [lines[at] for at in pinned if not lines[at - 1].startswith("# ")] == []


def test_the_lock_names_no_address_and_no_file(lock):
    text = (ROOT / "nmrf/local/requirements.lock").read_text()

    assert "://" not in text
    assert " @ " not in text
