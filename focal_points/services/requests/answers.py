"""What an institution answers: written, sent, signed, taken back. Each answer has a version of its own.

Two people of one institution write side by side: whoever saves a question that nobody else changed since
overwrites nothing, and where both changed the same one, both texts are shown (`Saved.conflicts`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import AskedInstitution, KnownAnswerUse, RequestAnswer
from focal_points.permissions import Can
from focal_points.services import audience
from focal_points.services.requests.moving import (
    Action,
    locked,
    stands_at,
    step,
    tell,
    tell_secretariat,
)
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import require

State = RequestAnswer.State
LONGEST = 20_000


@dataclass(frozen=True)
class Said:
    """One answer as somebody wrote it, on the version that they were looking at."""

    version: int
    text: str
    is_not_ours: bool = False
    is_unfinished: bool = False

    def tidy(self) -> "Said":
        """Line ends and outer spaces as the database keeps them."""
        text = self.text.replace("\r\n", "\n").replace("\r", "\n").strip()[:LONGEST]
        return Said(self.version, text, self.is_not_ours, self.is_unfinished)


@dataclass
class Saved:
    """What came of it: `changed` answers, and those that somebody else changed first, as they are now."""

    changed: list[RequestAnswer] = field(default_factory=list)
    conflicts: list[RequestAnswer] = field(default_factory=list)


@transaction.atomic
def seen(*, asked: AskedInstitution, by: User, door: str = "") -> None:
    """Somebody of the institution opened it for the first time. Nothing else changes, twice is harmless."""
    if asked.seen_at or not asked.request.is_open:
        return
    with history.recorded(by=by, action="request.see", door=door):
        now = timezone.now()
        first = AskedInstitution.objects.filter(pk=asked.pk, seen_at=None).update(seen_by=by, seen_at=now)
    if first:
        step(asked.request, Action.SEEN, by, asked=asked, at=now)
        asked.refresh_from_db(fields=["seen_by", "seen_at"])


@transaction.atomic
def save(
    *, asked: AskedInstitution, said: Mapping[int, Said], language: str, by: User, door: str = ""
) -> Saved:
    """Make versions of the answers (by their key) whose words changed; the same again makes none.

    Raises NotNow when the request is over. What was sent meanwhile counts as a conflict.
    """
    require(by, Can.ANSWER_REQUEST, asked)
    _must_be_open(asked)
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose a language from the list."), fields={"language": _("Choose a language.")})
    result = Saved()
    with history.recorded(by=by, action="answer.save", door=door):
        for row in locked(asked):
            if row.pk in said:
                _save_one(row, said[row.pk].tidy(), language, by, result)
    return result


@transaction.atomic
def give(
    *,
    answer: RequestAnswer,
    text: str,
    by: User,
    version: int | None = None,
    language: str = "",
    is_not_ours: bool = False,
    waits: bool = False,
    door: str = "",
) -> RequestAnswer:
    """Write one answer and send it: the whole of it in one act, for doors without a form of their own.

    Without `version`, on what stands there now. With `waits` it is not sent: somebody of the institution
    still does that. Raises Invalid where nothing is said, StaleEdit and NotNow as `save`.
    """
    asked = answer.asked
    require(by, Can.ANSWER_REQUEST, asked)
    if not text.strip():
        raise Invalid(_("Write an answer."), fields={"text": _("Write an answer.")})
    current = RequestAnswer.objects.select_for_update().get(pk=answer.pk)
    one = Said(version or current.version, text, is_not_ours)
    saved = save(asked=asked, said={answer.pk: one}, language=language or current.language, by=by, door=door)
    if saved.conflicts:
        raise StaleEdit(saved.conflicts[0])
    if not waits:
        submit(asked=asked, by=by, only={answer.pk}, door=door)
    answer.refresh_from_db()
    return answer


@transaction.atomic
def submit(
    *, asked: AskedInstitution, by: User, only: Iterable[int] | None = None, door: str = ""
) -> list[RequestAnswer]:
    """Send what is written and not unfinished: to the validator where one signs, else to the secretariat.

    Questions without words stay with the institution. Raises Invalid where nothing is ready.
    """
    require(by, Can.ANSWER_REQUEST, asked)
    _must_be_open(asked)
    keys = None if only is None else set(only)
    ready = [
        row
        for row in locked(asked)
        if row.is_writable and row.text and not row.is_unfinished and (keys is None or row.pk in keys)
    ]
    if not ready:
        raise Invalid(
            _("Nothing is ready to be sent: write an answer, or take “not finished” away."),
            fields={"": _("Nothing is ready to be sent: write an answer, or take “not finished” away.")},
        )
    signing = list(who_signs(asked=asked, by=by))
    now = timezone.now()
    with history.recorded(by=by, action="answer.submit", door=door):
        _move(
            ready,
            state=State.VALIDATION if signing else State.SUBMITTED,
            submitted_by=by,
            submitted_at=None if signing else now,
            signed_by=None,
            signed_at=None,
            comment="",
        )
    step(asked.request, Action.TO_VALIDATOR if signing else Action.SUBMITTED, by, asked=asked, at=now)
    if signing:
        text = gettext_lazy("{who}: answers wait for your signature: {title}")
        tell(signing, asked, f"sign-{stands_at(asked)}", text)
    else:
        tell_secretariat(asked)
    return ready


@transaction.atomic
def take_back(*, asked: AskedInstitution, by: User, door: str = "") -> int:
    """Have again what nobody has decided on; how many answers that are."""
    require(by, Can.ANSWER_REQUEST, asked)
    _must_be_open(asked)
    rows = [row for row in locked(asked) if row.state in {State.VALIDATION, State.SUBMITTED}]
    if not rows:
        raise NotNow(_("Nothing is left to be taken back."), code="done")
    with history.recorded(by=by, action="answer.take_back", door=door):
        _move(rows, state=State.DRAFT, submitted_by=None, submitted_at=None, signed_by=None, signed_at=None)
    step(asked.request, Action.TAKEN_BACK, by, asked=asked)
    return len(rows)


@transaction.atomic
def sign(*, asked: AskedInstitution, version: int, by: User, door: str = "") -> list[RequestAnswer]:
    """The validator stands by all that waits for a signature, and it goes to the secretariat.

    `version` is `stands_at` as it was on the screen. Raises StaleEdit, NotNow.
    """
    rows, now = _for_validator(asked, version, by), timezone.now()
    with history.recorded(by=by, action="answer.sign", door=door):
        _move(rows, state=State.SUBMITTED, signed_by=by, signed_at=now, submitted_at=now)
    step(asked.request, Action.SIGNED, by, asked=asked, at=now)
    tell_secretariat(asked)
    return rows


@transaction.atomic
def send_back_by_validator(
    *, asked: AskedInstitution, version: int, comment: str, by: User, door: str = ""
) -> list[RequestAnswer]:
    """The validator asks for something else; the secretariat has not seen it."""
    rows = _for_validator(asked, version, by)
    if not comment.strip():
        raise Invalid(_("Say what has to change."), fields={"comment": _("Say what has to change.")})
    writers = {person for row in rows for person in (row.author, row.submitted_by) if person}
    with history.recorded(by=by, action="answer.send_back_by_validator", door=door):
        _move(rows, state=State.RETURNED, comment=comment.strip(), submitted_by=None, submitted_at=None)
    step(asked.request, Action.UNSIGNED, by, asked=asked, comment=comment.strip())
    text = gettext_lazy("Your validator sent answers back: {title}")
    tell([one for one in writers if one != by], asked, f"unsigned-{stands_at(asked)}", text)
    return rows


def who_signs(*, asked: AskedInstitution, by: User) -> QuerySet[User]:
    """Who would be asked to sign what `by` sends today; nobody where it goes to the secretariat at once."""
    if not asked.institution.wants_validator:
        return User.objects.none()
    return audience.validators(asked.institution, timezone.localdate()).exclude(pk=by.pk)


def _save_one(row: RequestAnswer, said: Said, language: str, by: User, result: Saved) -> None:
    now = (row.text, row.is_not_ours, row.is_unfinished)
    if now == (said.text, said.is_not_ours, said.is_unfinished):
        return
    if row.version != said.version or not row.is_writable:
        result.conflicts.append(row)
        return
    state = row.state if row.state == State.RETURNED else (State.DRAFT if said.text else State.ASKED)
    _move(
        [row],
        text=said.text,
        is_not_ours=said.is_not_ours,
        is_unfinished=said.is_unfinished,
        language=language,
        state=state,
        author=by,
        edited_at=timezone.now(),
    )
    if not said.text:
        KnownAnswerUse.objects.filter(answer=row).delete()
    result.changed.append(row)


def _move(rows: Sequence[RequestAnswer], **to: Any) -> None:
    """Change rows that are locked; refreshes what was changed."""
    RequestAnswer.objects.filter(pk__in=[row.pk for row in rows]).update(**to, version=F("version") + 1)
    for row in rows:
        for name, value in to.items():
            setattr(row, name, value)
        row.version += 1


def _for_validator(asked: AskedInstitution, version: int, by: User) -> list[RequestAnswer]:
    """What waits for a signature, if `by` may sign it: the institution's validator, and not who wrote it."""
    require(by, Can.SIGN_ANSWERS, asked)
    _must_be_open(asked)
    every = locked(asked)
    rows = [row for row in every if row.state == State.VALIDATION]
    if not rows:
        raise NotNow(_("This is not waiting for a signature any more."), code="done")
    if any(by.pk in {row.author_id, row.submitted_by_id} for row in rows):
        raise NotNow(_("You wrote this yourself: somebody else has to sign it."), code="own")
    if sum(row.version for row in every) != version:
        raise StaleEdit(asked)
    return rows


def _must_be_open(asked: AskedInstitution) -> None:
    asked.request.refresh_from_db()
    if not asked.request.is_open:
        raise NotNow(_("This request is over: nothing more is needed."), code="closed")
