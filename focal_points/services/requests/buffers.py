"""What somebody is typing into answers, kept every few seconds without history, each browser tab for itself.

As drafts of updates are kept (`focal_points.services.drafts`): a version is made when the page is left or
sent; what another tab of the same person holds is offered, never lost.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import AnswerBuffer, AskedInstitution
from focal_points.permissions import Can
from focal_points.services.drafts import MOST_CHARACTERS, MOST_TABS, Offer, Typed, says
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require


@transaction.atomic
def keep(
    *,
    asked: AskedInstitution,
    tab: UUID,
    typed: Typed,
    by: User,
    instead_of: UUID | None = None,
    opened_at: datetime | None = None,
    at: datetime | None = None,
) -> AnswerBuffer:
    """Keep what the tab holds now; `instead_of` as in `drafts.keep`. NotNow when the request is over."""
    require(by, Can.ANSWER_REQUEST, asked)
    if not asked.request.is_open:
        raise NotNow(_("This request is over: nothing more is needed."), code="closed")
    if sum(len(value) for values in typed.values() for value in values) > MOST_CHARACTERS:
        raise Invalid(_("This is too long to be kept. Put part of it into a file."))
    mine = AnswerBuffer.objects.filter(asked=asked, by=by)
    _let_go(asked, by, instead_of, opened_at)
    AnswerBuffer.objects.bulk_create(
        [AnswerBuffer(asked=asked, by=by, tab=tab, typed=typed, saved_at=at or timezone.now())],
        update_conflicts=True,
        unique_fields=["asked", "by", "tab"],
        update_fields=["typed", "saved_at"],
    )
    kept = mine.order_by("-saved_at").values_list("pk", flat=True)
    mine.exclude(pk__in=list(kept[:MOST_TABS])).delete()
    return mine.get(tab=tab)


def settle(
    *,
    asked: AskedInstitution,
    tab: UUID,
    by: User,
    instead_of: UUID | None = None,
    opened_at: datetime | None = None,
) -> None:
    """What the tab held has become versions: its buffer goes. Other tabs' stay."""
    drop(asked=asked, tab=tab, by=by)
    _let_go(asked, by, instead_of, opened_at)


def drop(*, asked: AskedInstitution, tab: UUID, by: User) -> None:
    """Throw one's own text of a tab away; twice is harmless."""
    AnswerBuffer.objects.filter(asked=asked, by=by, tab=tab).delete()


def _let_go(asked: AskedInstitution, by: User, tab: UUID | None, opened_at: datetime | None) -> None:
    if tab and opened_at:
        AnswerBuffer.objects.filter(asked=asked, by=by, tab=tab, saved_at__lte=opened_at).delete()


def offers(*, asked: AskedInstitution, by: User, but: UUID | None = None) -> list[Offer]:
    """The person's own other texts, newest first, each different text once."""
    found: list[Offer] = []
    seen = []
    for row in AnswerBuffer.objects.filter(asked=asked, by=by).order_by("-saved_at"):
        words = {name: text for name, text in says(row.typed).items() if name.endswith("-text")}
        if row.tab != but and words not in seen:
            seen.append(words)
            found.append(Offer(row.tab, row.saved_at, row.typed, False))
    return found
