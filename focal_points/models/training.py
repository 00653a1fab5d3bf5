"""The first days of a focal point: the tour, the practice, and what was finished when.

The practice stands in a table of its own, tied to a person and to nothing else: what is written there cannot
be counted, found, exported or sent, because nothing that counts, finds or sends reads it.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.status import Status
from nmrf.base import history


class TourStep(models.TextChoices):
    """What a new focal point reads, then does, in this order."""

    WORK = "work", _("What waits for you")
    ANSWER = "answer", _("Accept or contest")
    UPDATE = "update", _("Write an update")
    EVIDENCE = "evidence", _("Show evidence")
    AFTER = "after", _("What happens then")
    PRACTISE = "practise", _("Practise on an invented assignment")


class TrainingQuerySet(models.QuerySet["TrainingStep"]):
    """Questions asked of finished steps."""

    def of(self, person: Any) -> Self:
        """This person's."""
        return self.filter(person=person)


@history.tracked()
class TrainingStep(models.Model):
    """One step that one person finished."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="training_steps")
    step = models.CharField(_("step"), max_length=20, choices=TourStep)
    finished_at = models.DateTimeField(_("finished"), default=timezone.now)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finished step of the tour")
        verbose_name_plural = _("finished steps of the tour")
        constraints = [models.UniqueConstraint("person", "step", name="training_step_once_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.step}"


class TourDismissal(models.Model):
    """Somebody does not want to be shown the tour on their home page any more; it stays where it is."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tour_dismissal")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"


class PracticeUpdate(models.Model):
    """Somebody's play with the invented assignment: one a person, begun again whenever they like."""

    class State(models.TextChoices):
        """The way of a real one, in short."""

        ASSIGNED = "assigned", _("waiting for an answer")
        CONTESTED = "contested", _("contested")
        DRAFT = "draft", _("draft")
        RETURNED = "returned", _("sent back")
        VERIFIED = "verified", _("verified")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="practice")
    state = models.CharField(max_length=10, choices=State, default=State.ASSIGNED)
    narrative = models.TextField(_("what was done"), blank=True)
    status = models.CharField(_("proposed status"), max_length=25, choices=Status, blank=True)
    link = models.URLField(_("link to evidence"), max_length=500, blank=True)
    comment = models.TextField(_("what was said to it"), blank=True)
    edited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("practice update")
        verbose_name_plural = _("practice updates")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(comment=""), name="practice_returned_with_a_comment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"
