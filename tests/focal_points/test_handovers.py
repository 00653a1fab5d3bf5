"""When somebody leaves: what they held goes to who comes, in one act, and nothing stays with them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from django.utils.translation import gettext

from focal_points import vacancies
from focal_points.models import DraftBuffer, Handover, HandoverNote, StatusUpdate, Term
from focal_points.services import departures, drafts, handovers, leaving, terms
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import Notice
from nmrf.base.services import people
from tests.factories import AssignmentFactory, StatusUpdateFactory, TermFactory, UserFactory

TODAY = timezone.localdate


@pytest.fixture
def successor(institution):
    """Comes today, beside whoever is there."""
    person = UserFactory(name="Sara Successor")
    TermFactory(person=person, institution=institution, starts_on=TODAY())
    return person


@pytest.fixture
def handover(owner, secretariat):
    """The owner's, begun, with two weeks left."""
    term = terms.end(term=owner.terms.get(), ends_on=TODAY() + timedelta(days=14), by=secretariat)
    return term.handover


def holder(update):
    return StatusUpdate.objects.get(pk=update.pk).author


def test_ending_a_term_begins_its_handover_and_asks_the_leaver_for_notes(
    owner, secretariat, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        terms.end(term=owner.terms.get(), ends_on=TODAY() + timedelta(days=14), by=secretariat)
        terms.end(term=owner.terms.get(), ends_on=TODAY() + timedelta(days=20), by=secretariat)

    assert Handover.objects.get().term.person == owner
    assert [one.address for one in owner.notices.all()] == [Handover.objects.get().get_absolute_url()]


def test_open_work_moves_in_one_act_and_comes_back_with_undo(handover, draft, owner, successor, secretariat):
    tab = "6c1f0d5a-8d0b-4c58-9d3f-0f2a4f6f9a10"
    drafts.keep(update=draft, tab=tab, version=1, typed={"narrative": ["Half a"]}, by=owner)
    done = StatusUpdateFactory(
        assignment=draft.assignment,
        author=owner,
        state="verified",
        submitted_by=owner,
        submitted_at=timezone.now(),
        decided_by=secretariat,
        decided_at=timezone.now(),
    )

    operation = handovers.move(handover=handover, successor=successor, by=secretariat)
    assert (holder(draft), holder(done)) == (successor, owner)
    assert [one.typed for one in drafts.offers(update=draft, by=successor)] == [{"narrative": ["Half a"]}]

    handovers.undo(operation=operation, by=secretariat)
    handover.refresh_from_db()
    assert holder(draft) == owner
    assert DraftBuffer.objects.get().by == owner
    assert (handover.moved_at, handover.operation) == (None, None)


def test_a_second_click_moves_nothing_twice(handover, draft, successor, secretariat):
    first = handovers.move(handover=handover, successor=successor, by=secretariat)
    again = handovers.move(handover=handover, successor=successor, by=secretariat)

    assert first == again


def test_what_the_successor_changed_stays_theirs_when_it_is_taken_back(
    handover, draft, owner, successor, secretariat
):
    other = StatusUpdateFactory(assignment=AssignmentFactory(institution=draft.assignment.institution))
    StatusUpdate.objects.filter(pk=other.pk).update(author=owner)
    operation = handovers.move(handover=handover, successor=successor, by=secretariat)
    StatusUpdate.objects.filter(pk=draft.pk).update(narrative="Mine now.")

    undone = handovers.undo(operation=operation, by=secretariat)

    assert (holder(draft), holder(other)) == (successor, owner)
    assert len(undone.kept) == 1


def test_it_can_go_to_somebody_else_instead(handover, draft, successor, alternate, secretariat):
    handovers.move(handover=handover, successor=successor, by=secretariat)
    handovers.move(handover=handover, successor=alternate, by=secretariat)

    handover.refresh_from_db()
    assert holder(draft) == handover.successor == alternate


def test_only_who_writes_for_the_institution_takes_over(handover, stranger, validator, above, secretariat):
    for person in (stranger, validator):
        with pytest.raises(Invalid):
            handovers.move(handover=handover, successor=person, by=secretariat)

    handovers.move(handover=handover, successor=above, by=secretariat)


def test_who_begins_later_is_named_now_and_takes_over_on_the_day(
    handover, draft, owner, institution, secretariat
):
    later = UserFactory(name="Later")
    TermFactory(person=later, institution=institution, starts_on=TODAY() + timedelta(days=3))
    with pytest.raises(Invalid):
        handovers.move(handover=handover, successor=later, by=secretariat)
    handovers.name_successor(handover=handover, successor=later, by=secretariat)

    departures.settle_all()
    assert holder(draft) == owner  # still there

    Term.objects.filter(person=owner).update(ends_on=TODAY() - timedelta(days=1))
    Term.objects.filter(person=later).update(starts_on=TODAY())
    departures.settle_all()
    assert holder(draft) == later


def test_a_last_day_that_passes_leaves_nothing_with_who_left(draft, owner, alternate):
    """Nobody ended the term, named a successor or pressed anything."""
    Term.objects.filter(person=owner).update(ends_on=TODAY() - timedelta(days=1))
    assert len(leaving.behind()) == 1

    moved = departures.settle_all()

    assert (moved, leaving.behind(), holder(draft)) == (1, [], alternate)
    assert departures.settle_all() == 0


def test_a_term_ended_in_the_past_moves_at_once(draft, owner, alternate, secretariat):
    terms.end(term=owner.terms.get(), ends_on=TODAY() - timedelta(days=1), by=secretariat)

    assert holder(draft) == alternate


def test_a_closed_account_leaves_nothing_behind(draft, owner, alternate, secretariat):
    future = TermFactory(
        person=owner, institution=draft.assignment.institution, role="validator", starts_on="2090-01-01"
    )
    people.close(person=owner, by=secretariat)

    assert holder(draft) == alternate
    assert owner.terms.get().ends_on == TODAY()
    assert not Term.objects.filter(pk=future.pk).exists()


def test_where_nobody_is_it_waits_for_the_next_who_comes(draft, owner, institution, secretariat):
    terms.end(term=owner.terms.get(), ends_on=TODAY() - timedelta(days=1), by=secretariat)
    assert holder(draft) == owner
    assert institution in vacancies.waiting()

    came = UserFactory()
    terms.begin(person=came, institution=institution, role="focal_point", starts_on=TODAY(), by=secretariat)
    assert holder(draft) == came
    assert list(Handover.objects.waiting_for(came)) == [Handover.objects.get()]


def test_who_keeps_another_term_there_keeps_their_work(draft, owner, institution, alternate, secretariat):
    TermFactory(person=owner, institution=institution, role="alternate")
    focal = owner.terms.get(role="focal_point")
    terms.end(term=focal, ends_on=TODAY() - timedelta(days=1), by=secretariat)

    assert holder(draft) == owner
    assert leaving.behind() == []


def test_a_handover_back_to_who_is_gone_is_refused(draft, owner, alternate, secretariat):
    terms.end(term=owner.terms.get(), ends_on=TODAY() - timedelta(days=1), by=secretariat)

    with pytest.raises(NotNow):
        handovers.undo(operation=Handover.objects.get().operation, by=secretariat)
    assert holder(draft) == alternate


def test_notes_are_kept_of_the_whole_and_of_single_assignments(handover, assignment, owner, alternate):
    foreign = AssignmentFactory()
    said = {"notes": "Ask the police first.", "contacts": "Ms Moor, 22 11", "by": owner}
    kept = handovers.write(
        handover=handover, version=1, about={assignment.pk: "Waits for the law.", foreign.pk: "X"}, **said
    )
    handovers.write(handover=kept, version=kept.version, about={assignment.pk: " "}, **said)

    with pytest.raises(StaleEdit):
        handovers.write(handover=handover, version=1, notes="Other", contacts="", about={}, by=alternate)
    assert Handover.objects.get().notes == "Ask the police first."
    assert not HandoverNote.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "secretariat", "nobody"])
def test_notes_are_written_by_the_institutions_people(who, handover, request):
    with pytest.raises(PermissionDenied):
        handovers.write(
            handover=handover, version=1, notes="X", contacts="", about={}, by=request.getfixturevalue(who)
        )


def test_the_successor_is_told_once_and_reads_it_themselves(
    handover, draft, successor, secretariat, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        handovers.move(handover=handover, successor=successor, by=secretariat)
    handovers.read(handover=handover, by=secretariat)
    assert list(Handover.objects.waiting_for(successor)) == [handover]

    handovers.read(handover=handover, by=successor)
    assert not Handover.objects.waiting_for(successor)
    assert Notice.objects.filter(to=successor, address__endswith="/welcome/").count() == 1


def reasons_of(institution):
    found = vacancies.waiting().filter(pk=institution.pk).first()
    return [reason.name for reason in vacancies.reasons(found)] if found else []


def test_an_institution_is_an_alarm_when_nobody_speaks_for_it_or_soon_nobody_will(
    institution, owner, assignment
):
    assert reasons_of(institution) == []

    Term.objects.filter(person=owner).update(ends_on=TODAY() + timedelta(days=20))
    assert reasons_of(institution) == ["ends"]

    TermFactory(institution=institution, starts_on=TODAY() + timedelta(days=15))
    assert reasons_of(institution) == []

    Term.objects.all().delete()
    assert reasons_of(institution) == ["nobody"]


def test_somebody_who_cannot_sign_in_speaks_for_nobody(institution, owner, secretariat):
    people.close(person=owner, by=secretariat)

    assert reasons_of(institution) == ["no-focal-point"]


def test_a_signature_that_nobody_can_give_is_an_alarm(institution, draft, owner):
    StatusUpdate.objects.filter(pk=draft.pk).update(state="validation")

    assert reasons_of(institution) == ["no-validator"]


def test_the_secretariat_hears_of_a_vacancy_once(institution, assignment, secretariat):
    departures.settle_all()
    departures.settle_all()

    assert secretariat.notices.filter(key__startswith=f"vacancy:{institution.pk}:").count() == 1


def test_a_takeover_is_told_in_the_readers_language(
    handover, successor, secretariat, django_capture_on_commit_callbacks
):
    successor.language = "fr"
    successor.save()
    with django_capture_on_commit_callbacks(execute=True):
        handovers.move(handover=handover, successor=successor, by=secretariat)
    told = successor.notices.get(key__startswith="handover-moved").text
    with translation.override("fr"):
        assert told == gettext("What you take over from %(person)s") % {"person": handover.term.person}
