"""The pages on which tables are handed in, looked at, chosen from, written and taken back."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from focal_points.models import (
    Assignment,
    ImplementationStatus,
    Institution,
    SheetRun,
    StatusUpdate,
)
from focal_points.services import sheet_jobs, sheet_runs, status_updates, workbook_export, workbooks
from focal_points.services.update_fields import UpdateFields
from nmrf.base.models import Job
from tests.factories import DocumentFactory, InstitutionFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
KEPT = "Adopt without delay the draft law on shelters for women who are victims of violence."


def filled(institution: Any, by: Any, **cells: Any) -> SimpleUploadedFile:
    """A workbook with its first row filled in, as an upload."""
    with workbook_export.workbook(institution=institution, language="en", by=by) as file:
        book = openpyxl.load_workbook(file)
    sheet = book.worksheets[1]
    places = {cell.value: cell.column for cell in sheet[2]}
    for key, value in cells.items():
        sheet.cell(3, places[key]).value = value
    path = Path(sheet_runs.uhri_arriving.working_root()) / f"{timezone.now().timestamp()}.xlsx"
    book.save(path)
    upload = SimpleUploadedFile("filled.xlsx", path.read_bytes())
    path.unlink()
    return upload


def test_a_focal_point_takes_a_workbook_and_brings_it_home(client, institution, assignment, owner):
    client.force_login(owner)
    taken = client.get("/work/workbooks/download/", {"institution": "shelters", "language": "fr"})
    assert taken["Content-Disposition"].startswith('attachment; filename="shelters-')
    assert b"".join(taken.streaming_content).startswith(b"PK")

    sent = client.post("/work/workbooks/", {"file": filled(institution, owner, narrative="Drafted.")})
    run = SheetRun.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, run.get_absolute_url())
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Drafted." in page
    assert not StatusUpdate.objects.exists()

    client.post(f"{run.get_absolute_url()}apply/")
    client.post(f"{run.get_absolute_url()}apply/")
    assert [one.narrative for one in StatusUpdate.objects.all()] == ["Drafted."]

    client.post(f"{run.get_absolute_url()}undo/")
    assert not StatusUpdate.objects.exists()


def test_both_sides_are_shown_and_the_choice_is_kept(client, institution, owner, alternate, draft):
    upload = filled(institution, owner, narrative="From the workbook.")
    status_updates.save(update=draft, version=1, by=alternate, fields=UpdateFields(narrative="Colleague."))
    client.force_login(owner)
    client.post("/work/workbooks/", {"file": upload})
    run = SheetRun.objects.get()
    page = client.get(run.get_absolute_url()).content.decode()
    assert "From the workbook." in page
    assert "Colleague." in page

    row = run.rows.get()
    client.post(f"{run.get_absolute_url()}choose/", {f"cell-{row.pk}-narrative": "take"})
    client.post(f"{run.get_absolute_url()}apply/")

    draft.refresh_from_db()
    assert draft.narrative == "From the workbook."


def test_what_is_no_workbook_is_said_beside_the_field(client, owner):
    client.force_login(owner)

    answer = client.post("/work/workbooks/", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing")})

    assert answer.status_code == 422
    assert "damaged" in answer.content.decode()


def test_a_formula_that_was_never_calculated_is_named(client, institution, assignment, owner):
    client.force_login(owner)

    client.post("/work/workbooks/", {"file": filled(institution, owner, narrative="=1+1")})

    run = SheetRun.objects.get()
    assert run.counts["rejected"] == 1
    assert "formula" in run.rows.get().payload["wrong"][0][3]


def test_the_secretariat_brings_one_on_behalf_and_the_workbook_is_the_letter(
    client, institution, assignment, owner, secretariat
):
    client.force_login(secretariat)
    client.post("/work/workbooks/", {"file": filled(institution, secretariat, narrative="As they wrote.")})
    run = SheetRun.objects.get()

    client.post(f"{run.get_absolute_url()}apply/")

    update = StatusUpdate.objects.get()
    assert (update.narrative, update.author, update.is_on_behalf) == ("As they wrote.", secretariat, True)
    assert update.letter.name == "filled.xlsx"


def test_an_institutions_own_draft_is_neither_seen_nor_changed_by_the_secretariat(
    client, institution, draft, owner, secretariat
):
    status_updates.save(update=draft, version=1, by=owner, fields=UpdateFields(narrative="Ours alone."))
    upload = filled(institution, secretariat, narrative="Over it.")
    client.force_login(secretariat)

    client.post("/work/workbooks/", {"file": upload})

    run = SheetRun.objects.get()
    assert run.counts["rejected"] == 1
    assert "Ours alone." not in client.get(run.get_absolute_url()).content.decode()


def test_a_long_workbook_is_read_and_written_by_a_worker(institution, assignment, owner, monkeypatch):
    monkeypatch.setattr(sheet_runs, "AT_ONCE", 0)
    monkeypatch.setattr(workbooks, "WRITE_AT_ONCE", 0)
    run = workbooks.ask(upload=filled(institution, owner, narrative="Long."), by=owner)
    assert (run.state, run.rows.count()) == ("reading", 0)

    sheet_jobs.read(run.job_id)
    run.refresh_from_db()
    assert (run.state, run.counts["changed"]) == ("preview", 1)
    run = workbooks.confirm(run=run, by=owner)
    assert run.state == "applying"
    sheet_jobs.apply(run.job_id)
    sheet_jobs.apply(run.job_id)

    run.refresh_from_db()
    assert run.state == "applied"
    assert StatusUpdate.objects.get().narrative == "Long."
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_the_states_own_table_goes_from_columns_to_words_to_the_preview(client, secretariat, secretariat2):
    recommendation = RecommendationFactory(text=KEPT, document=DocumentFactory(symbol="CEDAW/C/XAA/CO/5"))
    InstitutionFactory(code="justice", name="Ministry of Justice")
    text = f"Recommendation,Responsible,Status,Measures,Date\n{KEPT},Justice,Zxcvb,Done so.,2024-05-31\n"
    client.force_login(secretariat)
    sent = client.post("/work/matrix/", {"file": SimpleUploadedFile("own.csv", text.encode())})
    columns = client.get(sent["Location"]).context["form"]
    assert [field.initial for _one, field in columns.pairs()] == [
        "recommendation",
        "lead",
        "status",
        "action",
        "date",
    ]
    data = {field.html_name: field.initial for _one, field in columns.pairs()}
    values = client.post(sent["Location"], data | {"sheet": "0", "heading": "1", "day_first": ""})
    assert values["Location"].endswith("?step=values")
    page = client.get(values["Location"])
    assert "Zxcvb" in page.content.decode()
    client.post(values["Location"], {"status_0": "implemented"})
    run = SheetRun.objects.get()
    assert (run.state, run.counts["changed"]) == ("preview", 1)

    client.post(f"{run.get_absolute_url()}apply/", {"manner": "stand"})
    assert not ImplementationStatus.objects.exists()  # whoever handed it in does not say that
    client.force_login(secretariat2)
    client.post(f"{run.get_absolute_url()}apply/", {"manner": "stand"})

    assert ImplementationStatus.objects.get().recommendation == recommendation
    shown = client.get(f"/work/recommendations/{recommendation.public_id}/").content.decode()
    assert "From the State&#x27;s own table" in shown
    client.post(f"{run.get_absolute_url()}undo/")
    assert not Assignment.objects.exists()


def test_rows_that_were_left_out_are_downloaded_with_their_reasons(client, secretariat):
    text = "Recommendation,Status,Date\nNothing like it was ever asked.,Done,2024-05-31\n"
    client.force_login(secretariat)
    sent = client.post("/work/matrix/", {"file": SimpleUploadedFile("own.csv", text.encode())})
    columns = client.get(sent["Location"]).context["form"]
    data = {field.html_name: field.initial for _one, field in columns.pairs()}
    client.post(sent["Location"], data | {"sheet": "0", "heading": "1"})

    answer = client.get(f"{SheetRun.objects.get().get_absolute_url()}left/").getvalue().decode()

    assert "Nothing like it was ever asked." in answer
    assert "nothing fits" in answer


def test_the_table_of_people_is_taken_and_handed_in(client, administrator):
    client.force_login(administrator)
    taken = client.get("/work/people-table/template/")
    assert b"".join(taken.streaming_content).startswith(b"PK")
    text = "code,kind,name_en\nwater,agency,Water Authority\n"

    client.post("/work/people-table/", {"file": SimpleUploadedFile("bodies.csv", text.encode())})
    run = SheetRun.objects.get()
    assert "Water Authority" in client.get(run.get_absolute_url()).content.decode()
    client.post(f"{run.get_absolute_url()}apply/")

    assert Institution.objects.get(code="water").name == "Water Authority"


@pytest.mark.parametrize("rows", [1, 5])
def test_a_preview_costs_the_same_however_long(rows, client, administrator, django_assert_max_num_queries):
    lines = "".join(f"body-{n},agency,Body {n}\n" for n in range(rows))
    client.force_login(administrator)
    upload = SimpleUploadedFile("bodies.csv", f"code,kind,name_en\n{lines}".encode())
    client.post("/work/people-table/", {"file": upload})
    address = SheetRun.objects.get().get_absolute_url()

    with django_assert_max_num_queries(16):
        client.get(address)
