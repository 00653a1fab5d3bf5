"""Searches kept under a name: saved, changed, deleted by their own person; mail stopped by a signed link."""

from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import Institution, SavedSearch
from focal_points.models.institution import reach
from focal_points.permissions import Can
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require

MOST = 50
"""Searches a person may keep."""
SALT = "saved-search-mail"


@transaction.atomic
def save(
    *,
    query: str,
    name: str,
    frequency: str = SavedSearch.Frequency.WEEKLY,
    is_working: bool = False,
    listed: str = SavedSearch.Listed.RECOMMENDATIONS,
    by: User,
    door: str = "",
) -> SavedSearch:
    """Keep a search under a name; `query` is canonical (see `kept_queries`). Refuses one too many.

    A view of another working list (`listed`) is kept the same way; no mail is sent of it.
    """
    require(by, Can.SAVE_SEARCHES)
    User.objects.select_for_update().get(pk=by.pk)
    if by.searches.count() >= MOST:
        raise NotNow(_("You keep %(most)d searches, which is the most. Delete one first.") % {"most": MOST})
    is_of_work = listed == SavedSearch.Listed.ASSIGNMENTS
    if is_of_work:
        frequency = SavedSearch.Frequency.NEVER
    values = {"name": _checked_name(name), "frequency": _checked_frequency(frequency)}
    with history.recorded(by=by, action="saved_search.save", door=door), _once_a_name():
        return SavedSearch.objects.create(
            person=by,
            query=query,
            listed=listed,
            is_working=is_of_work or (is_working and by.is_house),
            told_until=timezone.now(),
            **values,
        )


@transaction.atomic
def change(
    *,
    search: SavedSearch,
    name: str,
    frequency: str = SavedSearch.Frequency.NEVER,
    is_shared: bool = False,
    institution: Institution | None = None,
    by: User,
    door: str = "",
) -> SavedSearch:
    """Another name, another rhythm, shared or not. Mail that is turned on again tells of what comes now.

    `institution`: its people see a view of work too; only whoever speaks for it shares with it.
    """
    require(by, Can.CHANGE_SEARCH, search)
    current = SavedSearch.objects.select_for_update().get(pk=search.pk)
    wanted = _checked_frequency(frequency)
    if current.listed == SavedSearch.Listed.ASSIGNMENTS:
        wanted = SavedSearch.Frequency.NEVER
    if current.frequency == SavedSearch.Frequency.NEVER != wanted:
        current.told_until = timezone.now()
    current.name, current.frequency = _checked_name(name), wanted
    current.is_shared = is_shared and by.is_house
    if institution and institution.pk not in reach(by):
        raise Invalid(_("You do not speak for it."), fields={"institution": _("Choose one of your own.")})
    current.institution = institution if current.listed == SavedSearch.Listed.ASSIGNMENTS else None
    with history.recorded(by=by, action="saved_search.change", door=door), _once_a_name():
        current.save()
    return current


@transaction.atomic
def delete(*, search: SavedSearch, by: User, door: str = "") -> None:
    """Away with it; its history stays. Twice is harmless."""
    require(by, Can.CHANGE_SEARCH, search)
    with history.recorded(by=by, action="saved_search.delete", door=door):
        SavedSearch.objects.filter(pk=search.pk).delete()


def token(search: SavedSearch) -> str:
    """What a link in a mail carries: says which search, and that this house said so."""
    return signing.dumps(str(search.public_id), salt=SALT)


def of_token(text: str) -> SavedSearch | None:
    """The search a link is about; None where the link was tampered with, or the search is deleted."""
    try:
        public_id = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return SavedSearch.objects.select_related("person").filter(public_id=public_id).first()


@transaction.atomic
def stop_mail(*, search: SavedSearch, everything: bool = False, door: str = "") -> int:
    """No more mail about this search, or any of the person's. Asked through the link: nobody signs in."""
    rows = SavedSearch.objects.filter(person=search.person).with_alerts()
    if not everything:
        rows = rows.filter(pk=search.pk)
    with history.recorded(by=search.person, action="saved_search.stop_mail", door=door or "mail"):
        return rows.update(frequency=SavedSearch.Frequency.NEVER)


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.replace("\x00", "").split())[:120]
    if not cleaned:
        raise Invalid(_("Give the search a name."), fields={"name": _("Give the search a name.")})
    return cleaned


def _checked_frequency(frequency: str) -> str:
    if frequency not in SavedSearch.Frequency.values:
        raise Invalid(_("Choose how often."), fields={"frequency": _("Choose how often.")})
    return frequency


class _once_a_name:
    """Says in words what the database refuses."""

    def __enter__(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.point.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError):
            said = _("You keep a search of that name already.")
            raise Invalid(said, fields={"name": said}) from error
