"""An assignment answered by link: what its page shows, and the update that comes of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from focal_points.forms.link_answers import ShortAnswerForm
from focal_points.models import Assignment, Institution, StatusUpdate
from focal_points.permissions import Can
from focal_points.services import evidence, status_updates, targets
from focal_points.services.answering import Answerable
from focal_points.services.update_fields import UpdateFields
from nmrf.base.errors import NotNow
from nmrf.base.models import User
from nmrf.base.permissions import may


class AssignmentAnswer(Answerable):
    """Which status, one sentence, perhaps a link. Nothing internal is shown: what is asked is public."""

    kind = "assignment"
    template = "focal_points/answer_links/_assignment.html"

    def find(self, about: UUID) -> Assignment | None:
        """With its texts and names."""
        return Assignment.objects.for_list().filter(public_id=about).first()

    def find_many(self, abouts: Iterable[UUID]) -> dict[UUID, Assignment]:
        """In one go."""
        rows = Assignment.objects.for_list().filter(public_id__in=set(abouts))
        return {row.public_id: row for row in rows}

    def institution(self, thing: Assignment) -> Institution:
        """Who answers for it."""
        return thing.institution

    def name(self, thing: Assignment) -> str:
        """What the recommendation or part asks in a few words, or the cluster's name."""
        if thing.recommendation is None:
            return thing.subject
        name = thing.recommendation.name
        return f"{name} {thing.part.label}" if thing.part else name

    def address(self, thing: Assignment) -> str:
        """Its page, for who signs in."""
        return thing.get_absolute_url()

    def may_answer(self, person: User, thing: Assignment) -> bool:
        """Whoever writes for the institution today."""
        return may(person, Can.ANSWER_ASSIGNMENT, thing)

    def closed_because(self, thing: Assignment) -> str:
        """Withdrawn, contested, handed in already, or begun by a colleague, whose words stay theirs."""
        if thing.state == Assignment.State.WITHDRAWN:
            return _("This is not with your institution any more. Nothing is left to be done.")
        if thing.state == Assignment.State.CONTESTED:
            return _("Your institution contests this. The secretariat decides first.")
        update = thing.updates.filter(state__in=StatusUpdate.OPEN).first()
        if update is None or status_updates.is_untouched(update):
            return ""
        if update.state in StatusUpdate.AWAY:
            return _("Your institution has answered this. Sign in to read or to change it.")
        return _("Somebody of your institution has begun to write about this. Sign in to go on with it.")

    def form(self, data: Any, thing: Assignment) -> ShortAnswerForm:
        """The short form."""
        return ShortAnswerForm(data, assignment=thing, targets=targets.of(thing))

    def answer(self, *, thing: Assignment, form: Any, by: User, waits: bool) -> StatusUpdate:
        """A new update with what was said, sent at once or left as a draft for the institution to send."""
        update = status_updates.start(assignment=thing, by=by, door="link")
        if not status_updates.is_untouched(update):
            raise NotNow(self.closed_because(thing), code="open")
        said = form.cleaned_data
        fields = UpdateFields(
            language=get_language() or by.language,
            period_from=update.period_from,
            period_to=timezone.localdate(),
            narrative=said["narrative"],
            is_public=said["is_public"],
            next_step=said["next_step"],
            next_step_on=said["next_step_on"],
            proposals=form.said(),
        )
        update = status_updates.save(update=update, version=update.version, by=by, fields=fields, door="link")
        if said["link"]:
            evidence.add_link(
                update=update, link=said["link"], is_public=said["is_public"], by=by, door="link"
            )
        if waits:
            return update
        return status_updates.submit(update=update, version=update.version, by=by, door="link", is_short=True)
