"""Telling people: one notice each, never the same one twice."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from nmrf.base.models import Notice


def tell(*, to: Iterable[Any], key: str, text: Any, address: str) -> None:
    """Tell each person once per `key`; `text` is a lazy string, put in the person's own language."""
    rows = []
    for person in to:
        with translation.override(person.language):
            rows.append(Notice(to=person, key=key[:200], text=str(text)[:500], address=address))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
