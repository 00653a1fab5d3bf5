"""A request goes out, gets another date or another institution, and is over."""

from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import AskedInstitution, InformationRequest, Institution, RequestAnswer
from focal_points.permissions import Can
from focal_points.services.requests.moving import Action, step, tell_institutions
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import require

State = InformationRequest.State


@transaction.atomic
def send(*, request: InformationRequest, version: int, by: User, door: str = "") -> InformationRequest:
    """Ask the institutions. Raises Invalid where a date, a question or somebody to ask is missing.

    A question that nobody is asked stops it too: it would never be answered. StaleEdit, NotNow as usual.
    """
    require(by, Can.KEEP_REQUESTS, request)
    current = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if not current.is_draft:
        raise NotNow(_("This request was sent already."), code="done")
    if current.version != version:
        raise StaleEdit(current)
    if missing := lacks(current):
        raise Invalid(_("Something is still needed before this can be sent."), fields=missing)
    with history.recorded(by=by, action="request.send", door=door):
        InformationRequest.objects.filter(pk=current.pk).update(
            state=State.SENT, sent_by=by, sent_at=timezone.now(), version=F("version") + 1
        )
    request.refresh_from_db()
    step(request, Action.SENT, by)
    tell_institutions(_asked(request), "sent", gettext_lazy("You are asked for information: {title}"))
    return request


def lacks(request: InformationRequest) -> dict[str, str]:
    """What is missing before it can be sent, by field."""
    found: dict[str, str] = {}
    if request.due_on is None or request.due_on < timezone.localdate():
        found["due_on"] = _("Set a date that is still to come.")
    if not request.questions.exists():
        found["questions"] = _("Write at least one question.")
    elif not request.asked.exists():
        found["institutions"] = _("Choose an institution.")
    elif lonely := list(request.questions.filter(answers=None)[:5]):
        names = _(", ").join(question.name for question in lonely)
        found["institutions"] = _("Nobody is asked these questions: %(names)s.") % {"names": names}
    return found


@transaction.atomic
def move_due(
    *,
    request: InformationRequest,
    due_on: date,
    because: str,
    by: User,
    asked: AskedInstitution | None = None,
    door: str = "",
) -> InformationRequest:
    """Another date, for all or for one institution, with the reason; they are told.

    With one date for all, an institution's own later date stays.
    """
    require(by, Can.KEEP_REQUESTS, request)
    if not because.strip():
        raise Invalid(_("Say why."), fields={"because": _("Say why.")})
    if due_on < timezone.localdate():
        raise Invalid(_("This day has passed."), fields={"due_on": _("This day has passed.")})
    _must_be_open(request)
    with history.recorded(by=by, action="request.move_due", door=door, because=because.strip()):
        if asked:
            AskedInstitution.objects.filter(pk=asked.pk, request=request).update(due_on=due_on)
        else:
            InformationRequest.objects.filter(pk=request.pk).update(due_on=due_on, version=F("version") + 1)
            request.asked.filter(due_on__lte=due_on).update(due_on=None)
    request.refresh_from_db()
    step(request, Action.MOVED, by, asked=asked, comment=f"{due_on.isoformat()}: {because.strip()}")
    rows = _asked(request).filter(pk=asked.pk) if asked else _asked(request)
    tell_institutions(rows, f"due-{due_on}", gettext_lazy("Another date for your answers: {title}"))
    return request


@transaction.atomic
def ask_another(
    *, request: InformationRequest, institution: Institution, by: User, door: str = ""
) -> AskedInstitution:
    """Put all questions of a sent request to one more institution. Twice is harmless."""
    require(by, Can.KEEP_REQUESTS, request)
    _must_be_open(request)
    if institution.closed_on:
        raise Invalid(
            _("This institution does not exist any more."),
            fields={"institution": _("This institution does not exist any more.")},
        )
    there = request.asked.filter(institution=institution).first()
    if there:
        return there
    with history.recorded(by=by, action="request.ask_another", door=door):
        row = AskedInstitution.objects.create(request=request, institution=institution)
        RequestAnswer.objects.bulk_create(
            RequestAnswer(asked=row, question=question, language=request.language)
            for question in request.questions.all()
        )
    step(request, Action.ADDED, by, asked=row)
    tell_institutions([row], "sent", gettext_lazy("You are asked for information: {title}"))
    return row


@transaction.atomic
def close(*, request: InformationRequest, version: int, by: User, door: str = "") -> InformationRequest:
    """End it: what is not answered stays open to nobody."""
    return _end(request, version, State.CLOSED, "", by, door)


@transaction.atomic
def cancel(
    *, request: InformationRequest, version: int, because: str, by: User, door: str = ""
) -> InformationRequest:
    """Take it back, with the reason; a draft too."""
    if not because.strip():
        raise Invalid(_("Say why."), fields={"because": _("Say why.")})
    return _end(request, version, State.CANCELLED, because.strip(), by, door)


def _end(
    request: InformationRequest, version: int, to: str, because: str, by: User, door: str
) -> InformationRequest:
    require(by, Can.KEEP_REQUESTS, request)
    states = (State.SENT,) if to == State.CLOSED else (State.DRAFT, State.SENT)
    with history.recorded(by=by, action=f"request.{to}", door=door, because=because):
        claimed = InformationRequest.objects.filter(pk=request.pk, version=version, state__in=states).update(
            state=to,
            closed_by=by,
            closed_at=timezone.now(),
            closed_because=because,
            version=F("version") + 1,
        )
    request.refresh_from_db()
    if not claimed and request.state in states:
        raise StaleEdit(request)
    if not claimed:
        raise NotNow(_("This request is over already."), code="done")
    step(request, Action.CLOSED if to == State.CLOSED else Action.CANCELLED, by, comment=because)
    if request.sent_at:
        text = (
            gettext_lazy("No more answers are needed: {title}")
            if to == State.CLOSED
            else gettext_lazy("The secretariat took a request back: {title}")
        )
        tell_institutions(_asked(request), to, text)
    return request


def _must_be_open(request: InformationRequest) -> None:
    request.refresh_from_db()
    if not request.is_open:
        raise NotNow(_("This request is not open."), code="closed")


def _asked(request: InformationRequest) -> QuerySet[AskedInstitution]:
    return AskedInstitution.objects.filter(request=request).for_list()
