"""The State's own table: matched with the register, mapped once, loaded with its days, taken back whole."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from focal_points.models import (
    Assignment,
    ImplementationStatus,
    Institution,
    InstitutionName,
    SearchRow,
    SheetRun,
    StatusUpdate,
)
from focal_points.services import matrices, matrix_mapping, matrix_maps, search_table
from focal_points.services.matrix_matching import cited
from focal_points.services.matrix_names import Names
from nmrf.base.errors import Invalid
from recommendations.models import Part
from tests.factories import DocumentFactory, InstitutionFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
HEAD = ["Recommandation", "Cote", "Par.", "Institution responsable", "État", "Mesures prises", "Date"]
MAP = {
    "recommendation": "Recommandation",
    "symbol": "Cote",
    "paragraph": "Par.",
    "lead": "Institution responsable",
    "status": "État",
    "action": "Mesures prises",
    "date": "Date",
}
TEXTS = [
    "Adopt without delay the draft law on shelters for women who are victims of violence.",
    "Train all judges and prosecutors on the Convention, and publish how many were trained.",
    "Raise the legal age of marriage to eighteen for women and men, without exceptions.",
]


@pytest.fixture
def asked(db: None) -> list[Any]:
    """Three recommendations of one document."""
    document = DocumentFactory(symbol="CEDAW/C/XAA/CO/5")
    made = [
        RecommendationFactory(document=document, paragraph=str(10 + n), text=text)
        for n, text in enumerate(TEXTS)
    ]
    search_table.refresh(None)
    return made


@pytest.fixture
def justice(db: None) -> Institution:
    """A ministry with an acronym."""
    made = InstitutionFactory(code="justice", name="Ministry of Justice")
    InstitutionName.objects.create(institution=made, language="fr", name="Ministère de la Justice")
    InstitutionName.objects.create(institution=made, language="fr", name="MJ", is_alias=True)
    return made


@pytest.mark.parametrize(
    ("symbol", "text", "found"),
    [
        ("CEDAW/C/XAA/CO/6, para. 15", "Train judges.", ("CEDAW/C/XAA/CO/6", "15", "Train judges.")),
        ("A/HRC/44/X7 118.57", "", ("A/HRC/44/X7", "118.57", "")),
        ("E/C.12/XAA/CO/4 (§ 13 b)", "", ("E/C.12/XAA/CO/4", "13 b", "")),
        ("", "CEDAW/C/XAA/CO/6، الفقرة 15: درّبوا القضاة", ("CEDAW/C/XAA/CO/6", "15", "درّبوا القضاة")),
        ("CEDAW/C/XAA/CO/6, para. 35 (c)", "", ("CEDAW/C/XAA/CO/6", "35 (c)", "")),
        ("", "CAT/C/XAA/CO/4, párr. 25", ("CAT/C/XAA/CO/4", "25", "")),
        ("", "CEDAW/C/XAA/CO/6 2024 report: train judges", None),
        ("CEDAW/C/XAA/CO/6", "15 judges and/or prosecutors", None),
    ],
)
def test_symbol_and_paragraph_in_one_cell_are_told_apart(symbol, text, found):
    read = cited(symbol, text)

    assert (read and (read.symbol, read.paragraph, read.text)) == found


def table(folder: Path, *rows: list[Any], name: str = "matrix.csv") -> Path:
    """A table as CSV."""
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def row(n: int, **changes: str) -> list[str]:
    """A full row about one of the three."""
    said = {
        "text": TEXTS[n],
        "symbol": "CEDAW/C/XAA/CO/5",
        "paragraph": str(10 + n),
        "lead": "Ministère de la Justice",
        "status": "Réalisé",
        "action": "La loi est en vigueur.",
        "date": "2024-05-31",
    }
    return list((said | changes).values())


def previewed(path: Path, by: Any, given: dict[str, Any] | None = None) -> SheetRun:
    run = matrices.begin(path=path, name=path.name, by=by)
    return matrices.read_at_once(run, matrix_maps.mapping(given or MAP, path, path.name))


def counts(run: SheetRun) -> dict[str, int]:
    return {name: n for name, n in run.counts.items() if n}


def test_a_row_is_found_by_symbol_and_paragraph_by_its_text_or_nearly_so(
    asked, justice, secretariat, tmp_path
):
    near = TEXTS[2].replace("eighteen", "18 years").replace("Raise", "3. Raise")
    path = table(
        tmp_path,
        row(0, text="", paragraph="para. 10"),
        row(1, symbol="", paragraph=""),
        row(2, symbol="", paragraph="", text=near),
        row(2, symbol="", paragraph="", text="Something that nobody ever asked of this State at all."),
    )

    run = previewed(path, secretariat)

    found = [(one.payload["how"], one.recommendation) for one in run.rows.all()]
    assert found == [("paragraph", asked[0]), ("text", asked[1]), ("near", asked[2]), ("", None)]
    assert counts(run) == {"changed": 3, "unmatched": 1}
    assert not Assignment.objects.exists()


def test_confirmed_by_another_it_stands_with_the_tables_day_and_says_where_it_is_from(
    asked, justice, secretariat, secretariat2, tmp_path
):
    run = previewed(table(tmp_path, row(0), row(1, status="en cours", lead="MJ")), secretariat)

    matrices.confirm(run=run, by=secretariat2, manner="stand")

    first, second = ImplementationStatus.objects.order_by("recommendation")
    assert (first.status, first.effective_on, first.reason) == (
        "implemented",
        date(2024, 5, 31),
        "La loi est en vigueur.",
    )
    assert (first.basis, first.verified_by, first.is_entered_late) == ("own_table", secretariat2, True)
    assert first.source == "matrix.csv, row 2"
    assert second.status == "in_progress"
    assert set(Assignment.objects.values_list("institution", "role", "state")) == {
        (justice.pk, "lead", "assigned")
    }
    assert SearchRow.objects.get(recommendation=asked[0]).status == "implemented"


def test_who_handed_it_in_does_not_say_that_its_statuses_stand(asked, justice, secretariat, tmp_path):
    run = previewed(table(tmp_path, row(0)), secretariat)

    with pytest.raises(Invalid, match="somebody else"):
        matrices.confirm(run=run, by=secretariat, manner="stand")

    assert not ImplementationStatus.objects.exists()


def test_proposed_statuses_wait_for_somebody_else(asked, justice, secretariat, secretariat2, tmp_path):
    run = previewed(table(tmp_path, row(0), row(0, date="2023-01-31", status="En cours")), secretariat)

    matrices.confirm(run=run, by=secretariat, manner="proposed")

    update = StatusUpdate.objects.get()
    proposal = update.proposals.get()
    assert (update.state, update.author, update.period_to) == ("submitted", secretariat, date(2024, 5, 31))
    assert (proposal.status, proposal.effective_on) == ("implemented", date(2024, 5, 31))
    assert not ImplementationStatus.objects.exists()


def test_the_same_table_again_adds_nothing(asked, justice, secretariat, secretariat2, tmp_path):
    path = table(tmp_path, row(0), row(1, lead="Comité ad hoc"))
    given = MAP | {"institutions": {"Comité ad hoc": "+"}}

    matrices.confirm(run=previewed(path, secretariat, given), by=secretariat2, manner="stand")

    assert counts(previewed(path, secretariat, given)) == {"unchanged": 2}


def test_undo_takes_all_of_it_back_also_institutions_that_were_made(
    asked, justice, secretariat, secretariat2, tmp_path
):
    path = table(tmp_path, row(0), row(1, lead="Comité ad hoc"))
    given = MAP | {"institutions": {"Comité ad hoc": "+"}}
    run = matrices.confirm(run=previewed(path, secretariat, given), by=secretariat2, manner="stand")
    assert Institution.objects.filter(names__name="Comité ad hoc").exists()

    operation = matrices.undo(operation=run.operation, by=secretariat)

    assert operation.kept == []
    assert not Assignment.objects.exists()
    assert not ImplementationStatus.objects.exists()
    assert not Institution.objects.exclude(pk=justice.pk).exists()
    assert SearchRow.objects.get(recommendation=asked[0]).status == "not_assessed"


def test_what_stands_here_already_stays_and_is_said(
    asked, justice, another_institution, secretariat, secretariat2, tmp_path
):
    Assignment.objects.create(institution=another_institution, recommendation=asked[0], role="lead")
    ImplementationStatus.objects.create(
        recommendation=asked[0],
        status="in_progress",
        effective_on=date(2024, 5, 31),
        verified_by=secretariat,
    )
    run = previewed(table(tmp_path, row(0)), secretariat)

    notes = run.rows.get().payload["plan"]["notes"]

    assert counts(run) == {"unchanged": 1}
    assert "Ministry of Finance leads already" in notes[0]
    assert "another status" in notes[1]


def test_what_fits_several_is_for_a_person_to_choose(asked, justice, secretariat, secretariat2, tmp_path):
    twin = RecommendationFactory(text=TEXTS[0], document=DocumentFactory(symbol="CEDAW/C/XAA/CO/6"))
    run = previewed(table(tmp_path, row(0, symbol="", paragraph="")), secretariat)
    doubtful = run.rows.get()
    assert counts(run) == {"choose": 1}
    assert {one[0] for one in doubtful.payload["candidates"]} == {asked[0].pk, twin.pk}

    run = matrices.choose(run=run, by=secretariat, choices={doubtful.pk: str(twin.pk)})
    matrices.confirm(run=run, by=secretariat2, manner="stand")

    assert ImplementationStatus.objects.get().recommendation == twin


def test_a_status_of_the_whole_is_that_of_each_part_and_a_letter_names_one(
    asked, justice, secretariat, secretariat2, tmp_path
):
    parts = [
        Part.objects.create(recommendation=asked[0], label=label, position=n, starts=n * 5, ends=n * 5 + 4)
        for n, label in enumerate("ab")
    ]
    path = table(tmp_path, row(0), row(0, text="", paragraph="10 (b)", date="2025-01-31", status="En cours"))

    matrices.confirm(run=previewed(path, secretariat), by=secretariat2, manner="stand")

    found = sorted(ImplementationStatus.objects.values_list("part", "status", "effective_on__year"))
    assert found == [
        (parts[0].pk, "implemented", 2024),
        (parts[1].pk, "implemented", 2024),
        (parts[1].pk, "in_progress", 2025),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [("2023", date(2023, 12, 31)), ("03/2023", date(2023, 3, 31)), ("mars 2023", date(2023, 3, 31)),
     ("31.12.2022", date(2022, 12, 31)), ("le 5 mai 2021", date(2021, 5, 5))],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(written, read, asked, justice, secretariat, tmp_path):
    run = previewed(table(tmp_path, row(0, date=written)), secretariat)

    assert run.rows.get().payload["said"]["on"] == read.isoformat()


def test_cells_that_cannot_be_read_are_named_with_what_would_be_right(asked, justice, secretariat, tmp_path):
    run = previewed(
        table(
            tmp_path,
            row(0, status="Zxcvb"),
            row(1, date="soon"),
            row(2, date="2099-01-01"),
            row(2, date="", lead="Ministry of Nothing"),
        ),
        secretariat,
    )

    wrong = [one.payload["wrong"] for one in run.rows.all()]

    assert counts(run) == {"rejected": 3, "changed": 1}
    assert wrong[0][0][:3] == ["status", "E2", "Zxcvb"]
    assert "means" in wrong[0][0][3]
    assert wrong[1][0][1] == "G3"
    assert "2024-03-31" in wrong[1][0][3]
    assert "future" in wrong[2][0][3]
    last = run.rows.last().payload
    assert last["said"]["on"] == "2024-05-31"
    assert "no institution here" in last["plan"]["notes"][0]


def test_each_unknown_word_and_name_is_asked_once(asked, justice, secretariat, tmp_path):
    path = table(tmp_path, row(0, status="Zxcvb", lead="Comité ad hoc; MJ"), row(1, status="zxcvb"))
    run = matrices.begin(path=path, name=path.name, by=secretariat)

    unknown = matrices.set_columns(run=run, by=secretariat, mapping=matrix_maps.mapping(MAP, path, path.name))

    assert {key: dict(words) for key, words in unknown.items()} == {
        "status": {"Zxcvb": 1, "zxcvb": 1},
        "lead": {"Comité ad hoc": 1},
    }
    run = matrices.set_values(
        run=run,
        by=secretariat,
        statuses={"zxcvb": "not_started"},
        institutions={"comité ad hoc": "-"},
    )
    assert counts(run) == {"changed": 2}
    assert run.rows.first().payload["said"]["lead"] == "MJ"


@pytest.mark.parametrize("turned", [False, True])
def test_a_word_table_is_read_like_any_other(turned, asked, justice, secretariat, tmp_path):
    """Its headings come again over a second table; a merged cell goes on; the map may be either way round."""
    document = docx.Document()
    for rows in ([row(0), row(1)], [row(2)]):
        made = document.add_table(rows=0, cols=7)
        for cells in [HEAD, *rows]:
            line = made.add_row().cells
            for place, text in enumerate(cells):
                line[place].text = text
        document.add_paragraph("Between the tables.")
    path = tmp_path / "matrix.docx"
    document.save(path)
    given = {theirs: ours for ours, theirs in MAP.items()} if turned else MAP

    run = previewed(path, secretariat, given)

    assert counts(run) == {"changed": 3}
    assert [one.at for one in run.rows.all()] == ["table 1, row 2", "table 1, row 3", "table 2, row 2"]


def test_an_institution_is_known_by_name_alias_code_and_in_company(justice, another_institution):
    names = Names.load()

    assert [names.of(one) for one in ("MJ", "ministère de la JUSTICE", "justice", "Justice (MJ)")] == [
        justice.pk
    ] * 4
    assert names.of("Ministry of Magic") is None
    assert names.divided("Ministry of Finance and Ministry of Justice", {})[0] == [
        "Ministry of Finance",
        "Ministry of Justice",
    ]


def test_the_command_matches_writes_once_and_says_what_it_did(asked, justice, tmp_path, capsys):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Suivi des recommandations"])
    sheet.append([])
    sheet.append(HEAD)
    for cells in (
        row(0),
        row(1, status="Zxcvb"),
        row(2, text="Nothing like it was ever asked.", symbol="", paragraph=""),
    ):
        sheet.append(cells)
    path, columns = tmp_path / "matrix.xlsx", tmp_path / "columns.json"
    book.save(path)
    columns.write_text(json.dumps(MAP))

    lines = []
    for more in (["--dry-run"], [], []):
        call_command("import_matrix", str(path), "--map", str(columns), *more)
        lines.append(capsys.readouterr().out.strip().splitlines()[-1])

    assert lines == ["matched=1 unmatched=1 rejected=1"] * 3
    assert ImplementationStatus.objects.count() == Assignment.objects.count() == 1
    assert SheetRun.objects.count() == 1


@pytest.mark.parametrize(
    "given", [[], {"lead": "Nowhere"}, {"nonsense": "Par."}, {"paragraph": "Par."}, {"statuses": {"x": "y"}}]
)
def test_the_command_refuses_a_map_that_fits_nothing(given, asked, tmp_path, capsys):
    columns = tmp_path / "columns.json"
    columns.write_text(json.dumps(given))

    with pytest.raises(SystemExit) as ended:
        call_command("import_matrix", str(table(tmp_path, row(0))), "--map", str(columns))

    assert ended.value.code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_command_names_institutions_that_nobody_knows(asked, justice, tmp_path, capsys):
    path = table(tmp_path, row(0), row(1, lead="Bureau des affaires"), row(2, lead="Bureau des affaires"))
    columns = tmp_path / "columns.json"
    columns.write_text(json.dumps(MAP))

    call_command("import_matrix", str(path), "--map", str(columns), "--dry-run")

    told = capsys.readouterr().out
    assert "no institution is called 'Bureau des affaires': left out (rows: 2)" in told
    assert told.splitlines()[-1] == "matched=3 unmatched=0 rejected=0"


def test_a_table_that_the_file_does_not_have_is_not_guessed(asked, tmp_path):
    book = openpyxl.Workbook()
    for name in ("First", "Second"):
        sheet = book.create_sheet(name)
        sheet.append(HEAD)
        sheet.append(row(0))
    book.save(tmp_path / "book.xlsx")

    with pytest.raises(Invalid, match="First; "):
        matrix_maps.mapping(MAP | {"sheet": "Third"}, tmp_path / "book.xlsx", "book.xlsx")


def test_a_new_institution_is_called_as_the_table_calls_it(asked, justice, secretariat, tmp_path):
    path = table(tmp_path, row(0, lead="Office of Works"), row(0, lead="MJ"))

    run = previewed(path, secretariat, MAP | {"institutions": {"Office of Works": "+"}})

    notes = [note for one in run.rows.all() for note in one.payload["plan"]["notes"]]
    assert any("Office of Works leads already" in note for note in notes)


def test_what_the_table_alone_says_is_nowhere_called_verified(
    asked, justice, secretariat, secretariat2, tmp_path, client
):
    run = previewed(table(tmp_path, row(0)), secretariat)
    matrices.confirm(run=run, by=secretariat2, manner="stand")

    found = SearchRow.objects.get(recommendation=asked[0])
    assert (found.status, found.status_on, found.verified_on) == ("implemented", date(2024, 5, 31), None)
    assert search_table.drift() == 0
    page = client.get(asked[0].get_absolute_url()).content.decode()
    assert "in force since 31 May 2024; not verified here" in page
    then = client.get(f"{asked[0].get_absolute_url()}?as_of=2025-01-01").content.decode()
    assert "in force since 31 May 2024; not verified here" in then
    assert "from the State's own table" in client.get("/recommendations/").content.decode()
    told = client.get(f"/api/v1/recommendations/{asked[0].public_id}/?as_of=2025-01-01").json()
    assert (told["status"], told["verified_on"]) == ("implemented", None)


def test_a_column_that_numbers_the_rows_hides_no_paragraph(asked, justice, secretariat, tmp_path):
    cited_ones = row(1, text="", symbol="CEDAW/C/XAA/CO/5, para. 11", paragraph="1")

    run = previewed(table(tmp_path, cited_ones), secretariat)

    assert [(one.payload["how"], one.recommendation) for one in run.rows.all()] == [("paragraph", asked[1])]


def test_what_was_not_taken_in_before_is_not_guessed_at_again(asked, justice, secretariat, tmp_path):
    path = table(tmp_path, row(0))
    given = {ours: theirs for ours, theirs in MAP.items() if ours != "paragraph"}
    run = previewed(path, secretariat, given)
    matrices.confirm(run=run, by=secretariat, manner="none")

    keys = {one.heading: one.key for one in matrix_mapping.look(path, path.name).guesses}

    assert (keys["Par."], keys["Cote"]) == ("", "symbol")


def test_only_the_secretariat_brings_it(owner, administrator, nhri, tmp_path, asked):
    for person in (owner, administrator, nhri):
        with pytest.raises(PermissionDenied):
            matrices.begin(path=table(tmp_path, row(0)), name="matrix.csv", by=person)
        assert not SheetRun.objects.visible_to(person).exists()
