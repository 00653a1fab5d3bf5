"""Rows of handovers, training, practice and settings of the house, and an attempt to break each rule."""

from django.utils import timezone

from focal_points.models import (
    Handover,
    HandoverNote,
    Institution,
    PracticeUpdate,
    TourDismissal,
    TrainingStep,
)
from nmrf.base.models import HouseSettings
from tests import factories as f
from tests.breaking.cases import again, breaks, change
from tests.breaking.rows import CHANGES, MAKERS, _filled, _person, make

handover = _filled(Handover, term=f.TermFactory)

MAKERS.update(
    {
        Handover: handover,
        HandoverNote: _filled(HandoverNote, handover=handover, assignment=f.AssignmentFactory, text="A"),
        TrainingStep: _filled(TrainingStep, person=_person, step="work"),
        TourDismissal: _filled(TourDismissal, person=_person),
        PracticeUpdate: _filled(PracticeUpdate, person=_person),
        HouseSettings: _filled(HouseSettings),
    }
)
CHANGES.update(
    {
        Handover: lambda: {"notes": "B"},
        HandoverNote: lambda: {"text": "B"},
        TrainingStep: lambda: {"step": "answer"},
        HouseSettings: lambda: {"site_name": "B"},
    }
)

breaks("handover_moved_to_somebody", lambda: change(Handover, moved_at=timezone.now()))
breaks("handover_read_once_moved", lambda: change(Handover, welcomed_at=timezone.now()))
breaks("handover_note_once_an_assignment", lambda: again(HandoverNote, "handover", "assignment"))
breaks("handover_note_says_something", lambda: change(HandoverNote, text=""))
breaks("training_step_once_a_person", lambda: again(TrainingStep, "person", "step"))
breaks("practice_returned_with_a_comment", lambda: change(PracticeUpdate, state="returned"))
breaks("house_settings_once", lambda: (make(HouseSettings), make(HouseSettings)))
breaks("house_settings_one_row", lambda: change(HouseSettings, only=False))
breaks("house_settings_state_has_three_letters", lambda: change(HouseSettings, home_state="fr"))
breaks("focal_points.Institution: tree_without_circles", lambda: _in_a_circle())


def _in_a_circle() -> None:
    """A ministry under its agency's own office."""
    ministry = make(Institution)
    office = make(Institution, parent=make(Institution, parent=ministry))
    Institution.objects.filter(pk=ministry.pk).update(parent=office)
