"""Records cleaned by several processes are the same as those cleaned by one, in the same order."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from recommendations.uhri import codec, workshop
from recommendations.uhri.known import KnownLabels
from recommendations.uhri.prepared import Found, Prepared
from recommendations.uhri.reading import Reading
from recommendations.uhri.sources import Source
from recommendations.uhri.workshop import Workshop
from tests.recommendations import uhri_samples as samples

KNOWN = KnownLabels({"cedaw": 1}, {("theme", "right to health"): 7})


def tasks_of(path: Path) -> tuple[Reading, list[tuple[Found, str]]]:
    reading = Reading(Source(path), state=None)
    rows = [one for one in reading.found_rows() if isinstance(one, Found)]
    return reading, [(one, codec.row_digest(one.row, one.content, "en")) for one in rows]


@pytest.mark.parametrize(
    ("name", "write"), [("a-en.json", samples.as_json), ("a-en.xlsx", samples.as_workbook)]
)
def test_two_processes_answer_what_one_does(tmp_path, monkeypatch, name, write):
    monkeypatch.setattr(workshop, "WORTH_IT", 10)
    path = write(tmp_path / name, [samples.record(number) for number in range(1, 41)])
    reading, tasks = tasks_of(path)

    with Workshop(reading.builder, KNOWN, processes=1) as alone:
        expected = alone.begin(tasks)()
    with Workshop(reading.builder, KNOWN, processes=2) as several:
        found = several.begin(tasks)()
        assert several.pool is not None

    assert [one.place for one in found] == [task.place for task, _digest in tasks]
    assert found == expected


def test_a_lost_process_costs_time_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(workshop, "WORTH_IT", 10)
    path = samples.as_json(tmp_path / "a-en.json", [samples.record(number) for number in range(1, 41)])
    reading, tasks = tasks_of(path)

    with Workshop(reading.builder, KNOWN, processes=2) as several:
        several.begin(tasks[:20])()
        for process in several.pool._processes.values():  # type: ignore[union-attr]
            process.kill()
            process.join()
        found = several.begin(tasks[20:])()

    assert [one.place for one in found] == list(range(21, 41))


def test_a_row_kept_as_it_stands_is_the_row_that_is_cleaned(tmp_path):
    odd: dict[str, Any] = {"Extra": "a\x00b\tc\r\nd", "Nested": {"deep": [1.5, None]}, "Number": 10**25}
    path = samples.as_json(tmp_path / "a-en.json", [samples.record(1), samples.record(2, **odd)])
    reading, tasks = tasks_of(path)

    plain, cleaned = Workshop(reading.builder, KNOWN, processes=1).begin(tasks)()

    assert isinstance(plain, Prepared)
    assert json.loads(plain.source) == samples.record(1)
    assert isinstance(cleaned, Prepared)
    assert json.loads(cleaned.source)["Extra"] == "ab c\nd"


def test_what_only_lenient_readers_take_for_json_is_never_kept_as_it_stands(tmp_path):
    odd = samples.record(1, Themes=float("inf"), AffectedPersons=float("nan"))
    path = samples.as_json(tmp_path / "a-en.json", [odd])
    reading, tasks = tasks_of(path)

    [done] = Workshop(reading.builder, KNOWN, processes=1).begin(tasks)()

    assert isinstance(done, Prepared)
    assert "Infinity" in path.read_text()
    assert orjson.loads(done.source)["Themes"] == "Infinity"
