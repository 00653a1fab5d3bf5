"""`manage.py import_table --kind mapped`: a table of another system, by a written or a kept mapping."""

import json
from typing import Any

import openpyxl
import pytest

from recommendations.models import ImportRun, Recommendation, TableMapping
from recommendations.tables.guesses import guesses
from tests.recommendations.tables.test_table_command import refused, run

pytestmark = pytest.mark.usefixtures("reference")

HEADINGS = ["Nº", "Órgano", "Documento", "Fecha", "Recomendación", "Estado de avance"]
ROWS = [
    [1, "CEDAW", "Observaciones finales", "03/04/2023", "El Estado debe abrir albergues.", "En curso"],
    [2, "CEDAW", "Observaciones finales", "25/04/2023", "El Estado debe formar jueces.", "Concluida"],
]
COLUMNS = {
    "Órgano": "mechanism",
    "Documento": "document_title",
    "Fecha": "adopted_on",
    "recomendación ": "text",
    "Estado de avance": "status",
    "Nº": "",
}


@pytest.fixture
def table(tmp_path) -> Any:
    """Writes rows under two lines of title, on the second sheet."""

    def write(rows: list[list[Any]] = ROWS) -> Any:
        book = openpyxl.Workbook()
        sheet = book.create_sheet("Datos")
        for row in [["Sistema nacional"], [], HEADINGS, *rows]:
            sheet.append(row)
        path = tmp_path / "otro.xlsx"
        book.save(path)
        return path

    return write


@pytest.fixture
def written(tmp_path) -> Any:
    """Writes a mapping into a file."""

    def write(mapping: Any) -> str:
        path = tmp_path / "columns.json"
        path.write_text(mapping if isinstance(mapping, str) else json.dumps(mapping), encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("whole", [True, False])
def test_a_mapped_table_comes_in_once_and_is_unchanged_the_second_time(table, written, whole):
    mapping = written({"columns": COLUMNS, "dates": "day-first"} if whole else COLUMNS)

    assert run(table(), "mapped", map=mapping) == "created=2 changed=0 unchanged=0 gone=0 rejected=0"
    assert run(table(), "mapped", map=mapping) == "created=0 changed=0 unchanged=2 gone=0 rejected=0"

    first = Recommendation.objects.get(texts__text__contains="albergues")
    assert (first.document.adopted_on.isoformat(), first.document.mechanism.code) == ("2023-04-03", "CEDAW")
    (entry,) = first.table_entries.all()
    assert [value for _label, value in entry.notes] == ["En curso"]
    assert ImportRun.objects.order_by("pk").first().kind == ImportRun.Kind.TABLE


def test_a_kept_mapping_is_called_by_its_name(table):
    kept = {heading.strip().casefold(): key for heading, key in COLUMNS.items() if key}
    TableMapping.objects.create(name="Sistema nacional", columns=kept, headings=HEADINGS)

    assert run(table(), "mapped", map="Sistema nacional", dry_run=True).startswith("created=2 ")
    assert not Recommendation.objects.exists()


def test_values_and_what_holds_for_every_row_are_mapped(table, written):
    columns = {key: value for key, value in COLUMNS.items() if value not in ("mechanism", "document_title")}
    mapping = {
        "columns": {**columns, "Órgano": "mechanism"},
        "values": {"mechanism": {"Comité de la Mujer": "CEDAW", "nadie": ""}},
        "constants": {"document_title": "Informe", "mechanism": "CRC"},
    }
    rows = [[1, "COMITÉ DE LA MUJER", "", "", "Abrir albergues en el norte.", ""]]
    rows.append([2, "Nadie", "", "", "Cerrar las cárceles viejas.", ""])
    rows.append([3, "Otro comité", "", "", "Formar a los jueces.", ""])

    line = run(table(rows), "mapped", map=written(mapping))

    assert line == "created=2 changed=0 unchanged=0 gone=0 rejected=1"
    codes = Recommendation.objects.values_list("document__mechanism__code", flat=True)
    assert set(codes) == {"CEDAW", "CRC"}


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("[1]", "mapping cannot be read"),
        ("{", "mapping cannot be read"),
        ({"columns": {"Órgano": "nothing"}}, "“nothing” is no column of ours"),
        ({"columns": {"Organ": "mechanism", "Recomendación": "text"}}, "Missing: Organ"),
        ({"columns": {"Órgano": "mechanism", "Recomendación": "text"}}, "Give the document"),
        ({"columns": {"Documento": "document_title"}, "constants": {"mechanism": "CRC"}}, "holds the text"),
        ({"columns": COLUMNS, "sheet": "Otra"}, "Missing"),
        ({"columns": COLUMNS, "heading": 1}, "Missing"),
        ({"columns": COLUMNS, "dates": "backwards"}, "dates"),
        ({"columns": COLUMNS, "colour": "red"}, "colour"),
        ({"columns": {"Órgano": ["mechanism"]}}, "Órgano"),
        ({"columns": COLUMNS, "constants": {"adopted_on": "someday"}}, "does not say enough"),
    ],
)
def test_a_mapping_that_does_not_fit_exits_2_with_one_line(table, written, capsys, mapping, words):
    assert words in refused(capsys, table(), "mapped", map=written(mapping))


def test_neither_file_nor_name_exits_2(table, written, capsys):
    assert "neither a file nor a kept mapping" in refused(capsys, table(), "mapped", map="Otro")
    assert "--kind mapped" in refused(capsys, table(), "mapped")
    assert "--kind mapped" in refused(capsys, table(), "template", map=written(COLUMNS))


def test_a_table_without_rows_says_so(table, written, capsys):
    assert "no rows below the headings" in refused(capsys, table([]), "mapped", map=written(COLUMNS))


@pytest.mark.parametrize(
    ("heading", "values", "key"),
    [
        ("Nº", ["1", "2", "3", "4"], ""),
        ("No.", [1, 2, 3, 4], ""),
        ("", ["1.", "2.", "3.", "4."], ""),
        ("Nº", ["23", "24", "31", "40"], "paragraph"),
        ("N°", ["118.1", "118.2", "118.3"], "paragraph"),
        ("Paragraph", ["1", "2", "3", "4"], "paragraph"),
    ],
)
def test_a_count_of_the_rows_is_no_paragraph(heading, values, key):
    rows = [(1, [heading, "Recomendación"])]
    rows += [(number, [value, "Abrir albergues"]) for number, value in enumerate(values, start=2)]

    assert guesses(rows, 1)[0].key == key


@pytest.mark.parametrize(
    ("heading", "values", "key"),
    [
        ("Documento", ["CAT/C/XAA/CO/3", "Caso Ramírez", "A/HRC/44/7"], "symbol"),
        ("Documento", ["Informe sobre las prisiones", "Caso Ramírez", "A/HRC/44/7"], "document_title"),
        ("Año", ["2020", 2021, "2022"], ""),
        ("Fecha", ["2020-03-01", "2021-05-02", "2022"], "published_on"),
    ],
)
def test_what_stands_in_a_column_says_more_than_its_heading(heading, values, key):
    rows = [(1, [heading, "Recomendación"])]
    rows += [(number, [value, "Abrir albergues"]) for number, value in enumerate(values, start=2)]

    assert guesses(rows, 1)[0].key == key
