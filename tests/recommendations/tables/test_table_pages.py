"""Tables on their pages: kinds, previews with cells, columns of another system, rows to mend."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recommendations.models import ImportRun, Recommendation, TableMapping
from recommendations.services import uhri_jobs
from tests.recommendations import uhri_samples
from tests.recommendations.tables import samples
from tests.recommendations.tables.word_samples import WordList, row

pytestmark = pytest.mark.usefixtures("reference", "_working_folder")
TABLES = "/register/imports/tables/"


@pytest.fixture
def _working_folder(tmp_path: Path, settings: Any) -> None:
    settings.WORKING_ROOT = tmp_path / "working"


@pytest.fixture
def desk(client: Any, secretariat: Any) -> Any:
    client.force_login(secretariat)
    return client


def send(desk: Any, kind: str, path: Path, **fields: Any) -> ImportRun:
    """Hand in a file and have it read."""
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    answer = desk.post(f"{TABLES}{kind}/", {"file": upload, "country": "Halvora", **fields})
    assert answer.status_code == 302, answer.content
    return read(ImportRun.objects.latest("at"))


def read(run: ImportRun) -> ImportRun:
    if run.state == "staging":
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


def downloaded(desk: Any, name: str, *args: Any) -> bytes:
    return b"".join(desk.get(reverse(f"recommendations:{name}", args=args)).streaming_content)


def test_a_list_is_previewed_written_and_undone(desk, tmp_path):
    made = WordList()
    made.add(row(1))
    run = send(desk, "thematic-list", made.save(tmp_path))

    shown = page(desk, run)
    assert "1 new + 0 changed + 0 unchanged + 0 rejected = 1 recommendations of Halvora" in shown
    assert "Open 1 shelters" in shown
    assert not Recommendation.objects.exists()

    write(desk, run)
    assert Recommendation.objects.get().paragraph == "118.1"
    desk.post(reverse("recommendations:import-undo", args=[run.public_id]))
    assert not Recommendation.objects.exists()


def test_what_is_no_such_file_is_said_beside_the_field(desk):
    upload = SimpleUploadedFile("list.docx", b"%PDF-1.7")

    answer = desk.post(f"{TABLES}thematic-list/", {"file": upload, "country": "Halvora"})

    assert answer.status_code == 422
    assert "it holds PDF" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_list_without_a_symbol_is_refused_with_what_to_do(desk, tmp_path):
    made = WordList()
    made.add(["118.1 Open shelters (Peru);", "Supported", "Right to health", ""])

    run = send(desk, "thematic-list", made.save(tmp_path))

    assert run.state == "refused"
    assert "does not tell the symbol" in page(desk, run)


def test_bad_cells_stand_in_a_table_with_their_coordinates(desk, tmp_path):
    rows = [samples.order(), samples.order(paragraph="5", mechanism="Nobody", due_on="<b>soon</b>")]
    run = send(desk, "template", samples.filled(tmp_path, rows))

    shown = page(desk, run, show="rejected")
    for words in ("B7", "Z7", "No mechanism is called so here", "Write it as 2024-03-31", "&lt;b&gt;soon"):
        assert words in shown

    answer = desk.post(reverse("recommendations:import-apply", args=[run.public_id]))
    assert answer.status_code == 422
    assert not Recommendation.objects.exists()
    write(desk, run, accepts_rejected="on")
    assert Recommendation.objects.count() == 1


def test_rows_to_mend_come_in_the_templates_form_and_go_in_again(desk, tmp_path):
    rows = [samples.order(), samples.order(paragraph="5", text="=1+1 Pay.", mechanism="Nobody")]
    run = send(desk, "template", samples.filled(tmp_path, rows))

    content = downloaded(desk, "import-mend", run.public_id)

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[1]
    last = [cell.value for cell in sheet[3]]
    assert "No mechanism is called so here" in last[-1]
    assert sheet.cell(3, 14).data_type == "s"
    sheet.cell(3, 2, "CEDAW")
    mended = tmp_path / "mended.xlsx"
    book.save(mended)
    run = send(desk, "template", mended)
    assert (run.state, run.counts["created"], run.counts["rejected"]) == ("preview", 1, 0)


def test_rows_of_upr_info_and_of_a_list_are_mended_in_their_own_form(desk, tmp_path):
    path = samples.upr_info(tmp_path, [samples.upr_row(Session="none"), samples.upr_row()])
    run = send(desk, "upr-info", path)
    text = downloaded(desk, "import-mend", run.public_id).decode("utf-8-sig")
    assert text.splitlines()[1].endswith("“none” is no session of the Universal Periodic Review.")
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace(",none,", ",20,"), encoding="utf-8")
    assert send(desk, "upr-info", mended).counts["created"] == 1

    made = WordList()
    made.add(row(1))
    made.add(["118.2", "Supported", "Right to health", ""])
    run = send(desk, "thematic-list", made.save(tmp_path))
    again = tmp_path / "mended.docx"
    again.write_bytes(downloaded(desk, "import-mend", run.public_id))
    from docx import Document

    document = Document(str(again))
    document.tables[0].rows[1].cells[0].text = "118.2 Open more shelters (Peru);"
    document.save(str(again))
    run = send(desk, "thematic-list", again, symbol="A/HRC/42/9")
    assert (run.counts["created"], run.counts["rejected"]) == (1, 0)


ANY = [
    ["National follow-up table"],
    [],
    ["Code", "Recommendation", "Body", "Report", "Paragraph", "Answer", "How far", "When"],
    *(
        [
            f"R{n}", f"The State should open {n} shelters in each of its districts.", "Ctte. Women",
            "Review 2020", n, "ok" if n == 1 else "Accepted", "Done", "3/4/2020",
        ]
        for n in range(1, 4)
    ),
]  # fmt: skip


def columns_of(html: str) -> dict[str, str]:
    """What the page proposes."""
    import re

    found: dict[str, str] = {}
    for name, options in re.findall(
        r'<select name="((?:column|constant)_\w+)".*?>(.*?)</select>', html, re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_the_columns_of_another_system_are_named_kept_and_offered_again(desk, tmp_path):
    path = samples.workbook(tmp_path, ANY)
    run = send(desk, "table", path)
    address = reverse("recommendations:import-columns", args=[run.public_id])
    assert desk.get(run.get_absolute_url())["Location"] == address

    proposed = columns_of(desk.get(address).content.decode())
    assert proposed["column_1"] == "text"
    assert proposed["column_2"] == "mechanism"
    assert proposed["column_4"] == "paragraph"
    given = proposed | {
        "sheet": "0",
        "heading": "3",
        "column_7": "adopted_on",
        "day_first": "day",
        "name": "Ours",
    }
    answer = desk.post(address, given | {"column_5": "position", "column_6": "status"})
    assert answer["Location"] == f"{address}?step=values"
    values = desk.get(answer["Location"]).content.decode()
    assert "Ctte. Women" in values
    assert ">ok<" in values
    desk.post(answer["Location"], {"mechanism_0": "CEDAW (CEDAW)", "position_0": "supported"})
    run = read(ImportRun.objects.get(pk=run.pk))

    assert (run.state, run.counts["created"], run.counts["rejected"]) == ("preview", 3, 0)
    write(desk, run)
    one = Recommendation.objects.get(paragraph="1")
    assert (one.document.mechanism.code, one.document.title, one.upr_position) == (
        "CEDAW",
        "Review 2020",
        "supported",
    )
    assert one.document.adopted_on.isoformat() == "2020-04-03"
    assert one.table_entries.get().said["extra"] == {"status": "Done"}

    again = send(desk, "table", path)
    address = reverse("recommendations:import-columns", args=[again.public_id])
    html = desk.get(address).content.decode()
    assert "“Ours” fits" in html
    desk.post(address, columns_of(html) | {"sheet": "0", "heading": "3", "name": "Ours", "day_first": "day"})
    again = read(ImportRun.objects.get(pk=again.pk))
    assert (again.state, again.counts["unchanged"]) == ("preview", 3)
    assert TableMapping.objects.count() == 1


def test_what_a_recommendation_needs_is_asked_for(desk, tmp_path):
    run = send(desk, "table", samples.workbook(tmp_path, [["A", "B"], ["1", "x"], ["2", "y"]]))
    address = reverse("recommendations:import-columns", args=[run.public_id])

    answer = desk.post(address, {"sheet": "0", "heading": "1"})

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Say which column holds the text" in shown
    assert "Name the mechanism here" in shown


def test_rows_to_mend_of_another_table_keep_its_headings(desk, tmp_path):
    path = samples.workbook(
        tmp_path, [["Recommendation", "When", "Else"], ["Open shelters in every district.", "soon", "=A1"]]
    )
    run = send(desk, "table", path)
    address = reverse("recommendations:import-columns", args=[run.public_id])
    columns = {"column_0": "text", "column_1": "due_on"}
    constants = {"constant_mechanism": "CRC (CRC)", "constant_document_title": "Plan"}
    desk.post(address, {"sheet": "0", "heading": "1"} | columns | constants)
    run = read(ImportRun.objects.get(pk=run.pk))
    assert run.counts["rejected"] == 1

    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(desk, "import-mend", run.public_id))).active

    assert [cell.value for cell in sheet[1]][:3] == ["Recommendation", "When", "Else"]
    assert sheet.cell(2, 2).value == "soon"
    assert "This is no date" in sheet.cell(2, 4).value


def test_a_workbook_of_uhri_is_read_from_the_store_too(desk, tmp_path):
    path = uhri_samples.as_workbook(tmp_path / "search.xlsx", [uhri_samples.record(1)])

    desk.post(
        "/register/imports/new/", {"file": SimpleUploadedFile(path.name, path.read_bytes()), "country": "XAA"}
    )

    run = read(ImportRun.objects.get())
    assert (run.state, run.counts.get("created")) == ("preview", 1)


def test_templates_are_downloaded_in_the_readers_language(desk, settings):
    book = openpyxl.load_workbook(io.BytesIO(downloaded(desk, "table-template")))
    assert [sheet.title for sheet in book.worksheets] == ["How to fill it in", "Recommendations", "Lists"]
    sheet = book.worksheets[1]
    assert sheet.row_dimensions[2].hidden
    assert len(sheet.data_validations.dataValidation) > 8
    assert sheet.cell(3, 1).value.startswith("#")
    text = downloaded(desk, "table-template-text").decode("utf-8-sig")
    assert text.startswith("Your reference,Mechanism *,")


def test_what_a_table_says_beside_is_shown_to_the_secretariat_alone(desk, client, tmp_path, stakeholder):
    made = WordList()
    made.add(row(1, last="The bill is before parliament."))
    write(desk, send(desk, "thematic-list", made.save(tmp_path)))
    one = Recommendation.objects.get()
    address = reverse("focal_points:recommendation-detail", args=[one.public_id])

    assert "The bill is before parliament." in desk.get(address).content.decode()
    client.force_login(stakeholder)
    assert "The bill is before parliament." not in client.get(one.get_absolute_url()).content.decode()


def test_a_table_is_undone_from_the_list_of_operations_too(desk, tmp_path):
    made = WordList()
    made.add(row(1))
    run = write(desk, send(desk, "thematic-list", made.save(tmp_path)))

    answer = desk.post(reverse("focal_points:operation-undo", args=[run.operation_id]))

    assert answer.status_code == 302
    run.refresh_from_db()
    assert run.state == "undone"
    assert not Recommendation.objects.exists()
