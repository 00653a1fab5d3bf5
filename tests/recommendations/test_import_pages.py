"""The pages of an import, as the secretariat sees them in each of its states."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recommendations.models import ImportRun, Recommendation
from recommendations.services import positions, uhri_jobs
from tests.recommendations import uhri_samples as samples

pytestmark = pytest.mark.usefixtures("reference", "_working_folder")
LIST = "/register/imports/"


@pytest.fixture
def _working_folder(tmp_path: Path, settings: Any) -> None:
    settings.WORKING_ROOT = tmp_path / "working"


@pytest.fixture
def desk(client: Any, secretariat: Any) -> Any:
    client.force_login(secretariat)
    return client


def send(desk: Any, records: list[Any], **fields: Any) -> ImportRun:
    """Hand in a file and have it read."""
    upload = SimpleUploadedFile("export-full-en.json", json.dumps(records).encode())
    answer = desk.post(f"{LIST}new/", {"file": upload, "country": "Halvora", **fields})
    assert answer.status_code == 302, answer.content
    run = ImportRun.objects.latest("at")
    uhri_jobs.stage(run.job_id)
    run.refresh_from_db()
    return run


def write(desk: Any, run: ImportRun, **fields: Any) -> ImportRun:
    desk.post(reverse("recommendations:import-apply", args=[run.public_id]), fields)
    run.refresh_from_db()
    uhri_jobs.apply(run.job_id)
    run.refresh_from_db()
    return run


def page(desk: Any, run: ImportRun, **query: str) -> str:
    return desk.get(run.get_absolute_url(), query).content.decode()


def test_the_list_says_what_to_do_when_there_is_none(desk):
    assert "Nothing has been imported yet" in desk.get(LIST).content.decode()


def test_a_preview_shows_each_kind_with_its_reasons(desk):
    write(desk, send(desk, [samples.record(1), samples.record(2)]))
    changed = samples.record(
        1, Text="<p>Shelters</p><p>1. The State party should open 1 <b>accessible</b> shelters.</p>"
    )
    run = send(
        desk,
        [changed, samples.record(3), samples.record(4, Text="Annex"), samples.record(5, AnnotationId="")],
    )

    assert "2 new + 1 changed + 0 unchanged + 1 rejected = 4 records of Halvora" in page(desk, run)
    assert "<ins>accessible </ins>" in page(desk, run, show="changed") or "<ins> accessible</ins>" in page(
        desk, run, show="changed"
    )
    assert "The State party should open 2 shelters." in page(desk, run, show="gone")
    assert "This is no paragraph: “Annex”" in page(desk, run, show="look")
    rejected = page(desk, run, show="rejected")
    assert "It has no AnnotationId." in rejected
    assert "The State party should open 5 shelters." in rejected
    assert Recommendation.objects.count() == 2


def test_a_preview_says_what_stands_here_where_both_sides_changed_it(desk, secretariat):
    write(desk, send(desk, [samples.upr(1)]))
    (row,) = Recommendation.objects.all()
    positions.state(recommendation=row, position="noted", by=secretariat)

    shown = page(desk, send(desk, [samples.upr(1, UprPositions=["Supported/Noted"])]), show="changed")

    assert "<del>supported</del>" in shown
    assert "<ins>supported in part</ins> · set here: noted" in shown
    assert "1 record was changed here too" in shown


def test_what_to_look_at_is_told_by_names_and_not_by_codes(desk):
    run = send(desk, [samples.record(1, PublicationDate="01-Jan-00")])

    assert "A date cannot be read (Published)." in page(desk, run, show="look")


def test_markup_and_formulas_in_texts_are_shown_as_text(desk):
    run = send(
        desk, [samples.record(1, Text="&lt;script&gt;alert(1)&lt;/script&gt; =1+1", Symbol="<b>X</b>")]
    )

    shown = page(desk, run)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "<b>X</b>" not in shown.upper().replace("&LT;B&GT;", "")


def test_rejected_records_are_downloaded_to_mend_and_feed_again(desk):
    run = send(desk, [samples.record(1), samples.record(2, AnnotationId=None), "nonsense"])

    answer = desk.get(reverse("recommendations:import-rejected", args=[run.public_id]))

    first, second = (json.loads(one) for one in b"".join(answer.streaming_content).splitlines())
    assert (first["_place"], first["Symbol"]) == (2, "CEDAW/C/XAA/CO/6")
    assert (second["_place"], second["_value"]) == (3, "nonsense")
    first["AnnotationId"] = samples.guid(2)
    mended = SimpleUploadedFile("mended.jsonl", (json.dumps(first) + "\n").encode())
    desk.post(f"{LIST}new/", {"file": mended, "country": "XAA"})
    run = ImportRun.objects.latest("at")
    uhri_jobs.stage(run.job_id)
    run.refresh_from_db()
    assert (run.state, run.counts["created"], run.counts["gone"]) == ("preview", 1, 0)


def test_progress_is_a_fragment_for_htmx_and_a_page_for_everybody_else(desk):
    upload = SimpleUploadedFile("export-full-en.json", json.dumps([samples.record(1)]).encode())
    desk.post(f"{LIST}new/", {"file": upload, "country": "Halvora"})
    run = ImportRun.objects.get()
    address = run.get_absolute_url() + "?progress=1"

    fragment = desk.get(address, headers={"HX-Request": "true"})
    assert fragment.content.decode().lstrip().startswith('<div class="stack g3" id="progress"')
    assert "<html" in desk.get(address).content.decode()

    uhri_jobs.stage(run.job_id)
    assert desk.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_writing_undoing_and_what_stays(desk):
    run = write(desk, send(desk, [samples.record(1), samples.record(2)]))
    assert "2 added, 0 changed, 0 marked as gone." in page(desk, run)

    desk.post(reverse("recommendations:import-undo", args=[run.public_id]))

    assert "Undone" in page(desk, run)
    assert not Recommendation.objects.exists()


def test_too_many_gone_are_asked_for(desk):
    write(desk, send(desk, [samples.record(number) for number in range(1, 31)]))
    run = send(desk, [samples.record(1)])

    answer = desk.post(reverse("recommendations:import-apply", args=[run.public_id]), {})

    assert answer.status_code == 422
    assert "29 of 30 records" in answer.content.decode()
    assert write(desk, run, accepts_gone="on").state == "applied"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"country": "Halvora"}, "one of the two"),
        ({"country": "Atlantis", "address": "https://uhri.ohchr.org/x"}, "No State is called"),
        ({"country": "Halvora", "address": "http://10.0.0.1/x"}, "not on the list"),
        ({"country": "Halvora", "address": "file:///etc/passwd"}, "Only http and https"),
    ],
)
def test_a_form_that_is_wrong_says_where(desk, fields, words):
    answer = desk.post(f"{LIST}new/", fields)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_refused_import_says_why_and_what_to_do(desk):
    run = send(desk, [samples.record(1, Countries=["Peru"])])

    shown = page(desk, run)

    assert "None of the 1 records in the source is about Halvora." in shown
    assert "Try another file or address" in shown


@pytest.mark.parametrize("who", ["owner", "stakeholder", "nobody", "nhri"])
def test_nobody_else_sees_an_import(client, secretariat, who, request):
    run = uhri_jobs.ask_for_file(
        upload=SimpleUploadedFile("a.json", json.dumps([samples.record(1)]).encode()),
        country="XAA",
        by=secretariat,
    )
    client.force_login(request.getfixturevalue(who))

    for address in (LIST, f"{LIST}new/", run.get_absolute_url()):
        assert client.get(address).status_code == 403
    assert client.get(reverse("file-download", args=[run.file.public_id])).status_code == 404


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_and_a_preview_cost_the_same_however_long(
    desk, secretariat, rows, django_assert_max_num_queries
):
    for _row in range(rows):
        ImportRun.objects.create(source="x", country="XAA", by=secretariat, state="applied", counts={})
    run = send(desk, [samples.record(number) for number in range(1, rows + 1)])

    with django_assert_max_num_queries(8):
        desk.get(LIST)
    with django_assert_max_num_queries(12):
        desk.get(run.get_absolute_url())
