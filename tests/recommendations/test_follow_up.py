"""The committees' follow-up clock: marked, sent, graded under the committee's own scale."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from focal_points import queues, undoing
from focal_points.document_page import DocumentPage
from focal_points.services import search_table
from nmrf.base.errors import Invalid
from recommendations import scales
from recommendations.models import FollowUpReport, MechanismGrade
from recommendations.services import follow_up, grades
from tests.factories import DocumentFactory, MechanismFactory, RecommendationFactory

DUE = date(2024, 3, 1)
SENT = date(2024, 5, 1)


@pytest.fixture
def document(db):
    return DocumentFactory(mechanism=MechanismFactory(code="CCPR"))


@pytest.fixture
def rows(document):
    made = [RecommendationFactory(document=document) for _ in range(3)]
    search_table.refresh(None)
    return made


def test_several_are_marked_at_once_and_unmarked_by_undo(rows, secretariat):
    observation = RecommendationFactory(document=rows[0].document, kind="observation")

    done = follow_up.mark_many(recommendations=[*rows, observation], due_on=DUE, by=secretariat)

    assert (done.size, len(done.skipped)) == (3, 1)
    rows[0].refresh_from_db()
    assert (rows[0].is_followup, rows[0].followup_due_on) == (True, DUE)
    undoing.undo(operation=done, by=secretariat)
    rows[0].refresh_from_db()
    assert not rows[0].is_followup


def test_a_report_sent_takes_its_paragraphs_off_the_desk(document, rows, secretariat):
    follow_up.mark_many(recommendations=rows, due_on=DUE, by=secretariat)
    page = DocumentPage(document)
    assert page.is_overdue
    assert queues.QUEUES["followup"].waiting().count() == 3

    follow_up.send_report(
        document=document, sent_on=SENT, symbol="ccpr/c/xaa/fco/1", paragraphs=rows[:2], by=secretariat
    )

    assert FollowUpReport.objects.get().symbol == "CCPR/C/XAA/FCO/1"
    clock = DocumentPage(document).follow_up
    assert [(one.is_overdue, len(one.reports)) for one in clock] == [(False, 1), (False, 1), (True, 0)]
    assert list(queues.QUEUES["followup"].waiting()) == [rows[2]]


def test_a_report_is_mended_and_stays_while_a_grade_rests_on_it(document, rows, secretariat):
    report = follow_up.send_report(document=document, sent_on=SENT, paragraphs=rows[:1], by=secretariat)
    follow_up.change_report(report=report, sent_on=SENT, paragraphs=rows[1:], by=secretariat)
    assert set(report.paragraphs.values_list("recommendation", flat=True)) == {row.pk for row in rows[1:]}

    given = grades.give(
        recommendation=rows[1], scale="CCPR-2017", grade="B", given_on=SENT, report=report, by=secretariat
    )
    with pytest.raises(Invalid):
        follow_up.remove_report(report=report, by=secretariat)
    grades.take_away(grade=given, by=secretariat)
    follow_up.remove_report(report=report, by=secretariat)
    assert not FollowUpReport.objects.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: {"paragraphs": []},
        lambda rows: {"paragraphs": [RecommendationFactory()]},
        lambda rows: {"sent_on": timezone.localdate() + timedelta(days=1)},
    ],
)
def test_a_report_that_cannot_be_is_refused(document, rows, secretariat, spoil):
    said = {"document": document, "sent_on": SENT, "paragraphs": rows, **spoil(rows)}
    with pytest.raises(Invalid):
        follow_up.send_report(by=secretariat, **said)


def test_only_grades_of_the_committees_own_scale_in_its_years(rows, secretariat):
    with pytest.raises(Invalid):  # CEDAW's
        grades.give(recommendation=rows[0], scale="CEDAW", grade="PI", given_on=SENT, by=secretariat)
    with pytest.raises(Invalid):  # of the scale before
        grades.give(recommendation=rows[0], scale="CCPR-2017", grade="B1", given_on=SENT, by=secretariat)
    with pytest.raises(Invalid):  # not in use any more
        grades.give(recommendation=rows[0], scale="CCPR-2013", grade="B1", given_on=SENT, by=secretariat)
    grades.give(
        recommendation=rows[0], scale="CCPR-2013", grade="B1", given_on=date(2015, 4, 1), by=secretariat
    )
    grade = MechanismGrade.objects.get()
    assert grade.said == scales.meaning("CCPR-2013", "B1") != ""


def test_a_body_without_a_scale_is_graded_in_its_own_words(secretariat):
    row = RecommendationFactory(
        document=DocumentFactory(mechanism=MechanismFactory(code="court", kind="court"))
    )

    grades.give(
        recommendation=row,
        scale="of the court",
        grade="complied",
        meaning="Done.",
        given_on=SENT,
        by=secretariat,
    )

    assert MechanismGrade.objects.get().said == "Done."


def test_every_scale_says_what_each_grade_means_in_six_languages():
    found = {one.code for one in scales._scales()}

    assert {"CCPR-2013", "CCPR-2017", "CED-2022", "CEDAW", "CAT-2015", "CESCR"} <= found
    assert all(all(grade.meanings) for scale in scales._scales() for grade in scale.grades)
    assert [one.code for one in scales.of_mechanism("CCPR")] == ["CCPR-2017", "CCPR-2013"]


def test_an_order_with_a_day_stands_on_the_desk(secretariat):
    order = RecommendationFactory(kind="order", due_on=DUE)
    search_table.refresh(None)

    assert list(queues.QUEUES["followup"].waiting()) == [order]
