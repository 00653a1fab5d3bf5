"""`manage.py import_uhri`: its last line, its exit codes, and nothing written when it refuses."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from nmrf.base import history
from recommendations.models import Document, ImportRun, Recommendation, StagedRecord
from recommendations.services import uhri_memory, uhri_runs
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
    assert (code, "38 of 39" in err, "--accept-gone" in err) == (2, True, True)
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


# --- only if changed ---------------------


def test_an_unchanged_file_is_not_read_again_and_says_so(export):
    run(export)
    before = ImportRun.objects.get()

    code, last, _err = run(export, "--if-changed")

    assert (code, last) == (0, "created=0 changed=0 unchanged=3 gone=0 rejected=0")
    newest = ImportRun.objects.latest("pk")
    assert (newest.state, newest.counts["as_in"]) == ("unchanged", before.pk)
    assert not newest.records.exists()


def test_a_changed_file_is_read(export):
    run(export)
    samples.as_json(export, [samples.record(1), samples.record(2), samples.record(5)])

    _code, last, _err = run(export, "--if-changed", "--accept-gone")

    assert last == "created=1 changed=1 unchanged=1 gone=1 rejected=0"


def test_what_was_rejected_stays_counted(tmp_path):
    path = samples.as_json(
        tmp_path / "export-full-en.json", [samples.record(1), samples.record(2, AnnotationId="x")]
    )
    _code, first, _err = run(path)
    assert first == "created=1 changed=0 unchanged=0 gone=0 rejected=1"

    assert run(path, "--if-changed")[1] == "created=0 changed=0 unchanged=1 gone=0 rejected=1"
    assert run(path)[1] == "created=0 changed=0 unchanged=1 gone=0 rejected=1"


def test_the_same_file_is_read_again_where_the_register_moved_on(export, tmp_path):
    run(export)
    other = samples.as_json(tmp_path / "a.json", [samples.record(1, Themes=["Right to health"])])
    run(other)

    assert run(export, "--if-changed")[1] == "created=0 changed=3 unchanged=0 gone=0 rejected=0"


def test_an_address_that_gave_what_was_written_from_elsewhere_is_asked_by_its_own_marks(export):
    run(export)
    written = ImportRun.objects.get()
    address = "https://uhri.ohchr.org/export-full-en.json"
    asked = uhri_runs.begin(source=address, country="XAA", by=None)
    uhri_memory.note_unchanged(asked, written, etag='"v1"')

    assert uhri_memory.in_step_with(country="XAA", source=address) == written
    assert uhri_memory.conditions(written, address)["etag"] == '"v1"'
    assert uhri_memory.conditions(written, "https://uhri.ohchr.org/other.json")["etag"] == ""


def test_another_country_is_read(export):
    run(export)

    assert run(export, "--if-changed", country="Peru")[1].startswith("created=1 ")


# --- undo ---------------------


def undo(name: Any, *switches: str) -> tuple[int, list[str], str]:
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("import_uhri", "--undo", str(name), *switches, stdout=out, stderr=err)
    except SystemExit as left:
        code = int(left.code or 0)
    return code, out.getvalue().strip().splitlines(), err.getvalue()


@pytest.mark.parametrize("called", ["pk", "public_id"])
def test_an_import_is_put_back_by_its_number_or_its_id(export, called):
    run(export)

    code, lines, _err = undo(getattr(ImportRun.objects.get(), called))

    assert (code, lines[-1]) == (0, "created=3 changed=0 unchanged=0 gone=0 rejected=0")
    assert "3 recommendations touched, 0 things stay" in lines[-2]
    assert not Recommendation.objects.exists()
    assert ImportRun.objects.get().state == "undone"


def test_what_differs_and_what_is_rejected_is_told_in_words(export, tmp_path):
    run(export)
    records = [
        samples.record(1, Text="1. Other."),
        samples.upr(3, Themes=[]),
        samples.record(2, AnnotationId="x"),
    ]
    out = StringIO()
    source = samples.as_json(tmp_path / "a.json", records)
    call_command("import_uhri", str(source), "--country", "XAA", "--dry-run", stdout=out)

    assert "  changed: text:en 1, themes 1" in out.getvalue().splitlines()
    assert "  record 3: Its AnnotationId is none: “x”." in out.getvalue().splitlines()


def test_the_number_is_printed_by_the_import(export):
    out = StringIO()
    call_command("import_uhri", str(export), "--country", "XAA", stdout=out)

    assert f"Import {ImportRun.objects.get().pk}" in out.getvalue().splitlines()


def test_what_stays_is_listed_with_the_reason_also_beforehand(export, secretariat):
    run(export)
    one = Recommendation.objects.get(annotation_id=samples.guid(1))
    with history.recorded(by=secretariat, action="test.correct"):
        one.texts.create(language="en", origin="correction", text="Ours.", by=secretariat)

    _code, before, _err = undo(ImportRun.objects.get().pk, "--dry-run")
    assert Recommendation.objects.count() == 3
    _code, after, _err = undo(ImportRun.objects.get().pk)

    said = [line.split(": ", 1)[1] for line in before if "would stay: " in line]
    assert said == [line.split(": ", 1)[1] for line in after if "stays: " in line]
    assert any("CEDAW/C/XAA/CO/6" in line and "rest on it" in line for line in said)
    assert list(Recommendation.objects.all()) == [one]


@pytest.mark.parametrize("name", ["999999", "x", samples.guid(7), "-1"])
def test_an_unknown_import_is_refused(export, name):
    run(export)

    code, _lines, err = undo(f"{name}") if not name.startswith("-") else undo("0")

    assert code == 2
    assert "There is no import" in err
    assert Recommendation.objects.count() == 3


def test_an_import_is_put_back_once(export):
    run(export)
    key = ImportRun.objects.get().pk
    undo(key)

    code, _lines, err = undo(key)

    assert (code, err.strip()) == (2, "There is nothing of this import to undo.")


def test_without_a_source_or_a_country_it_says_what_to_name():
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("import_uhri", stdout=out, stderr=err)

    assert left.value.code == 2
    assert "--country" in err.getvalue()
