"""What somebody is typing, kept every few seconds without history, each browser tab for itself.

A version of the update is made from it when the page is left, when it is sent, or when the last version
is ten minutes old. The last text is kept; what another tab of the same person holds is offered, never lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import DraftBuffer, StatusUpdate
from focal_points.permissions import Can
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require

VERSION_EVERY = timedelta(minutes=10)
MOST_CHARACTERS = 400_000
MOST_TABS = 10

Typed = dict[str, list[str]]


@dataclass(frozen=True)
class Offer:
    """Another text of the same person: where it can be taken from, and whether the update moved on since."""

    tab: UUID
    saved_at: datetime
    typed: Typed
    is_stale: bool


@transaction.atomic
def keep(
    *,
    update: StatusUpdate,
    tab: UUID,
    version: int,
    typed: Typed,
    by: User,
    instead_of: UUID | None = None,
    opened_at: datetime | None = None,
    at: datetime | None = None,
) -> DraftBuffer:
    """Keep what the tab holds now. No history, no version.

    `instead_of` names the tab whose text this one was opened with at `opened_at`: that text lives on
    here, so it is let go, unless somebody typed on in that tab since.
    """
    require(by, Can.WRITE_UPDATE, update)
    if not update.is_writable:
        raise NotNow(_("This was sent already. Take it back to change it."), code="done")
    if sum(len(value) for values in typed.values() for value in values) > MOST_CHARACTERS:
        raise Invalid(_("This is too long to be kept. Put part of it into a file."))
    moment = at or timezone.now()
    mine = DraftBuffer.objects.filter(update=update, by=by)
    _let_go(update, by, instead_of, opened_at)
    DraftBuffer.objects.bulk_create(
        [DraftBuffer(update=update, by=by, tab=tab, version=version, typed=typed, saved_at=moment)],
        update_conflicts=True,
        unique_fields=["update", "by", "tab"],
        update_fields=["version", "typed", "saved_at"],
    )
    kept = mine.order_by("-saved_at").values_list("pk", flat=True)
    mine.exclude(pk__in=list(kept[:MOST_TABS])).delete()
    return mine.get(tab=tab)


def is_due(update: StatusUpdate, at: datetime | None = None) -> bool:
    """Whether the last version is so old that what is typed should become one."""
    return (at or timezone.now()) - update.edited_at >= VERSION_EVERY


def settle(
    *,
    update: StatusUpdate,
    tab: UUID,
    by: User,
    instead_of: UUID | None = None,
    opened_at: datetime | None = None,
) -> None:
    """What the tab held has become a version: its buffer goes. Other tabs' stay."""
    drop(update=update, tab=tab, by=by)
    _let_go(update, by, instead_of, opened_at)


def drop(*, update: StatusUpdate, tab: UUID, by: User) -> None:
    """Throw one's own text of a tab away; twice is harmless."""
    DraftBuffer.objects.filter(update=update, by=by, tab=tab).delete()


def _let_go(update: StatusUpdate, by: User, tab: UUID | None, opened_at: datetime | None) -> None:
    """A text that another tab took over, if it is still as it was taken."""
    if tab and opened_at:
        DraftBuffer.objects.filter(update=update, by=by, tab=tab, saved_at__lte=opened_at).delete()


def offers(*, update: StatusUpdate, by: User, but: UUID | None = None) -> list[Offer]:
    """The person's own other texts, newest first, each different text once."""
    found: list[Offer] = []
    seen: list[Any] = []
    for row in DraftBuffer.objects.filter(update=update, by=by).order_by("-saved_at"):
        if row.tab == but:
            continue
        words = says(row.typed)
        if words not in seen:
            seen.append(words)
            found.append(Offer(row.tab, row.saved_at, row.typed, row.version != update.version))
    return found


def says(typed: Typed) -> Typed:
    """The words alone, without what belongs to the tab; empty fields do not count."""
    own = {"csrfmiddlewaretoken", "tab", "version", "instead_of", "opened_at", "close", "leaving"}
    return {
        name: [value.replace("\r\n", "\n") for value in values]
        for name, values in typed.items()
        if name not in own and any(values)
    }
