"""The tour of a new focal point: which steps are finished, and who of which institution finished them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from focal_points.models import Institution, Term, TourDismissal, TourStep, TrainingStep
from focal_points.permissions import Can
from nmrf.base import history
from nmrf.base.models import User
from nmrf.base.permissions import require


@dataclass(frozen=True)
class Progress:
    """One person's steps, each with when it was finished."""

    steps: list[tuple[TourStep, datetime | None]]

    @property
    def done(self) -> int:
        """How many are finished."""
        return sum(at is not None for _step, at in self.steps)

    @property
    def is_finished(self) -> bool:
        """All of them."""
        return self.done == len(self.steps)

    @property
    def next(self) -> TourStep:
        """The first that is not finished, else the last."""
        return next((step for step, at in self.steps if at is None), self.steps[-1][0])


@dataclass(frozen=True)
class Trained:
    """One line of the secretariat's list: a person, their term, and how far they are."""

    institution: Institution
    term: Term
    progress: Progress

    @property
    def last(self) -> datetime | None:
        """When a step was finished last."""
        return max((at for _step, at in self.progress.steps if at), default=None)


@transaction.atomic
def finish(*, step: str, by: User, door: str = "") -> TrainingStep:
    """This person has finished this step; once is enough."""
    require(by, Can.TRAIN)
    with history.recorded(by=by, action="training.finish", door=door):
        row, _made = TrainingStep.objects.get_or_create(person=by, step=TourStep(step))
    return row


def dismiss(*, by: User) -> None:
    """Not on the home page any more; twice is harmless. The tour itself stays where it is."""
    require(by, Can.TRAIN)
    TourDismissal.objects.get_or_create(person=by)


def progress(person: Any) -> Progress:
    """How far somebody is."""
    done = dict(TrainingStep.objects.of(person).values_list("step", "finished_at"))
    return Progress([(step, done.get(step.value)) for step in TourStep])


def for_home(person: Any) -> Progress | None:
    """What the home page shows: nothing once it is finished or was sent away."""
    if TourDismissal.objects.filter(person=person).exists():
        return None
    found = progress(person)
    return None if found.is_finished else found


def people(day: date | None = None, institutions: Collection[int] | None = None) -> list[Trained]:
    """Who speaks for institutions today, by institution; three queries for any number."""
    terms = Term.objects.held(day or timezone.localdate()).select_related("person", "institution")
    if institutions is not None:
        terms = terms.filter(institution__in=institutions)
    rows = list(terms.prefetch_related("institution__names").order_by("institution__code", "person__name"))
    done: dict[int, dict[str, datetime]] = {}
    for person, step, at in TrainingStep.objects.filter(
        person__in={term.person_id for term in rows}
    ).values_list("person", "step", "finished_at"):
        done.setdefault(person, {})[step] = at
    return [
        Trained(
            term.institution,
            term,
            Progress([(step, done.get(term.person_id, {}).get(step.value)) for step in TourStep]),
        )
        for term in rows
    ]
