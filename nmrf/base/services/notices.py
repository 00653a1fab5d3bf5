"""Telling people: one notice each, never the same one twice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import lazy

from nmrf.base.models import Notice


def phrase(text: Any, **parts: Any) -> Any:
    """`text % parts`, put together for each reader; `gettext_lazy(…) % …` would be so once, here."""
    return lazy(lambda: str(text) % parts, str)()


def tell(*, to: Iterable[Any], key: str, text: Any, address: str) -> None:
    """Tell each person once per `key`; `text` is a lazy string, put in the person's own language."""
    rows = []
    for person in to:
        with translation.override(person.language):
            rows.append(Notice(to=person, key=key[:200], text=str(text)[:500], address=address))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def read(*, by: Any, until: datetime) -> int:
    """The person has seen everything told to them until then; how many were new."""
    unread = Notice.objects.filter(to=by, read_at=None, created_at__lte=until)
    return unread.update(read_at=timezone.now())
