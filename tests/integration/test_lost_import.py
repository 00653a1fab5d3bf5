"""One worker is killed while it reads, another while it writes: nothing is lost or doubled."""

from pathlib import Path

import pytest

from tests.filled import Filled
from tests.recommendations import uhri_samples as samples
from tests.running import House, until

SCRIPT = Path(__file__).parent / "begin_import.py"
RECORDS = 4000
FIRST = 5_000_000  # ids that no other record has
pytestmark = pytest.mark.slow


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A part of the records, so that nothing is gone; each in a long text, so that reading takes its time."""
    text = "The State party should open shelters in every province. " * 12
    records = [
        samples.record(
            FIRST + number, Text=f"{number % 900 + 1}. {text}", Symbol=f"CEDAW/C/XAA/CO/9{number // 80}"
        )
        | {"DocumentId": samples.guid(FIRST + number // 80)}
        for number in range(RECORDS)
    ]
    return samples.as_lines(tmp_path / "search.jsonl", records)


def staged(house: House, run: int) -> int:
    return int(house.ask("SELECT count(*) FROM recommendations_stagedrecord WHERE run_id = %s", run)[0][0])


def state(house: House, run: int) -> str:
    return str(house.ask("SELECT state FROM recommendations_importrun WHERE id = %s", run)[0][0])


def kept(house: House, run: int) -> tuple[int, int]:
    """How many of the source's records the register holds, and how many texts they have."""
    found = house.ask(
        "SELECT count(DISTINCT r.id), count(t.id) FROM recommendations_recommendation r "
        "JOIN recommendations_recommendationtext t ON t.recommendation_id = r.id "
        "JOIN recommendations_stagedrecord s ON s.annotation_id = r.annotation_id "
        "WHERE s.run_id = %s",
        run,
    )
    return found[0][0], found[0][1]


def written_so_far(house: House, run: int) -> int:
    """What the writing worker says over a connection of its own, while nobody else sees the rows yet."""
    return int(
        house.ask(
            "SELECT j.done FROM base_job j JOIN recommendations_importrun r ON r.job_id = j.id "
            "WHERE r.id = %s AND j.task = 'recommendations.apply_import'",
            run,
        )[0][0]
    )


def test_a_killed_workers_import_is_taken_up_by_another(
    filled_database: Filled, tmp_path: Path, source: Path
) -> None:
    with filled_database.house("lost_import", tmp_path, JOB_LEASE_SECONDS="3") as house:
        house.start_beat()
        house.start_worker("first")
        run = house.python(SCRIPT, "read", str(source))
        until(lambda: staged(house, run), "the first batch")
        house.kill("first")
        assert 0 < staged(house, run) < RECORDS
        assert state(house, run) == "staging"

        house.start_worker("second")
        until(lambda: state(house, run) == "preview", "a preview by the second worker")
        assert staged(house, run) == RECORDS
        assert kept(house, run) == (0, 0)

        house.python(SCRIPT, "write", str(run))
        until(lambda: written_so_far(house, run), "the first records written")
        house.kill("second")
        assert state(house, run) == "applying"
        assert kept(house, run) == (0, 0)

        house.start_worker("third")
        until(lambda: state(house, run) == "applied", "an end of the writing by the third worker")
        assert kept(house, run) == (RECORDS, RECORDS)
