"""A copy of what prepares a machine, in a folder of its own, so that tests start nothing in this clone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Copy:
    """A small clone: the scripts alone, run as a person would run them."""

    def __init__(self, root):
        self.root = root
        shutil.copytree(ROOT / "nmrf" / "local", root / "nmrf" / "local")
        shutil.copy(ROOT / "nmrf" / "__init__.py", root / "nmrf" / "__init__.py")

    def run(self, module, *words, **environment):
        """Run one script and return what it printed and how it ended."""
        kept = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
        }
        return subprocess.run(
            [sys.executable, "-m", f"nmrf.local.{module}", *words],
            cwd=self.root,
            env=kept | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def read(self, name):
        """A file below var/, as text."""
        return (self.root / "var" / name).read_text()


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A clone whose path has a space in it."""
    made = Copy(tmp_path_factory.mktemp("a clone") / "with space")
    yield made
    made.run("services", "stop")
