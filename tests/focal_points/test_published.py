"""What becomes of an update that counts, one entered from a letter, and a step back: all with their notes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from focal_points.models import (
    Evidence,
    ImplementationStatus,
    ProposedStatus,
    SearchRow,
    Status,
    StatusUpdate,
    Term,
)
from focal_points.permissions import Can
from focal_points.services import (
    evidence,
    on_behalf,
    published,
    quiet_periods,
    search_table,
    status_updates,
    update_fields,
    verification,
)
from focal_points.services.status_updates import ProposalFields, UpdateFields
from focal_points.services.verification import Decision
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.permissions import may
from tests.factories import TermFactory

State = StatusUpdate.State
TODAY = timezone.localdate()
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"


def fields_of(assignment, **changes):
    said = {
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 6, 30),
        "narrative": "Two shelters opened.",
        "next_step": "Tender for a third.",
        "next_step_on": TODAY + timedelta(days=90),
        "proposals": (ProposalFields(recommendation=assignment.recommendation, status=Status.IN_PROGRESS),),
    }
    return UpdateFields(**(said | changes))


def written(update, by, **changes):
    fields = fields_of(update.assignment, **changes)
    return status_updates.save(update=update, version=update.version, by=by, fields=fields)


def sent(update, by):
    return status_updates.submit(update=update, version=update.version, by=by)


def decided(update, by, on=date(2026, 6, 1), **changes):
    decisions = [
        Decision(
            **(
                {"proposal": one, "status": one.status, "effective_on": one.effective_on or on, "reason": ""}
                | changes
            )
        )
        for one in update.proposals.all()
    ]
    return verification.verify(update=update, version=update.version, by=by, decisions=decisions)


@pytest.fixture
def verified(draft, owner, secretariat):
    """The owner's public update, verified as under way."""
    return decided(sent(written(draft, owner), owner), secretariat)


def row_of(update):
    return SearchRow.objects.get(recommendation=update.assignment.recommendation)


# --- withdrawn and put back ------------------------------------------------------------------------


def test_what_is_withdrawn_counts_no_longer_and_can_be_put_back(verified, secretariat, owner):
    gone = published.recall(
        update=verified, version=verified.version, note="The figures were wrong.", by=secretariat
    )

    assert (gone.state, row_of(gone).status, row_of(gone).verified_on) == (
        State.RECALLED,
        "not_assessed",
        None,
    )
    assert not StatusUpdate.objects.public().exists()
    assert ImplementationStatus.objects.get().retracted_because == "The figures were wrong."

    back = published.reinstate(update=gone, version=gone.version, by=secretariat)

    assert (back.state, row_of(back).status) == (State.VERIFIED, "in_progress")
    assert search_table.drift() == 0
    assert [step.action for step in back.steps.all()][-2:] == ["recalled", "reinstated"]


def test_withdrawing_needs_a_note_and_is_the_secretariats(verified, secretariat, owner):
    with pytest.raises(Invalid):
        published.recall(update=verified, version=verified.version, note=" ", by=secretariat)
    with pytest.raises(PermissionDenied):
        published.recall(update=verified, version=verified.version, note="Ours.", by=owner)
    with pytest.raises(StaleEdit):
        published.recall(update=verified, version=verified.version - 1, note="Old.", by=secretariat)


def test_the_public_page_shows_the_note_in_place_of_the_words(verified, secretariat, client):
    address = verified.assignment.recommendation.get_absolute_url()
    assert "Two shelters opened." in client.get(address).content.decode()

    published.recall(
        update=verified, version=verified.version, note="The figures were wrong.", by=secretariat
    )

    page = client.get(address).content.decode()
    assert "Two shelters opened." not in page
    assert "The figures were wrong." in page
    assert "was withdrawn on" in page


def test_the_note_on_an_internal_update_stays_inside(draft, owner, secretariat, client):
    inside = decided(sent(written(draft, owner, is_public=False), owner), secretariat)

    published.recall(update=inside, version=inside.version, note="Not for the public.", by=secretariat)

    page = client.get(inside.assignment.recommendation.get_absolute_url()).content.decode()
    assert "Not for the public." not in page


# --- corrected ---------------------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_what_it_corrects_when_it_is_verified(
    verified, owner, secretariat, client
):
    Evidence.objects.create(update=verified, title="Law", link="https://law.example/1")
    draft = published.correct(update=verified, by=owner)
    assert (draft.narrative, draft.evidence.get().title) == ("Two shelters opened.", "Law")
    assert published.correct(update=verified, by=owner) == draft

    with pytest.raises(Invalid) as refused:
        sent(written(draft, owner, narrative="Three shelters opened."), owner)
    assert "correction_note" in refused.value.fields

    draft.refresh_from_db()
    right = written(draft, owner, narrative="Three shelters opened.", correction_note="We had miscounted.")
    waiting = sent(right, owner)
    verified.refresh_from_db()
    assert verified.state == State.VERIFIED

    done = decided(waiting, secretariat)

    verified.refresh_from_db()
    assert (verified.state, done.state) == (State.CORRECTED, State.VERIFIED)
    assert ImplementationStatus.objects.standing().count() == 1
    assert search_table.drift() == 0
    page = client.get(done.assignment.recommendation.get_absolute_url()).content.decode()
    assert "Three shelters opened." in page
    assert "Two shelters opened." not in page
    assert "We had miscounted." in page


def test_a_correction_cannot_begin_beside_another_open_update(verified, owner):
    status_updates.start(assignment=verified.assignment, by=owner)

    with pytest.raises(NotNow, match="open"):
        published.correct(update=verified, by=owner)


def test_what_is_being_corrected_is_not_withdrawn(verified, owner, secretariat):
    published.correct(update=verified, by=owner)

    with pytest.raises(NotNow, match="correction"):
        published.recall(update=verified, version=verified.version, note="Wrong.", by=secretariat)


# --- from a letter -----------------------------------------------------------------------------------


def letter():
    return ContentFile(PAPER, name="letter.pdf")


@pytest.fixture
def entered(assignment, secretariat):
    """The secretariat's draft for the agency."""
    return on_behalf.enter(assignment=assignment, letter=letter(), letter_on=date(2026, 7, 1), by=secretariat)


def test_an_update_from_a_letter_is_marked_told_and_verified_by_another(
    assignment, owner, secretariat, secretariat2, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        update = on_behalf.enter(
            assignment=assignment, letter=letter(), letter_on=date(2026, 7, 1), by=secretariat
        )
    waiting = sent(written(update, secretariat), secretariat)

    assert waiting.is_on_behalf
    assert waiting.state == State.SUBMITTED
    assert [one.text.split(":")[0] for one in owner.notices.order_by("pk")] == [
        "Selma Secretariat of the secretariat enters an update for you, from your letter",
        "The secretariat entered an update for you, from your letter. Read it",
    ]
    assert not may(secretariat, Can.VERIFY_UPDATE, waiting)
    assert decided(waiting, secretariat2).state == State.VERIFIED


def test_whoever_wrote_a_version_of_it_does_not_verify_it(entered, secretariat, secretariat2, owner):
    written(entered, secretariat)
    StatusUpdate.objects.filter(pk=entered.pk).update(
        author=owner, submitted_by=owner, submitted_at=timezone.now(), state="submitted"
    )
    entered.refresh_from_db()

    assert not may(secretariat, Can.VERIFY_UPDATE, entered)
    assert may(secretariat2, Can.VERIFY_UPDATE, entered)


def test_a_letter_has_to_be_one_and_of_the_past(assignment, secretariat):
    with pytest.raises(Invalid):
        on_behalf.enter(
            assignment=assignment,
            letter=ContentFile(b"nothing", name="letter.exe"),
            letter_on=date(2026, 7, 1),
            by=secretariat,
        )
    with pytest.raises(Invalid):
        on_behalf.enter(
            assignment=assignment, letter=letter(), letter_on=TODAY + timedelta(days=1), by=secretariat
        )
    assert not StatusUpdate.objects.exists()


def test_the_institutions_own_open_update_comes_first(draft, secretariat):
    with pytest.raises(NotNow, match="open update"):
        on_behalf.enter(
            assignment=draft.assignment, letter=letter(), letter_on=date(2026, 7, 1), by=secretariat
        )


def test_only_the_secretariat_enters_for_an_institution(assignment, owner, administrator):
    for person in (owner, administrator):
        with pytest.raises(PermissionDenied):
            on_behalf.enter(assignment=assignment, letter=letter(), letter_on=date(2026, 7, 1), by=person)


def test_the_letter_is_read_by_house_and_institution_alone(
    entered, client, owner, stranger, secretariat, secretariat2
):
    address = reverse("file-download", args=[entered.letter.public_id])
    sent(written(entered, secretariat), secretariat)

    for person, code in ((secretariat2, 200), (owner, 200), (stranger, 404)):
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == code
        assert code == 404 or b"".join(answer.streaming_content) == PAPER
    client.logout()
    assert client.get(address).status_code == 404


def test_the_institution_may_take_back_what_was_entered_for_it(entered, owner, secretariat):
    waiting = sent(written(entered, secretariat), secretariat)

    mine = status_updates.take_back(update=waiting, version=waiting.version, by=owner)

    assert mine.state == State.DRAFT
    assert mine.is_on_behalf


def test_the_page_of_the_assignment_takes_the_letter(client, assignment, secretariat):
    client.force_login(secretariat)
    address = reverse("focal_points:assignment-enter", args=[assignment.public_id])

    assert client.post(address, {"letter_on": "2026-07-01"}).status_code == 422
    answer = client.post(address, {"letter_on": "2026-07-01", "letter": letter()})

    update = StatusUpdate.objects.get()
    assert answer.headers["Location"] == update.get_absolute_url()
    assert "letter.pdf" in client.get(update.get_absolute_url()).content.decode()


# --- a step back -------------------------------------------------------------------------------------


@pytest.fixture
def in_place(draft, owner, secretariat):
    """Verified as implemented since March; and the next draft of the owner."""
    evidence.add_link(update=draft, link="https://law.example/1", is_public=True, by=owner)
    proposal = ProposalFields(
        recommendation=draft.assignment.recommendation,
        status=Status.IMPLEMENTED,
        effective_on=date(2026, 3, 1),
    )
    decided(sent(written(draft, owner, proposals=(proposal,)), owner), secretariat)
    return status_updates.start(assignment=draft.assignment, by=owner)


def test_a_step_back_is_not_sent_without_evidence_and_a_note(in_place, owner):
    less = written(in_place, owner)

    with pytest.raises(Invalid) as refused:
        sent(less, owner)

    key = f"p{in_place.assignment.recommendation_id}-0"
    assert set(refused.value.fields) == {"evidence", f"{key}-explanation"}


def test_a_step_back_with_both_is_sent_and_verified_with_a_reason(in_place, owner, secretariat):
    proposal = ProposalFields(
        recommendation=in_place.assignment.recommendation,
        status=Status.IN_PROGRESS,
        explanation="The law was repealed.",
    )
    evidence.add_link(update=in_place, link="https://law.example/2", is_public=True, by=owner)
    waiting = sent(written(in_place, owner, proposals=(proposal,)), owner)

    with pytest.raises(Invalid) as refused:
        decided(waiting, secretariat)
    assert list(refused.value.fields) == [f"{waiting.proposals.get().pk}-reason"]

    decided(waiting, secretariat, reason="Repealed in June.", trend="backward")
    assert row_of(waiting).status == "in_progress"


def test_a_verifier_who_goes_back_adds_what_shows_it(draft, in_place, owner, secretariat):
    """The institution says less than was verified, of a day before: no step back of its own."""
    same = ProposalFields(
        recommendation=in_place.assignment.recommendation,
        status=Status.IMPLEMENTED_CONTINUING,
        next_review_on=TODAY + timedelta(days=90),
    )
    piece = evidence.add_link(update=in_place, link="https://law.example/3", is_public=True, by=owner)
    waiting = sent(written(in_place, owner, proposals=(same,)), owner)
    Evidence.objects.filter(pk=piece.pk).update(removed_at=timezone.now())
    less = {"status": Status.IN_PROGRESS, "reason": "They closed.", "trend": "backward"}

    with pytest.raises(Invalid) as refused:
        decided(waiting, secretariat, **less)
    assert list(refused.value.fields) == [f"{waiting.proposals.get().pk}-status"]

    with pytest.raises(PermissionDenied):
        evidence.add_by_verifier(
            update=waiting, uploads=[], link="https://press.example/1", title="", is_public=True, by=owner
        )
    evidence.add_by_verifier(
        update=waiting, uploads=[], link="https://press.example/1", title="", is_public=True, by=secretariat
    )
    decided(waiting, secretariat, **less)

    assert waiting.evidence.get(removed_at=None).is_of_secretariat
    assert row_of(waiting).status == "in_progress"


def test_the_database_too_wants_a_note(in_place, secretariat):
    less = {
        "recommendation": in_place.assignment.recommendation,
        "status": "in_progress",
        "verified_by": secretariat,
    }
    with pytest.raises(IntegrityError, match="step back"), transaction.atomic():
        ImplementationStatus.objects.create(**less, effective_on=date(2026, 7, 1))

    ImplementationStatus.objects.create(**less, effective_on=date(2026, 2, 1))  # before it was in place
    ImplementationStatus.objects.create(**less, effective_on=date(2026, 7, 1), reason="Repealed.")


def test_the_database_too_wants_evidence(in_place, secretariat, owner):
    proposal = ProposedStatus.objects.create(
        update=in_place, recommendation=in_place.assignment.recommendation, status="in_progress"
    )
    made = proposal.verification = verification.Verification.objects.create(
        proposal=proposal, status="in_progress", effective_on=date(2026, 7, 1), by=secretariat
    )
    row = {
        "recommendation": in_place.assignment.recommendation,
        "status": "in_progress",
        "effective_on": date(2026, 7, 1),
        "reason": "Repealed.",
        "verification": made,
        "verified_by": secretariat,
    }
    with pytest.raises(IntegrityError, match="step back"), transaction.atomic():
        ImplementationStatus.objects.create(**row)

    Evidence.objects.create(update=in_place, title="Law", link="https://law.example/9")
    ImplementationStatus.objects.create(**row)


# --- undone within their rules -------------------------------------------------------------------------


def test_what_was_sent_back_can_be_taken_back_until_the_institution_touches_it(draft, owner, secretariat):
    waiting = sent(written(draft, owner), owner)
    back = verification.return_with_comment(
        update=waiting, version=waiting.version, comment="Which provinces?", by=secretariat
    )

    again = verification.undo_return(update=back, version=back.version, by=secretariat)
    assert (again.state, again.comment, again.decided_by) == (State.SUBMITTED, "", None)

    back = verification.return_with_comment(
        update=again, version=again.version, comment="Which provinces?", by=secretariat
    )
    seen = back.version
    written(back, owner, narrative="Two shelters, in the north.")
    with pytest.raises(StaleEdit):
        verification.undo_return(update=back, version=seen, by=secretariat)


def test_nothing_new_is_counted_in_a_row_and_can_be_taken_back(assignment, owner):
    for until in (date(2026, 3, 31), date(2026, 6, 30)):
        status_updates.nothing_new(assignment=assignment, by=owner, period_to=until)
    last = assignment.updates.latest("started_at")
    assert quiet_periods.in_a_row([assignment.pk]) == {assignment.pk: 2}

    quiet_periods.unnote(update=last, by=owner)

    assignment.refresh_from_db()
    assert assignment.reminded_until == date(2026, 3, 31)
    assert quiet_periods.in_a_row([assignment.pk]) == {assignment.pk: 1}


def test_an_account_breaks_the_row(assignment, owner, secretariat):
    status_updates.nothing_new(assignment=assignment, by=owner, period_to=date(2026, 3, 31))
    update = status_updates.start(assignment=assignment, by=owner)
    decided(sent(written(update, owner), owner), secretariat)

    assert quiet_periods.in_a_row([assignment.pk]) == {}


def test_the_second_quiet_period_is_shown_to_all(assignment, owner, client):
    for until in (date(2026, 3, 31), date(2026, 6, 30)):
        status_updates.nothing_new(assignment=assignment, by=owner, period_to=until)
    search_table.refresh()

    assert "Times in a row: 2." in client.get(assignment.recommendation.get_absolute_url()).content.decode()
    client.force_login(owner)
    assert "nothing new 2 times in a row" in client.get("/work/mine/").content.decode()
    assert "2 periods in a row" in client.get(assignment.get_absolute_url()).content.decode()


def test_whoever_waits_hears_that_an_update_was_withdrawn(draft, owner, secretariat):
    waiting = sent(written(draft, owner), owner)

    status_updates.withdraw(update=waiting, because="Not ours.", by=owner)

    assert secretariat.notices.latest("pk").text.startswith("Olga Owner withdrew an update")


# --- old by itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "is_old"),
    [("in_progress", True), ("implemented_continuing", True), ("implemented", False)],
)
def test_what_was_not_verified_for_a_year_turns_old_by_itself(
    assignment, secretariat, owner, client, status, is_old
):
    more = {"next_review_on": TODAY} if status == "implemented_continuing" else {}
    ImplementationStatus.objects.create(
        recommendation=assignment.recommendation,
        status=status,
        effective_on=date(2024, 1, 1),
        recorded_at=datetime(2024, 6, 1, tzinfo=UTC),
        verified_by=secretariat,
        **more,
    )
    search_table.refresh()

    page = client.get(assignment.recommendation.get_absolute_url()).content.decode()
    found = client.get("/recommendations/?stale=1").context["total"]
    client.force_login(owner)
    mine = client.get("/work/mine/").content.decode()

    assert ("old: not verified since" in page, found, "old: not verified since" in mine) == (
        is_old,
        int(is_old),
        is_old,
    )


# --- begun with what stands ------------------------------------------------------------------------------


def test_a_draft_begins_with_the_next_step_that_still_stands(verified, owner):
    draft = status_updates.start(assignment=verified.assignment, by=owner)

    assert (draft.next_step, status_updates.is_untouched(draft)) == ("Tender for a third.", True)
    status_updates.nothing_new(assignment=verified.assignment, by=owner)


def test_a_validator_is_not_asked_for_what_was_signed_on_paper(entered, secretariat, validator):
    assert list(status_updates.who_signs(update=entered, by=secretariat)) == []


def test_update_fields_of_an_ordinary_update_correct_nothing(draft, owner):
    with pytest.raises(Invalid):
        written(draft, owner, correction_note="Wrong.")
    assert update_fields.of(draft).correction_note == ""


def test_statisticians_log_nothing(institution, assignment, client):
    term = TermFactory(institution=institution, role=Term.Role.STATISTICIAN)
    client.force_login(term.person)

    assert "Log an update" not in client.get("/work/mine/").content.decode()
