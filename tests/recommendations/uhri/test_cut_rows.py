"""A table saved without quotation marks: its cut rows are told, and no piece of one is taken for a record."""

import json
from pathlib import Path
from typing import Any

import pytest

from recommendations.uhri.reading import Reading
from recommendations.uhri.records import Reason, Rejected, UhriRecord
from recommendations.uhri.sources import Source
from tests.recommendations import uhri_samples as samples

TEXT = "Shelters\n\nMore of them\n1. The State party should open a shelter."


def unquoted(path: Path, records: list[dict[str, Any]], delimiter: str = "\t") -> Path:
    """The table as a program writes it that knows of no quotation marks."""
    rows = [list(samples.COLUMNS)]
    for record in records:
        values = [record[key] for key in samples.COLUMNS.values()]
        rows.append(
            ["\n".join(f"- {one}" for one in value) if isinstance(value, list) else value for value in values]
        )
    path.write_text("".join(delimiter.join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path, state: str | None = None) -> list[UhriRecord | Rejected]:
    return list(Reading(Source(path), state=state).records())


def one_line(number: int, **changes: Any) -> dict[str, Any]:
    plain = {"Text": f"{number}. The State party should train judges.", "Themes": [], "AffectedPersons": []}
    return samples.record(number, **{**plain, "Sdgs": [], **changes})


def test_a_cut_row_is_rejected_with_its_lines_and_what_stands_whole_is_taken(tmp_path):
    given = [one_line(1), samples.record(2, Text=TEXT), one_line(3)]

    first, cut, last = read(unquoted(tmp_path / "a.csv", given))

    assert [first.annotation_id.int, last.annotation_id.int] == [1, 3]
    assert (cut.reason, cut.detail) == (Reason.CUT_ROW, "3–8")


def test_a_text_cut_by_line_breaks_alone_is_not_taken_by_its_last_line(tmp_path):
    (cut,) = read(unquoted(tmp_path / "a.csv", [one_line(1, Text=TEXT)]))

    assert (cut.reason, cut.detail) == (Reason.CUT_ROW, "2–5")


def test_what_was_put_together_can_be_fed_again(tmp_path):
    record = samples.record(2, Text=TEXT)
    (cut,) = read(unquoted(tmp_path / "a.csv", [record]))
    mended = tmp_path / "rejected.jsonl"
    mended.write_text(json.dumps({"_place": 2, "_reason": "…", **cut.source}) + "\n", encoding="utf-8")

    (fed,) = read(mended)
    (meant,) = read(samples.as_table(tmp_path / "b.csv", [record]))

    assert (fed.text, fed.themes, fed.persons, fed.sdgs, fed.published_on, fed.states) == (
        meant.text, meant.themes, meant.persons, meant.sdgs, meant.published_on, meant.states,
    )  # fmt: skip


def test_a_delimiter_in_a_text_is_told_and_nothing_is_shifted_into_other_columns(tmp_path):
    given = [one_line(1, Text="1. Train judges, lawyers, and police."), one_line(2)]

    cut, whole = read(unquoted(tmp_path / "a.csv", given, ","))

    assert (cut.reason, cut.detail) == (Reason.CUT_ROW, "2")
    assert whole.annotation_id.int == 2


def test_lines_behind_a_row_that_cannot_be_put_together_belong_to_the_next(tmp_path):
    path = unquoted(tmp_path / "a.csv", [one_line(1), one_line(2, Text=TEXT), one_line(3)])
    lines = path.read_text(encoding="utf-8").splitlines()
    lines.insert(2, "a\tb\tc\td")  # part of a row, whose rest is lost
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    found = read(path)

    assert [one.annotation_id.int for one in found if isinstance(one, UhriRecord)] == [1, 3]
    assert {one.reason for one in found if isinstance(one, Rejected)} == {Reason.CUT_ROW}


def test_a_row_that_ends_before_its_last_empty_cells_is_whole(tmp_path):
    path = unquoted(tmp_path / "a.csv", [one_line(1, PublicationDateOnUhri="")])
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n", encoding="utf-8")

    (one,) = read(path)

    assert isinstance(one, UhriRecord)


@pytest.mark.parametrize(("state", "count"), [("XAA", 1), ("XAB", 0)])
def test_a_cut_row_of_another_state_is_no_concern(tmp_path, state, count):
    path = unquoted(tmp_path / "a.csv", [samples.record(2, Text=TEXT)])

    assert len(read(path, state)) == count
