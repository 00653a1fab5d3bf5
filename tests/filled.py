"""A database with a part of the demonstration in it, filled once a run; houses are opened on copies of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from nmrf.local import clone
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
        finally:
            house.stop()


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Filled]:
    """Filled by whichever test process comes first."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if worker_id != "master" else shared
    database = str(settings.DATABASES["default"]["TEST"]["NAME"]) + "_filled"
    written = shared / "filled.json"
    with clone.locked(f"filling-{database}", patience=600):
        if not written.exists():
            copy_database("template1", database)
            shared.joinpath("fill").mkdir(exist_ok=True)
            house = House(database, shared / "fill")
            written.write_text(json.dumps(house.python(FILL)))
    yield Filled(database, shared / "fill" / "evidence", json.loads(written.read_text()))
    with clone.locked(f"filling-{database}", patience=600):
        drop_database(database)
        written.unlink(missing_ok=True)
