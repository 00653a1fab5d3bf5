"""A workbook goes out, is filled in by whatever program, and comes home: nothing is lost or overwritten."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from focal_points.models import Assignment, Evidence, SheetRun, StatusUpdate, UpdateStep
from focal_points.services import status_updates, workbook_export, workbooks
from focal_points.services.update_fields import UpdateFields
from focal_points.sheets.reading import NoWorkbook
from nmrf.base.errors import NotNow
from recommendations.models import Cluster, ClusterMembership, ClusterText, Part
from recommendations.tables.errors import UnreadableTable
from tests.factories import AssignmentFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
CHANGED = {"changed": 1, "conflict": 0, "rejected": 0}


@pytest.fixture
def book(institution: Any, assignment: Assignment, owner: Any, tmp_path: Path) -> Path:
    """The agency's workbook, as its focal point took it."""
    return made(institution, owner, tmp_path)


def made(institution: Any, by: Any, folder: Path, language: str = "en", name: str = "book.xlsx") -> Path:
    """A workbook in a file."""
    path = folder / name
    with workbook_export.workbook(institution=institution, language=language, by=by) as file:
        path.write_bytes(file.read())
    return path


def places(sheet: Any) -> dict[str, int]:
    """Column's key → its number, by the hidden row of keys; the stamp stands first."""
    return {"stamp": 1} | {cell.value: cell.column for cell in sheet[2] if cell.column > 1}


def fill(path: Path, row: int = 3, *, to: Path | None = None, **cells: Any) -> Path:
    """Write into a row of the sheet, as Excel would."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[1]
    where = places(sheet)
    for key, value in cells.items():
        sheet.cell(row, where[key]).value = value
    workbook.save(to or path)
    return to or path


def brought(path: Path, by: Any) -> SheetRun:
    return workbooks.bring(path=path, name=path.name, by=by)


def counts(run: SheetRun) -> tuple[int, ...]:
    return tuple(run.counts[name] for name in ("changed", "unchanged", "conflict", "rejected"))


def test_the_workbook_explains_itself_and_keeps_what_is_not_to_be_changed(book):
    workbook = openpyxl.load_workbook(book)
    how, sheet, lists = workbook.worksheets
    where = places(sheet)
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}

    assert (sheet.freeze_panes, sheet.protection.sheet, lists.sheet_state) == ("C3", True, "hidden")
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[2].hidden
    assert sheet.cell(3, where["asked"]).protection.locked
    assert not sheet.cell(3, where["narrative"]).protection.locked
    assert sheet.cell(3, where["asked"]).value.startswith("Open shelters")
    letter = openpyxl.utils.get_column_letter(where["status"])
    assert rules[f"{letter}3"] == "'Lists'!$A$1:$A$7"
    assert "In progress" in [cell.value for cell in lists["A"]]
    assert any("Nothing is saved before you confirm" in str(row[1].value) for row in how.iter_rows(min_row=3))


def test_an_arabic_workbook_reads_from_the_right_in_arabic_words(institution, assignment, owner, tmp_path):
    path = made(institution, owner, tmp_path, "ar")

    workbook = openpyxl.load_workbook(path)

    assert all(sheet.sheet_view.rightToLeft for sheet in workbook.worksheets)
    with translation.override("ar"):
        assert str(translation.gettext("In progress")) in [c.value for c in workbook.worksheets[2]["A"]]


def test_what_was_filled_in_becomes_a_draft_and_again_changes_nothing(book, owner, assignment):
    fill(
        book,
        status="In progress",
        narrative="The law was drafted.",
        obstacle_1="Budget",
        obstacle_3="Staff",
        need_1="Training",
        next_step="Debate",
        next_step_on=date(2027, 3, 1),
        links="https://law.example/draft",
        is_public="internal",
    )
    run = brought(book, owner)
    assert counts(run) == (1, 0, 0, 0)
    assert not StatusUpdate.objects.exists()

    workbooks.confirm(run=run, by=owner)

    update = StatusUpdate.objects.get()
    assert (update.state, update.narrative, update.is_public) == ("draft", "The law was drafted.", False)
    assert {one.kind for one in update.obstacles.all()} == {"budget", "staff"}
    assert [one.kind for one in update.needs.all()] == ["training"]
    assert (update.next_step, update.next_step_on) == ("Debate", date(2027, 3, 1))
    assert update.proposals.get().status == "in_progress"
    assert Evidence.objects.get().link == "https://law.example/draft"
    assert counts(brought(book, owner)) == (0, 1, 0, 0)


def test_words_of_another_language_texts_for_dates_and_moved_columns_are_understood(book, owner):
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[1]
    where = places(sheet)
    sheet.cell(3, where["status"]).value = "En cours"
    sheet.cell(3, where["next_step_on"]).value = "31.12.2027"
    sheet.cell(3, where["narrative"]).value = "Rédigé."
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    for _ in range(3):
        sheet.append([])
    for row in values:  # the columns turned round, as somebody might move them
        sheet.append(row[::-1])
    workbook.save(book)

    run = brought(book, owner)

    found = {cell["field"]: cell["new"] for cell in run.rows.get().payload["cells"]}
    assert found == {"status": "in_progress", "next_step_on": "2027-12-31", "narrative": "Rédigé."}


def test_a_wrong_cell_is_named_with_what_would_be_right_and_nothing_of_its_row_is_written(book, owner):
    fill(book, status="Nearly there", period_to="31/31/2026", narrative="Done.")

    run = brought(book, owner)

    row = run.rows.get()
    said = {key: (at, why) for key, at, _value, why in row.payload["wrong"]}
    assert counts(run) == (0, 0, 0, 1)
    assert said["status"][0] == "H3"
    assert "In progress" in said["status"][1]
    assert "2024-03-31" in said["period_to"][1]
    workbooks.confirm(run=run, by=owner)
    assert not StatusUpdate.objects.exists()


def test_what_a_colleague_changed_meanwhile_is_never_overwritten(
    institution, assignment, owner, alternate, draft, tmp_path
):
    status_updates.save(update=draft, version=1, by=owner, fields=UpdateFields(narrative="First words."))
    book = fill(made(institution, owner, tmp_path), narrative="From the workbook.", next_step="Debate")
    draft.refresh_from_db()
    status_updates.save(
        update=draft,
        version=draft.version,
        by=alternate,
        fields=UpdateFields(narrative="From the colleague.", needs_said="A lawyer."),
    )
    run = brought(book, owner)
    assert counts(run) == (0, 0, 1, 0)
    verdicts = {cell["field"]: cell["verdict"] for cell in run.rows.get().payload["cells"]}
    assert verdicts == {"narrative": "conflict", "next_step": "change", "needs_said": "since"}

    run = workbooks.confirm(run=run, by=owner)

    draft.refresh_from_db()
    assert (draft.narrative, draft.next_step, draft.needs_said) == (
        "From the colleague.",
        "Debate",
        "A lawyer.",
    )
    assert "nobody chose" in run.operation.skipped[0]["why"]


def test_a_person_chooses_which_side_stays(institution, owner, alternate, draft, tmp_path):
    book = fill(made(institution, owner, tmp_path), narrative="From the workbook.")
    status_updates.save(update=draft, version=1, by=alternate, fields=UpdateFields(narrative="Colleague."))
    run = brought(book, owner)

    workbooks.choose(run=run, by=owner, choices={run.rows.get().pk: {"narrative": "take"}})
    workbooks.confirm(run=run, by=owner)

    draft.refresh_from_db()
    assert draft.narrative == "From the workbook."


def test_what_was_changed_between_preview_and_confirmation_stays(book, owner, alternate, draft):
    fill(book, narrative="From the workbook.")
    run = brought(book, owner)
    draft.refresh_from_db()
    status_updates.save(
        update=draft, version=draft.version, by=alternate, fields=UpdateFields(narrative="Just now.")
    )

    run = workbooks.confirm(run=run, by=owner)

    draft.refresh_from_db()
    assert draft.narrative == "Just now."
    assert "after the preview" in run.operation.skipped[0]["why"]


def test_undo_takes_a_new_draft_away_and_puts_an_old_one_back(institution, owner, draft, tmp_path):
    other = AssignmentFactory(institution=institution)
    status_updates.save(update=draft, version=1, by=owner, fields=UpdateFields(narrative="Before."))
    path = made(institution, owner, tmp_path)
    fill(path, 3, narrative="After one.")
    fill(path, 4, narrative="After two.")
    run = workbooks.confirm(run=brought(path, owner), by=owner)
    assert StatusUpdate.objects.count() == 2

    operation = workbooks.undo(operation=run.operation, by=owner)

    assert operation.kept == []
    assert [one.narrative for one in StatusUpdate.objects.all()] == ["Before."]
    assert not other.updates.exists()
    assert not UpdateStep.objects.exclude(update=draft).exists()


def test_sent_updates_go_where_a_page_would_send_them_and_what_lacks_something_stays_a_draft(
    institution, assignment, owner, tmp_path
):
    AssignmentFactory(institution=institution)
    path = made(institution, owner, tmp_path)
    said = {"status": "Not started", "narrative": "Planned.", "next_step": "Draft", "period_to": "2026-01-31"}
    fill(path, 3, **said, next_step_on=date(2030, 1, 1))
    fill(path, 4, **said)
    Assignment.objects.update(assigned_at="2025-12-01T00:00:00Z")
    path2 = made(institution, owner, tmp_path, name="again.xlsx")
    fill(path2, 3, **said, next_step_on=date(2030, 1, 1))
    fill(path2, 4, **said)

    run = workbooks.confirm(run=brought(path2, owner), by=owner, sends=True)

    states = sorted(StatusUpdate.objects.values_list("state", flat=True))
    assert states == ["draft", "submitted"]
    assert "not sent" in run.operation.skipped[0]["why"]
    again = brought(path2, owner)
    assert counts(again) == (0, 2, 0, 0)
    fill(path2, 3, narrative="Other words.")
    assert counts(brought(path2, owner))[3] + counts(brought(path2, owner))[2] == 1


def test_the_parts_of_one_assignment_are_rows_that_share_one_account(institution, owner, tmp_path):
    recommendation = RecommendationFactory(text="(a) Open shelters; (b) Train staff.")
    parts = [
        Part.objects.create(
            recommendation=recommendation, label=label, position=n, starts=n * 5, ends=n * 5 + 4
        )
        for n, label in enumerate("ab")
    ]
    AssignmentFactory(institution=institution, recommendation=recommendation)
    path = made(institution, owner, tmp_path)
    fill(path, 3, status="In progress", narrative="Both begun.")
    fill(path, 4, status="Not started", narrative="Not read here.")

    workbooks.confirm(run=brought(path, owner), by=owner)

    update = StatusUpdate.objects.get()
    assert update.narrative == "Both begun."
    assert {row.part: row.status for row in update.proposals.all()} == {
        parts[0]: "in_progress",
        parts[1]: "not_started",
    }


def test_a_cluster_is_a_row_for_each_recommendation_in_it(institution, owner, tmp_path):
    cluster = Cluster.objects.create(code="shelter")
    ClusterText.objects.create(cluster=cluster, language="en", name="Shelter")
    for _ in range(3):
        ClusterMembership.objects.create(cluster=cluster, recommendation=RecommendationFactory())
    AssignmentFactory(institution=institution, recommendation=None, cluster=cluster)

    sheet = openpyxl.load_workbook(made(institution, owner, tmp_path)).worksheets[1]

    assert sheet.max_row == 5
    assert not sheet.cell(5, places(sheet)["status"]).protection.locked
    assert sheet.cell(5, places(sheet)["narrative"]).protection.locked


def test_rows_of_another_institution_cannot_be_smuggled_in(
    institution, another_institution, assignment, owner, stranger, tmp_path
):
    AssignmentFactory(institution=another_institution)
    theirs = made(another_institution, stranger, tmp_path, name="theirs.xlsx")
    stamp = openpyxl.load_workbook(theirs).worksheets[1].cell(3, 1).value
    own = fill(made(institution, owner, tmp_path), stamp=stamp, narrative="Theirs, by us.")
    forged = fill(
        made(institution, owner, tmp_path, name="forged.xlsx"), stamp="x" + stamp[1:], narrative="Forged."
    )

    assert counts(brought(own, owner)) == (0, 0, 0, 1)
    assert counts(brought(forged, owner)) == (0, 0, 0, 1)
    with pytest.raises(PermissionDenied):
        brought(theirs, owner)


def test_a_row_copied_below_itself_is_taken_once(book, owner):
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[1]
    sheet.cell(3, places(sheet)["narrative"]).value = "Once."
    sheet.append([cell.value for cell in sheet[3]])
    workbook.save(book)

    assert counts(brought(book, owner)) == (1, 0, 0, 1)


def test_an_update_that_was_verified_since_is_a_conflict_and_not_lost(
    institution, owner, draft, secretariat, tmp_path
):
    fields = UpdateFields(narrative="As sent.", period_from=draft.period_from, period_to=draft.period_to)
    status_updates.save(update=draft, version=1, by=owner, fields=fields)
    path = made(institution, owner, tmp_path)
    StatusUpdate.objects.update(
        state="verified", submitted_by=owner, submitted_at="2026-07-01T00:00:00Z", decided_by=secretariat,
        decided_at="2026-07-02T00:00:00Z",
    )  # fmt: skip
    assert counts(brought(path, owner)) == (0, 1, 0, 0)
    fill(path, narrative="More was done.")

    run = brought(path, owner)

    assert counts(run) == (0, 0, 1, 0)
    workbooks.choose(run=run, by=owner, choices={run.rows.get().pk: {"narrative": "take"}})
    workbooks.confirm(run=run, by=owner)
    assert sorted(StatusUpdate.objects.values_list("narrative", "state")) == [
        ("As sent.", "verified"),
        ("More was done.", "draft"),
    ]


def test_others_do_not_take_or_bring_a_workbook(institution, book, stranger, nobody, validator, secretariat):
    for person in (stranger, nobody, validator):
        with pytest.raises(PermissionDenied):
            workbook_export.workbook(institution=institution, language="en", by=person)
        with pytest.raises(PermissionDenied):
            brought(book, person)
        assert not SheetRun.objects.visible_to(person).exclude(institution=institution).exists()


def test_what_is_no_workbook_is_refused_with_a_sentence(tmp_path, owner):
    plain = tmp_path / "plain.xlsx"
    openpyxl.Workbook().save(plain)
    text = tmp_path / "letter.pdf"
    text.write_bytes(b"%PDF-1.7 letter")

    with pytest.raises(NoWorkbook, match="no workbook of this house"):
        brought(plain, owner)
    with pytest.raises(UnreadableTable, match="PDF"):
        brought(text, owner)


def test_a_second_click_writes_nothing_more(book, owner):
    fill(book, narrative="Once.")
    run = brought(book, owner)
    workbooks.confirm(run=run, by=owner)

    with pytest.raises(NotNow):
        workbooks.confirm(run=run, by=owner)


@pytest.mark.parametrize("rows", [1, 4])
def test_comparing_costs_the_same_however_long(
    rows, institution, assignment, owner, tmp_path, django_assert_max_num_queries
):
    AssignmentFactory.create_batch(rows, institution=institution)
    path = made(institution, owner, tmp_path)
    for number in range(rows):
        fill(path, 3 + number, narrative=f"Words {number}.")

    with django_assert_max_num_queries(36):
        run = brought(path, owner)

    assert counts(run) == (rows, 1, 0, 0)


def test_writing_a_row_costs_few_queries(institution, assignment, owner, tmp_path):
    costs = []
    for count in (2, 6):
        AssignmentFactory.create_batch(count, institution=institution)
        path = made(institution, owner, tmp_path)
        last = openpyxl.load_workbook(path).worksheets[1].max_row
        for number in range(last - count + 1, last + 1):
            fill(path, number, narrative=f"Step {count} {number}.", status="In progress")
        run = brought(path, owner)
        assert counts(run)[0] == count
        with CaptureQueriesContext(connection) as asked:
            workbooks.confirm(run=run, by=owner)
        costs.append(len(asked))

    assert (costs[1] - costs[0]) / 4 <= 22


def test_the_commands_say_what_they_did(institution, assignment, owner, tmp_path, capsys):
    path = tmp_path / "out.xlsx"
    call_command("export_workbook", "--institution", "shelters", "--language", "fr", "--output", str(path))
    fill(path, narrative="Par la commande.")
    capsys.readouterr()

    lines = []
    for more in (["--dry-run"], [], []):
        call_command("import_workbook", str(path), *more)
        lines.append(capsys.readouterr().out.strip().splitlines()[-1])

    assert lines == [
        "changed=1 unchanged=0 conflicts=0 rejected=0",
        "changed=1 unchanged=0 conflicts=0 rejected=0",
        "changed=0 unchanged=1 conflicts=0 rejected=0",
    ]
    update = StatusUpdate.objects.get()
    assert (update.author, update.narrative, SheetRun.objects.count()) == (owner, "Par la commande.", 1)


@pytest.mark.parametrize("arguments", [["nowhere.xlsx"], [__file__]])
def test_the_command_refuses_with_one_line_and_exit_2(arguments, capsys, institution, owner):
    with pytest.raises(SystemExit) as ended:
        call_command("import_workbook", *arguments)

    assert ended.value.code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
