"""An update in the institution: written, sent, signed, taken back; nobody's words are overwritten."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from focal_points.models import (
    Assignment,
    ImplementationStatus,
    ProposedStatus,
    SearchRow,
    Status,
    StatusUpdate,
    UpdateStep,
)
from focal_points.services import evidence, status_updates
from focal_points.services.status_updates import ProposalFields, UpdateFields
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import Notice
from tests.factories import AssignmentFactory, RecommendationFactory, StatusUpdateFactory

State = StatusUpdate.State
TODAY = timezone.localdate()


@pytest.fixture
def said(assignment):
    """A complete account: under way, with its next step."""
    return UpdateFields(
        period_from=date(2026, 1, 1),
        period_to=date(2026, 6, 30),
        narrative="Two shelters opened.",
        obstacles=("budget", "staff"),
        next_step="Tender for a third.",
        next_step_on=TODAY + timedelta(days=90),
        proposals=(ProposalFields(recommendation=assignment.recommendation, status=Status.IN_PROGRESS),),
    )


def saved(update, by, fields):
    return status_updates.save(update=update, version=update.version, by=by, fields=fields)


@pytest.fixture
def ready(draft, owner, said):
    """A draft that has all it needs."""
    return saved(draft, owner, said)


def sent(update, by):
    return status_updates.submit(update=update, version=update.version, by=by)


def actions(update):
    return list(update.steps.values_list("action", flat=True))


# --- start ---------------------------------------------------------------------------------------


def test_start_opens_a_draft_that_begins_where_the_last_period_ended(assignment, owner):
    StatusUpdateFactory(
        assignment=assignment,
        author=owner,
        state=State.NOTED,
        is_nothing_new=True,
        period_to=date(2026, 3, 31),
    )

    update = status_updates.start(assignment=assignment, by=owner)

    assert (update.state, update.period_from, update.author) == (State.DRAFT, date(2026, 4, 1), owner)
    assert actions(update) == ["started"]


def test_start_again_finds_the_open_update(assignment, owner, alternate):
    first = status_updates.start(assignment=assignment, by=owner)

    assert status_updates.start(assignment=assignment, by=alternate) == first


def test_start_accepts_what_nobody_has_answered(institution, owner):
    assignment = AssignmentFactory(institution=institution, state=Assignment.State.ASSIGNED)

    status_updates.start(assignment=assignment, by=owner)

    assignment.refresh_from_db()
    assert assignment.state == Assignment.State.ACCEPTED


def test_start_refuses_a_contested_assignment(institution, owner):
    assignment = AssignmentFactory(institution=institution, state=Assignment.State.CONTESTED)

    with pytest.raises(NotNow, match="contested"):
        status_updates.start(assignment=assignment, by=owner)


@pytest.mark.parametrize("who", ["stranger", "secretariat", "validator", "nobody", "nhri", "administrator"])
def test_start_is_for_focal_points_and_alternates_alone(who, assignment, request):
    with pytest.raises(PermissionDenied):
        status_updates.start(assignment=assignment, by=request.getfixturevalue(who))


def test_a_ministry_writes_for_the_body_below_it(assignment, above):
    assert status_updates.start(assignment=assignment, by=above).author == above


# --- save ----------------------------------------------------------------------------------------


def test_save_keeps_every_field(draft, owner, said):
    update = saved(draft, owner, said)

    assert update.version == draft.version + 1
    assert update.narrative == "Two shelters opened."
    assert set(update.obstacles.values_list("kind", flat=True)) == {"budget", "staff"}
    assert update.proposals.get().status == Status.IN_PROGRESS


def test_save_of_the_same_text_makes_no_version(ready, owner, said):
    assert saved(ready, owner, said).version == ready.version


def test_save_refuses_to_overwrite_a_newer_text(ready, alternate, said):
    saved(ready, alternate, replace(said, narrative="Three shelters opened."))

    with pytest.raises(StaleEdit) as stale:
        status_updates.save(
            update=ready, version=ready.version, by=alternate, fields=replace(said, narrative="Four.")
        )

    assert stale.value.current.narrative == "Three shelters opened."


def test_second_click_on_save_is_harmless(draft, owner, said):
    saved(draft, owner, said)

    again = status_updates.save(update=draft, version=draft.version, by=owner, fields=said)

    assert again.version == draft.version + 1


def test_save_takes_away_what_was_taken_away(ready, owner, said):
    update = saved(ready, owner, replace(said, obstacles=("law",), proposals=()))

    assert list(update.obstacles.values_list("kind", flat=True)) == ["law"]
    assert not update.proposals.exists()


def test_save_refuses_a_status_for_what_the_assignment_does_not_cover(draft, owner, said):
    other = ProposalFields(recommendation=RecommendationFactory(), status=Status.IMPLEMENTED)

    with pytest.raises(Invalid) as wrong:
        saved(draft, owner, replace(said, proposals=(other,)))

    assert "proposals" in wrong.value.fields


def test_save_refuses_a_period_that_ends_before_it_begins(draft, owner, said):
    with pytest.raises(Invalid) as wrong:
        saved(draft, owner, replace(said, period_to=date(2025, 1, 1)))

    assert "period_to" in wrong.value.fields


def test_save_refuses_what_was_sent(ready, owner, said):
    sent(ready, owner)

    with pytest.raises(NotNow, match="sent already"):
        saved(ready, owner, replace(said, narrative="More."))


def test_save_leaves_history_with_who_and_what(draft, owner, said):
    saved(draft, owner, said)

    event = StatusUpdate.pgh_event_model.objects.filter(pgh_obj=draft.pk).latest("pgh_id")
    assert event.narrative == said.narrative
    assert event.pgh_context.metadata["action"] == "status_update.save"
    assert event.pgh_context.metadata["user"] == str(owner.pk)


# --- submit --------------------------------------------------------------------------------------


def test_submit_without_a_validator_goes_to_the_secretariat(ready, owner, secretariat, secretariat2):
    update = sent(ready, owner)

    assert (update.state, update.submitted_by) == (State.SUBMITTED, owner)
    assert actions(update) == ["submitted"]
    assert set(Notice.objects.values_list("to", flat=True)) == {secretariat.pk, secretariat2.pk}


def test_submit_goes_to_the_validator_where_there_is_one(ready, owner, validator, secretariat):
    update = sent(ready, owner)

    assert (update.state, update.submitted_at) == (State.VALIDATION, None)
    assert list(Notice.objects.values_list("to", flat=True)) == [validator.pk]
    assert not StatusUpdate.objects.visible_to(secretariat).exists()


def test_submit_goes_on_where_a_validator_is_wanted_but_nobody_is_one(ready, owner, institution):
    type(institution).objects.filter(pk=institution.pk).update(wants_validator=True)

    assert sent(ready, owner).state == State.SUBMITTED


def test_second_click_on_submit_says_so_and_changes_nothing(ready, owner):
    sent(ready, owner)

    with pytest.raises(NotNow, match="sent already"):
        sent(ready, owner)

    assert actions(ready) == ["submitted"]


def test_submit_of_a_text_that_changed_since_shows_the_newer(ready, owner, alternate, said):
    saved(ready, alternate, replace(said, narrative="Three."))

    with pytest.raises(StaleEdit):
        sent(ready, owner)


ASKED = {
    Status.NOT_STARTED: {"next_step", "next_step_on"},
    Status.IN_PROGRESS: {"next_step", "next_step_on"},
    Status.PARTIALLY_IMPLEMENTED: {"evidence", "explanation"},
    Status.IMPLEMENTED: {"evidence", "effective_on"},
    Status.IMPLEMENTED_CONTINUING: {"evidence", "next_review_on"},
    Status.NOT_IMPLEMENTED: {"explanation"},
    Status.NO_LONGER_APPLICABLE: {"explanation"},
}


@pytest.mark.parametrize(("status", "asked"), ASKED.items())
def test_submit_demands_what_the_status_asks_for(status, asked, draft, owner, said, assignment):
    bare = (ProposalFields(recommendation=assignment.recommendation, status=status),)
    update = saved(draft, owner, replace(said, next_step="", next_step_on=None, proposals=bare))

    with pytest.raises(Invalid) as lacks:
        sent(update, owner)

    assert {name.rpartition("-")[2] for name in lacks.value.fields} == asked


def test_submit_takes_a_status_that_has_what_it_asks_for(draft, owner, said, assignment):
    full = ProposalFields(
        recommendation=assignment.recommendation,
        status=Status.IMPLEMENTED_CONTINUING,
        next_review_on=TODAY + timedelta(days=700),
    )
    update = saved(draft, owner, replace(said, proposals=(full,)))
    evidence.add_link(update=update, link="https://law.example/9", is_public=True, by=owner)

    assert sent(update, owner).state == State.SUBMITTED


def test_submit_refuses_a_review_later_than_two_years(draft, owner, said, assignment):
    late = ProposalFields(
        recommendation=assignment.recommendation,
        status=Status.IMPLEMENTED_CONTINUING,
        next_review_on=TODAY + timedelta(days=800),
    )
    update = saved(draft, owner, replace(said, proposals=(late,)))
    evidence.add_link(update=update, link="https://law.example/9", is_public=True, by=owner)

    with pytest.raises(Invalid, match="still needed") as lacks:
        sent(update, owner)

    assert any(name.endswith("next_review_on") for name in lacks.value.fields)


def test_submit_demands_an_account_and_a_status(draft, owner):
    with pytest.raises(Invalid) as lacks:
        sent(draft, owner)

    assert set(lacks.value.fields) == {"narrative", "proposals"}


def test_whoever_only_supports_need_not_propose_a_status(institution, owner, said):
    supporting = AssignmentFactory(institution=institution, role=Assignment.Role.SUPPORTING)
    update = saved(
        StatusUpdateFactory(assignment=supporting, author=owner), owner, replace(said, proposals=())
    )

    assert sent(update, owner).state == State.SUBMITTED


# --- sign, send back -----------------------------------------------------------------------------


def test_sign_sends_it_to_the_secretariat(ready, owner, validator, secretariat):
    update = sent(ready, owner)

    signed = status_updates.sign(update=update, version=update.version, by=validator)

    assert (signed.state, signed.signed_by, signed.submitted_by) == (State.SUBMITTED, validator, owner)
    assert actions(signed) == ["to_validator", "signed"]
    assert Notice.objects.filter(to=secretariat).exists()
    assert Notice.objects.filter(to=owner).exists()


def test_second_click_on_sign_says_so(ready, owner, validator):
    update = sent(ready, owner)
    status_updates.sign(update=update, version=update.version, by=validator)

    with pytest.raises(NotNow):
        status_updates.sign(update=update, version=update.version, by=validator)


@pytest.mark.parametrize("who", ["owner", "stranger", "secretariat", "above"])
def test_sign_is_for_the_validator_alone(who, ready, owner, validator, request):
    update = sent(ready, owner)

    with pytest.raises(PermissionDenied):
        status_updates.sign(update=update, version=update.version, by=request.getfixturevalue(who))


def test_validator_sends_back_with_a_comment_that_the_secretariat_does_not_see(
    ready, owner, validator, secretariat
):
    update = sent(ready, owner)

    back = status_updates.send_back_by_validator(
        update=update, version=update.version, comment="Which year?", by=validator
    )

    assert (back.state, back.comment) == (State.RETURNED, "Which year?")
    assert list(back.steps.values_list("action", "comment"))[-1] == ("unsigned", "Which year?")
    assert not StatusUpdate.objects.visible_to(secretariat).exists()
    assert Notice.objects.filter(to=owner).exists()


def test_send_back_without_a_comment_is_refused(ready, owner, validator):
    update = sent(ready, owner)

    with pytest.raises(Invalid):
        status_updates.send_back_by_validator(
            update=update, version=update.version, comment=" ", by=validator
        )


# --- take back, withdraw -------------------------------------------------------------------------


@pytest.mark.parametrize("signs", [True, False])
def test_take_back_makes_it_a_draft_again(signs, ready, owner, alternate, secretariat, request):
    if signs:
        request.getfixturevalue("validator")
    update = sent(ready, owner)

    back = status_updates.take_back(update=update, version=update.version, by=alternate)

    assert (back.state, back.submitted_by, back.submitted_at) == (State.DRAFT, None, None)
    assert not StatusUpdate.objects.visible_to(secretariat).exists()


def test_take_back_is_refused_once_it_is_decided(ready, owner, secretariat):
    update = sent(ready, owner)
    StatusUpdate.objects.filter(pk=update.pk).update(
        state=State.VERIFIED, decided_by=secretariat, decided_at=timezone.now()
    )

    with pytest.raises(NotNow):
        status_updates.take_back(update=update, version=update.version, by=owner)


def test_second_click_on_take_back_says_so(ready, owner):
    update = sent(ready, owner)
    status_updates.take_back(update=update, version=update.version, by=owner)

    with pytest.raises(NotNow, match="in your hands"):
        status_updates.take_back(update=update, version=update.version, by=owner)


def test_withdraw_keeps_the_reason_and_frees_the_assignment(ready, owner, assignment):
    status_updates.withdraw(update=ready, because="Wrong recommendation.", by=owner)

    ready.refresh_from_db()
    assert (ready.state, ready.withdrawn_because) == (State.WITHDRAWN, "Wrong recommendation.")
    assert status_updates.start(assignment=assignment, by=owner) != ready


def test_withdraw_without_a_reason_is_refused(ready, owner):
    with pytest.raises(Invalid):
        status_updates.withdraw(update=ready, because="", by=owner)


# --- nothing new ---------------------------------------------------------------------------------


def test_nothing_new_ends_the_reminder_and_moves_nothing_public(assignment, owner, secretariat):
    before = list(SearchRow.objects.values())

    noted = status_updates.nothing_new(assignment=assignment, by=owner)

    assignment.refresh_from_db()
    assert assignment.reminded_until == noted.period_to == TODAY
    assert noted.state == State.NOTED
    assert not StatusUpdate.objects.public().exists()
    assert not ImplementationStatus.objects.exists()
    assert not ProposedStatus.objects.exists()
    assert list(SearchRow.objects.values()) == before


def test_second_click_on_nothing_new_says_so(assignment, owner):
    status_updates.nothing_new(assignment=assignment, by=owner)

    with pytest.raises(NotNow, match="already"):
        status_updates.nothing_new(assignment=assignment, by=owner)

    assert UpdateStep.objects.count() == 1


def test_nothing_new_turns_an_untouched_draft_into_the_note(assignment, draft, owner):
    assert status_updates.nothing_new(assignment=assignment, by=owner) == draft


def test_nothing_new_does_not_throw_a_written_draft_away(assignment, ready, owner):
    with pytest.raises(NotNow, match="open"):
        status_updates.nothing_new(assignment=assignment, by=owner)


def test_an_update_can_follow_a_note(assignment, owner):
    status_updates.nothing_new(assignment=assignment, by=owner)

    assert status_updates.start(assignment=assignment, by=owner).state == State.DRAFT
