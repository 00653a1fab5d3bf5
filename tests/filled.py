"""A database with a part of the demonstration in it, filled once a run; houses are opened on copies of it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nmrf.local import clone
from tests import schema
from tests.running import House, copy_database, drop_database

FILL = Path(__file__).parent / "browser" / "fill.py"


@dataclass(frozen=True)
class Filled:
    """The database, the folder with its files, and what `fill` wrote down about it."""

    database: str
    evidence: Path
    told: dict[str, Any]

    @contextmanager
    def house(self, name: str, folder: Path, **told: str) -> Iterator[House]:
        """A house on a copy of it, with its broker; gone at the end."""
        house = House(f"{self.database}_{name}", folder, {"EVIDENCE_ROOT": str(self.evidence), **told})
        copy_database(self.database, house.database)
        try:
            house.start_broker()
            yield house
        except BaseException:
            print(house.last_words())
            raise
        finally:
            house.stop()


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Filled]:
    """Filled by whichever test process comes first, dropped by whichever leaves last."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if worker_id != "master" else shared
    # Not the test database's own name from the settings: each test process adds its number to that.
    database = "test_nmrf" + os.environ.get("TEST_DB_SUFFIX", "") + "_filled"
    written, users = shared / "filled.json", shared / "filled.users"
    with clone.locked(f"filling-{database}", patience=600):
        if not written.exists():
            schema.make_database(database)
            shared.joinpath("fill").mkdir(exist_ok=True)
            house = House(database, shared / "fill")
            written.write_text(json.dumps(house.python(FILL)))
        _count(users, by=1)
    yield Filled(database, shared / "fill" / "evidence", json.loads(written.read_text()))
    with clone.locked(f"filling-{database}", patience=600):
        if not _count(users, by=-1):
            drop_database(database)
            written.unlink()


def _count(users: Path, *, by: int) -> int:
    """How many test processes use the database, after one came or left."""
    number = int(users.read_text() if users.exists() else 0) + by
    users.write_text(str(number))
    return number
