"""A worker is killed in the middle of a report: another takes it up within a minute, and it is done once.

Worker, beat, broker and database are real; the kill is SIGKILL. To stop a worker in the very middle, a table
that it will need is locked from outside until it stands there and waits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from redis import Redis

from tests.filled import Filled
from tests.running import House, address_of, until

pytestmark = pytest.mark.slow
ASK = Path(__file__).parent / "ask_for_report.py"
LEASE = "3"  # seconds; in the house itself 30


@pytest.fixture
def house(filled_database: Filled, tmp_path: Path, worker_id: str) -> Iterator[House]:
    """Broker, beat and one worker."""
    with filled_database.house(f"lost_{worker_id}", tmp_path, JOB_LEASE_SECONDS=LEASE) as house:
        house.start_worker("first")
        house.start_beat()
        house.wait_for_worker("first")
        yield house


@contextmanager
def held_up_at(house: House, table: str) -> Iterator[Any]:
    """Whoever wants to write into the table waits; yields a question: does somebody wait?"""
    with psycopg.connect(address_of(house.database)) as other:
        other.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(table)))
        yield lambda: house.ask(
            f"SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass"  # noqa: S608
        )


def job(house: House, key: str) -> dict[str, Any]:
    """The job as it stands in the database."""
    names = ("state", "attempts", "worker")
    [row] = house.ask(f"SELECT {', '.join(names)} FROM base_job WHERE id = %s", key)  # noqa: S608
    return dict(zip(names, row, strict=True))


def count(house: House, table: str) -> int:
    """Rows of a table."""
    return int(house.ask(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608


def until_done(house: House, key: str) -> None:
    """Within a minute of the kill."""
    until(lambda: job(house, key)["state"] not in {"queued", "running"}, "the end of the job", seconds=60)


def test_a_report_is_taken_up_and_compiled_once(house: House):
    with held_up_at(house, "reporting_reportsource") as somebody_waits:
        told = house.python(ASK)
        until(somebody_waits, "a worker that writes the draft's sources")
        assert job(house, told["job"])["state"] == "running"
        house.kill("first")
    assert count(house, "reporting_reportparagraph") == 0
    house.start_worker("second")
    until_done(house, told["job"])

    done = job(house, told["job"])
    assert (done["state"], done["attempts"]) == ("done", 2)
    twice = house.ask(
        "SELECT recommendation_id FROM reporting_reportparagraph WHERE kind = 'recommendation'"
        " GROUP BY 1 HAVING count(*) > 1"
    )
    assert not twice
    assert count(house, "reporting_report") == 1


def test_a_message_that_comes_twice_is_worked_on_once(house: House):
    house.start_worker("second")
    house.wait_for_worker("second")
    told = house.python(ASK, "again", "and again")
    until_done(house, told["job"])
    until(lambda: is_quiet(house), "the end of the queue")

    done = job(house, told["job"])
    assert (done["state"], done["attempts"]) == ("done", 1)
    assert count(house, "reporting_report") == 1


def is_quiet(house: House) -> bool:
    """Nothing lies in the broker, neither waiting nor with a worker that has not said it is done."""
    with Redis.from_url(house.broker) as broker:
        return not broker.llen("nmrf") and not broker.hlen("unacked")
