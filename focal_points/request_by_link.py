"""A request answered by link: what its page shows, and the answers that come of it."""

from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from focal_points.forms.link_request import LinkRequestForm
from focal_points.models import AskedInstitution, Institution, RequestAnswer
from focal_points.permissions import Can
from focal_points.services.answering import Answerable
from focal_points.services.requests import answers
from focal_points.services.requests.answers import Said
from nmrf.base.errors import NotNow
from nmrf.base.models import User
from nmrf.base.permissions import may

UNTOUCHED = (RequestAnswer.State.ASKED,)


class RequestAnswers(Answerable):
    """The open questions of one institution. What a colleague has begun to write is not shown."""

    kind = "request"
    template = "focal_points/requests/_by_link.html"

    def find(self, about: UUID) -> AskedInstitution | None:
        """With its request."""
        return AskedInstitution.objects.for_list().filter(public_id=about).first()

    def institution(self, thing: AskedInstitution) -> Institution:
        """Who is asked."""
        return thing.institution

    def name(self, thing: AskedInstitution) -> str:
        """The request's title."""
        return thing.request.title

    def address(self, thing: AskedInstitution) -> str:
        """Where it is answered by whoever signs in."""
        return thing.get_absolute_url()

    def may_answer(self, person: User, thing: AskedInstitution) -> bool:
        """Whoever writes for the institution today."""
        return may(person, Can.ANSWER_REQUEST, thing)

    def closed_because(self, thing: AskedInstitution) -> str:
        """Over, answered, or begun by a colleague, whose words stay theirs."""
        if not thing.request.is_open:
            return _("This request is over: nothing more is needed.")
        if _open(thing):
            return ""
        if thing.answers.filter(state__in=RequestAnswer.TO_WRITE).exists():
            return _("Somebody of your institution has begun to write about this. Sign in to go on with it.")
        return _("Your institution has answered this. Sign in to read or to change it.")

    def form(self, data: Any, thing: AskedInstitution) -> LinkRequestForm:
        """A field for each open question."""
        return LinkRequestForm(data, answers=_open(thing))

    def answer(self, *, thing: AskedInstitution, form: Any, by: User, waits: bool) -> None:
        """Write what was said, and send it, or leave it as drafts for the institution to send."""
        said = form.said()
        language = get_language() or by.language
        texts = {one.pk: Said(one.version, said[one.pk]) for one in form.answers if one.pk in said}
        saved = answers.save(asked=thing, said=texts, language=language, by=by, door="link")
        if saved.conflicts:
            raise NotNow(
                _("Somebody of your institution has begun to write about this. Sign in to go on with it."),
                code="open",
            )
        if not waits:
            answers.submit(asked=thing, by=by, only=set(texts), door="link")


def _open(thing: AskedInstitution) -> list[RequestAnswer]:
    """Questions that nobody has begun to answer."""
    rows = thing.answers.filter(state__in=UNTOUCHED).select_related("question")
    return list(rows.order_by("question__position"))
