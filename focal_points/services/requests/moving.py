"""How answers move: locked, changed if they are still as seen, noted as a step, told to those concerned."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from focal_points.models import AskedInstitution, InformationRequest, RequestAnswer, RequestStep
from focal_points.services import audience
from focal_points.services.telling import people_of
from nmrf.base.models import User
from nmrf.base.services import notices

Action = RequestStep.Action


def locked(asked: AskedInstitution) -> list[RequestAnswer]:
    """The institution's answers as they are now, in the order of the questions, locked."""
    rows = RequestAnswer.objects.select_for_update(of=("self",)).filter(asked=asked)
    return list(rows.select_related("question").order_by("question__position"))


def stands_at(asked: AskedInstitution) -> int:
    """A number that grows with every change of any of its answers."""
    return asked.answers.aggregate(whole=Sum("version"))["whole"] or 0


def step(
    request: InformationRequest,
    action: str,
    by: User | None,
    *,
    asked: AskedInstitution | None = None,
    answer: RequestAnswer | None = None,
    comment: str = "",
    at: datetime | None = None,
) -> None:
    """What its people see in the list of steps."""
    RequestStep.objects.create(
        request=request,
        asked=asked,
        answer=answer,
        action=action,
        by=by,
        at=at or timezone.now(),
        comment=comment,
    )


def tell_institutions(rows: Iterable[AskedInstitution], key: str, text: Any) -> None:
    """The people who write for each of these; `text` is lazy, with {title}. After the commit."""
    rows = list(rows)
    transaction.on_commit(partial(_tell_institutions, rows, key, text))


def _tell_institutions(rows: list[AskedInstitution], key: str, text: Any) -> None:
    people = people_of([row.institution_id for row in rows])
    for row in rows:
        notices.tell(
            to=people.get(row.institution_id, []),
            key=f"asked-{row.pk}-{key}",
            text=format_lazy(text, title=row.request.title),
            address=row.get_absolute_url(),
        )


def tell(to: Iterable[User], asked: AskedInstitution, key: str, text: Any) -> None:
    """One notice each; `text` is lazy, with {who} (the institution) and {title}. After the commit."""
    people = list(to)
    transaction.on_commit(
        partial(
            notices.tell,
            to=people,
            key=f"asked-{asked.pk}-{key}",
            text=format_lazy(text, who=asked.institution, title=asked.request.title),
            address=asked.get_absolute_url(),
        )
    )


def tell_secretariat(asked: AskedInstitution) -> None:
    """Answers wait to be checked."""
    transaction.on_commit(
        partial(
            notices.tell,
            to=list(audience.secretariat()),
            key=f"asked-{asked.pk}-answers-{stands_at(asked)}",
            text=format_lazy(
                gettext_lazy("{who} answered: {title}"), who=asked.institution, title=asked.request.title
            ),
            address=reverse("focal_points:asked-detail", args=[asked.public_id]),
        )
    )
