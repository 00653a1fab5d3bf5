"""`manage.py import_uhri`: its last line, its exit codes, and nothing written when it refuses."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from recommendations.models import Document, ImportRun, Recommendation, StagedRecord
from tests.recommendations import uhri_samples as samples

pytestmark = pytest.mark.usefixtures("reference")


def run(source: Any, *switches: str, country: str = "Halvora") -> tuple[int, str, str]:
    """Exit code, last line of what was printed, what was complained of."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("import_uhri", str(source), "--country", country, *switches, stdout=out, stderr=err)
    except SystemExit as left:
        code = int(left.code or 0)
    return code, (out.getvalue().strip().splitlines() or [""])[-1], err.getvalue()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    records = [samples.record(1), samples.record(2, AnnotationType="- Concerns/Observations"), samples.upr(3)]
    return samples.as_json(
        tmp_path / "export-full-en.json", [*records, samples.record(4, Countries=["Peru"])]
    )


@pytest.mark.parametrize("country", ["Halvora", "halvora", "XAA", " Halvora* "])
def test_the_last_line_counts_the_records_of_the_state(export, country):
    code, last, _err = run(export, country=country)

    assert (code, last) == (0, "created=3 changed=0 unchanged=0 gone=0 rejected=0")


def test_all_takes_every_state(export):
    assert run(export, country="all")[1].startswith("created=4 ")


def test_dry_run_writes_nothing_and_counts_the_same(export):
    assert run(export, "--dry-run")[:2] == (0, "created=3 changed=0 unchanged=0 gone=0 rejected=0")

    assert not any(model.objects.exists() for model in (Recommendation, Document, ImportRun, StagedRecord))


def test_a_run_keeps_what_it_was(export):
    run(export)

    kept = ImportRun.objects.get()
    assert (kept.state, kept.country, kept.is_complete, kept.operation.kind) == (
        "applied",
        "XAA",
        True,
        "uhri-import",
    )
    assert len(kept.sha256) == 64


def test_complete_and_accept_gone(tmp_path):
    run(samples.as_json(tmp_path / "a.json", [samples.record(number) for number in range(1, 40)]))
    few = samples.as_workbook(tmp_path / "a.xlsx", [samples.record(1)])

    assert run(few)[1] == "created=0 changed=0 unchanged=1 gone=0 rejected=0"
    code, _last, err = run(few, "--complete")
    assert (code, "38 of 39" in err) == (2, True)
    assert run(few, "--complete", "--accept-gone")[1] == "created=0 changed=0 unchanged=1 gone=38 rejected=0"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", ""),
        ("a.json", "[]"),
        ("a.json", "{}"),
        ("a.json", "<html>"),
        ("a.json", json.dumps([samples.record(1)])[:-3]),
        ("a.json", json.dumps([samples.record(1, Countries=["Peru"])])),
        ("a.csv", "a;b\n1;2\n"),
        ("a.xlsx", "no workbook"),
        ("a.docx", "PK"),
    ],
)
def test_what_cannot_be_imported_exits_2_with_one_line_and_nothing_written(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content)

    code, last, err = run(path)

    assert (code, last) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert not any(model.objects.exists() for model in (Recommendation, Document, ImportRun, StagedRecord))


@pytest.mark.parametrize(
    ("source", "country"),
    [
        ("none.json", "Halvora"),
        ("/", "Halvora"),
        ("export", "Atlantis"),
        ("http://127.0.0.1/x", "Halvora"),
        ("ftp://uhri.ohchr.org/x", "Halvora"),
        ("file:///etc/passwd", "Halvora"),
    ],
)
def test_a_source_or_state_that_is_none_exits_2(export, source, country):
    code, _last, err = run(export if source == "export" else source, country=country)

    assert code == 2
    assert len(err.strip().splitlines()) == 1


def test_the_register_holds_as_much_as_the_command_says(export):
    run(export)

    assert Recommendation.objects.count() == 3
    assert Recommendation.objects.counted().count() == 2
