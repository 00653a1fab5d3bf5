"""Where kept answers are used: in an answer, which keeps the link, or in a place of a room above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from focal_points.models import AskedInstitution, KnownAnswer, KnownAnswerUse, RequestAnswer
from focal_points.permissions import Can
from focal_points.services.requests import answers
from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require


@dataclass(frozen=True)
class Place:
    """One use, for people: where, which version, when."""

    name: str
    address: str
    version: int
    at: datetime


@transaction.atomic
def take(*, known: KnownAnswer, answer: RequestAnswer, by: User, door: str = "") -> RequestAnswer:
    """Put the kept words into an answer, below what is written there, and keep the link to them.

    `known` must be one that `by` may see. Raises NotNow where the answer is out of the institution's hands.
    """
    asked = AskedInstitution.objects.select_related("request", "institution").get(pk=answer.asked_id)
    require(by, Can.ANSWER_REQUEST, asked)
    if known.retired_at or not KnownAnswer.objects.visible_to(by).filter(pk=known.pk).exists():
        raise NotNow(_("This kept answer was put away."), code="retired")
    current = RequestAnswer.objects.select_for_update().get(pk=answer.pk)
    if not current.is_writable:
        raise NotNow(_("This was sent already. Take it back to change it."), code="done")
    if known.text not in current.text:
        text = f"{current.text}\n\n{known.text}".strip()
        said = answers.Said(current.version, text, current.is_not_ours, current.is_unfinished)
        answers.save(asked=asked, said={current.pk: said}, language=known.language, by=by, door=door)
    with history.recorded(by=by, action="known_answer.use", door=door):
        KnownAnswerUse.objects.get_or_create(
            version=known.versions.order_by("-number")[0], answer=current, address="", defaults={"by": by}
        )
    answer.refresh_from_db()
    return answer


@transaction.atomic
def note(*, known: KnownAnswer, place: str, address: str, by: User | None, door: str = "") -> KnownAnswerUse:
    """Say that a place of a room above cites it, by the place's name and address. Twice is once."""
    with history.recorded(by=by, action="known_answer.use", door=door):
        use, _made = KnownAnswerUse.objects.get_or_create(
            version=known.versions.order_by("-number")[0],
            answer=None,
            address=address[:300],
            defaults={"place": place[:300], "by": by},
        )
    return use


@transaction.atomic
def take_back(*, known: KnownAnswer, address: str, by: User, door: str = "") -> int:
    """It is not cited at that address after all; how many uses went, of whichever version."""
    with history.recorded(by=by, action="known_answer.unuse", door=door):
        rows = KnownAnswerUse.objects.filter(version__known=known, answer=None, address=address[:300])
        gone, _kinds = rows.delete()
    return gone


def at(addresses: Iterable[str]) -> dict[tuple[str, int], KnownAnswerUse]:
    """Address and kept answer's key → its newest version that is cited there."""
    rows = KnownAnswerUse.objects.filter(answer=None, address__in=list(addresses))
    found = rows.select_related("version", "by").order_by("version__number")
    return {(row.address, row.version.known_id): row for row in found}


def of(known: KnownAnswer, person: User) -> list[Place]:
    """Where it is used, the newest first; answers that this person does not see are left out."""
    rows = KnownAnswerUse.objects.filter(version__known=known).select_related(
        "version", "answer__asked__request", "answer__asked__institution", "answer__question"
    )
    seen = set(AskedInstitution.objects.visible_to(person).values_list("pk", flat=True))
    found = []
    for row in rows.prefetch_related("answer__asked__institution__names"):
        if row.answer is None:
            if person.is_house:
                found.append(Place(row.place, row.address, row.version.number, row.at))
        elif row.answer.asked_id in seen:
            asked = row.answer.asked
            name = f"{asked.request.title}, {row.answer.question.name}: {asked.institution}"
            found.append(Place(name, asked.get_absolute_url(), row.version.number, row.at))
    return found
