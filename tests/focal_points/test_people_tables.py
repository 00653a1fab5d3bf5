"""Institutions, people and terms from one table: shown first, nothing doubled, no mail unasked, undone."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from focal_points.models import Institution, SheetRun, Term
from focal_points.services import people_resources, people_tables
from focal_points.sheets.people_reading import NoPeopleTable
from nmrf.base.models import User

pytestmark = pytest.mark.django_db
BODIES = [
    {
        "code": "health",
        "kind": "ministry",
        "name_en": "Ministry of Health",
        "parent": "Prime Minister's Office",
    },
    {
        "code": "pmo",
        "kind": "office of the head of State or government",
        "name_en": "Prime Minister's Office",
    },
]
PEOPLE = [
    {
        "email": "Hana.Health@Health.example",
        "name": "Hana Health",
        "language": "Français",
        "institution": "Ministry of Health",
        "role": "focal point",
        "starts_on": "2026-01-15",
    },
    {"email": "pia@pmo.example", "name": "Pia Pmo", "institution": "pmo", "role": "validator"},
]


def filled(by: Any, bodies: list[Any] = BODIES, people: list[Any] = PEOPLE) -> Any:
    """The table as somebody would hand it in: rows of ours in the house's own template."""
    with people_resources.template(by=by) as file:
        book = openpyxl.load_workbook(file)
    for sheet, rows in ((book.worksheets[1], bodies), (book.worksheets[2], people)):
        places = {cell.value: cell.column for cell in sheet[2]}
        for row in rows:
            number = sheet.max_row + 1
            for key, value in row.items():
                sheet.cell(number, places[key]).value = value
    return book


def handed_in(book: Any, by: Any, folder: Path) -> SheetRun:
    path = folder / "people.xlsx"
    book.save(path)
    return people_tables.ask(upload=SimpleUploadedFile("people.xlsx", path.read_bytes()), by=by)


def counts(run: SheetRun) -> dict[str, int]:
    return {name: n for name, n in run.counts.items() if n}


def test_everything_is_shown_first_then_made_and_nobody_gets_a_mail_unasked(
    administrator, tmp_path, django_capture_on_commit_callbacks
):
    run = handed_in(filled(administrator), administrator, tmp_path)
    assert counts(run) == {"changed": 4}
    assert not Institution.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        people_tables.confirm(run=run, by=administrator)

    health = Institution.objects.get(code="health")
    hana = User.objects.get(email="hana.health@health.example")
    assert (health.parent.code, health.name, hana.language) == ("pmo", "Ministry of Health", "fr")
    term = Term.objects.get(person=hana)
    assert (term.institution, term.role, term.starts_on) == (health, "focal_point", date(2026, 1, 15))
    assert not hana.has_usable_password()
    assert mail.outbox == []
    assert counts(handed_in(filled(administrator), administrator, tmp_path)) == {"unchanged": 4}


def test_asked_for_each_new_person_gets_one_link(administrator, tmp_path, django_capture_on_commit_callbacks):
    run = handed_in(filled(administrator), administrator, tmp_path)

    with django_capture_on_commit_callbacks(execute=True):
        people_tables.confirm(run=run, by=administrator, invites=True)

    assert sorted(one.to[0] for one in mail.outbox) == ["hana.health@health.example", "pia@pmo.example"]


def test_bad_cells_are_named_with_what_would_be_right(administrator, secretariat, tmp_path):
    book = filled(
        administrator,
        [
            {"code": "été", "kind": "ministry", "name_en": "A"},
            {"code": "b", "kind": "castle", "name_en": "B"},
            {"code": "c", "kind": "agency"},
            {"code": "d", "kind": "agency", "name_en": "D", "parent": "e"},
            {"code": "e", "kind": "agency", "name_en": "E", "parent": "d"},
        ],
        [
            {"email": "nobody", "name": "A"},
            {"email": "a@a.example", "name": "A", "institution": "nowhere", "role": "focal point"},
            {"email": "b@b.example", "name": "B", "institution": "d", "role": "focal point",
             "starts_on": "2026-05-01", "ends_on": "2026-04-01"},
            {"email": secretariat.email, "name": "S"},
        ],
    )  # fmt: skip

    run = handed_in(book, administrator, tmp_path)

    wrong = {tuple(one[0] for one in row.payload["wrong"]) for row in run.rows.all()}
    assert counts(run) == {"rejected": 9}
    assert {("code",), ("kind",), ("parent",), ("email",), ("institution",), ("ends_on",)} <= wrong
    kinds = next(row for row in run.rows.all() if row.payload["wrong"][0][0] == "kind").payload["wrong"][0]
    assert kinds[1] == "B6"
    assert "ministry" in kinds[3]


def test_what_stands_here_is_changed_only_where_the_table_says_otherwise(
    institution, owner, administrator, tmp_path
):
    with people_resources.entered(by=administrator) as file:
        book = openpyxl.load_workbook(file)
    assert counts(handed_in(book, administrator, tmp_path)) == {"unchanged": 3}
    bodies, people = book.worksheets[1:3]
    places = {cell.value: cell.column for cell in people[2]}
    people.cell(3, places["ends_on"]).value = "2030-12-31"
    where = {cell.value: cell.column for cell in bodies[2]}
    for line in bodies.iter_rows(min_row=3):
        if line[0].value == "shelters":
            bodies.cell(line[0].row, where["name_fr"]).value = "Agence des foyers"

    run = people_tables.confirm(run=handed_in(book, administrator, tmp_path), by=administrator)

    assert run.counts["changed"] == 2
    assert Term.objects.get(person=owner).ends_on == date(2030, 12, 31)
    assert {one.language: one.name for one in institution.names.all()} == {
        "en": "Agency for Shelters",
        "fr": "Agence des foyers",
    }


def test_undo_takes_back_what_it_made_and_changed(institution, administrator, tmp_path):
    changed = {"code": "shelters", "kind": "agency", "name_en": "Shelters", "parent": "justice"}
    run = handed_in(filled(administrator, [*BODIES, changed]), administrator, tmp_path)
    run = people_tables.confirm(run=run, by=administrator)
    assert Institution.objects.get(code="shelters").name == "Shelters"

    operation = people_tables.undo(operation=run.operation, by=administrator)

    assert operation.kept == []
    assert {one.code for one in Institution.objects.all()} == {"shelters", "justice"}
    assert Institution.objects.get(code="shelters").name == "Agency for Shelters"
    assert not User.objects.filter(email="pia@pmo.example").exists()


def test_the_empty_table_brings_nothing_and_another_one_is_refused(administrator, owner, tmp_path):
    with pytest.raises(Exception, match="no row"):
        handed_in(filled(administrator, [], []), administrator, tmp_path)
    with pytest.raises(NoPeopleTable):
        handed_in(openpyxl.load_workbook(_plain(tmp_path)), administrator, tmp_path)
    with pytest.raises(PermissionDenied):
        handed_in(filled(administrator), owner, tmp_path)


def _plain(folder: Path) -> Path:
    path = folder / "plain.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.save(path)
    return path


def test_who_is_of_an_institution_that_cannot_be_taken_is_shown_as_such(administrator, tmp_path):
    lost = BODIES[0] | {"kind": "circus"}
    below = {"code": "clinic", "kind": "agency", "name_en": "Clinic", "parent": "health"}

    run = handed_in(filled(administrator, [lost, BODIES[1], below], PEOPLE), administrator, tmp_path)

    assert counts(run) == {"changed": 2, "rejected": 3}
    whys = [one.payload["wrong"][0][3] for one in run.rows.filter(verdict="rejected")]
    assert [why.startswith("The row of this institution cannot be taken") for why in whys] == [
        False,
        True,
        True,
    ]


def test_one_address_is_one_person(administrator, tmp_path):
    twice = PEOPLE[1] | {"name": "Pia Other", "role": "head of the institution"}

    run = handed_in(filled(administrator, BODIES, [*PEOPLE, twice]), administrator, tmp_path)

    wrong = run.rows.get(verdict="rejected").payload["wrong"]
    assert [(key, why) for key, _at, _value, why in wrong] == [
        ("name", "In People and terms, row 5 this address is that of Pia Pmo.")
    ]


def test_undo_takes_back_people_whose_invitation_left_already(
    administrator, tmp_path, django_capture_on_commit_callbacks
):
    run = handed_in(filled(administrator), administrator, tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        run = people_tables.confirm(run=run, by=administrator, invites=True)
    assert len(mail.outbox) == 2
    hana = User.objects.get(email__istartswith="hana")
    hana.set_password("A long way from here")
    hana.save()

    operation = people_tables.undo(operation=run.operation, by=administrator)

    assert not User.objects.filter(email="pia@pmo.example").exists()
    assert User.objects.filter(pk=hana.pk).exists()  # chose a password: theirs by now
    assert operation.kept
