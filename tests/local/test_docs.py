"""What the documentation names exists, and what it must name is named."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("nmrf", "recommendations", "focal_points", "reporting")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#:\s]+)\)")
PATH = re.compile(
    r"`((?:\.ci|docs|nmrf|recommendations|focal_points|reporting|templates|static|tests)/[\w./-]*)`"
)


def name(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    targets = LINK.findall(page.read_text())

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_that_is_named_exists(page):
    assert [path for path in PATH.findall(page.read_text()) if not (ROOT / path).exists()] == []


def test_every_upward_registry_is_documented():
    architecture = (ROOT / "docs" / "architecture.md").read_text()
    defined = {
        (match, str(path.relative_to(ROOT)))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for match in re.findall(r"^def (register\w*|on_\w+)\(", path.read_text(), flags=re.MULTILINE)
    }

    assert defined
    missing = [
        f"{function} in {path}"
        for function, path in sorted(defined)
        if not re.search(rf"`{function}\([^`]*` \| `{re.escape(path)}`", architecture)
    ]
    assert missing == []


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {target for page in PAGES for target in re.findall(r"\bmake ([a-z-]+)\b`", page.read_text())}

    assert named - targets == set()
