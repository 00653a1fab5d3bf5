"""Lets things happen on days of the past: what is written inside is dated in history as of that day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from nmrf.base.services.operations import tracked_models


def noon(day: date) -> datetime:
    """In the house's time zone."""
    return timezone.make_aware(datetime.combine(day, time(12)))


@contextmanager
def happening_on(day: date, *models: Any) -> Iterator[datetime]:
    """What is written inside (of these models, or any tracked one) belongs to that day; gives its noon."""
    tables = [events._meta.db_table for model, events in tracked_models() if not models or model in models]
    before = _last(tables)
    yield noon(day)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # history lets nobody rewrite it
        for table, last in before.items():
            cursor.execute(
                f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_id > %s",  # noqa: S608
                [noon(day), last],
            )
        cursor.execute("SET session_replication_role = DEFAULT")


def _last(tables: list[str]) -> dict[str, int]:
    asked = " UNION ALL ".join(f"SELECT '{one}', coalesce(max(pgh_id), 0) FROM {one}" for one in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())
