"""Which rows an operation touched, page by page: of what kind, what each is called, what happened to it."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from nmrf.base import changes
from nmrf.base.models import Operation
from nmrf.base.services import operations


@dataclass(frozen=True)
class RowTouched:
    """One row."""

    kind: str
    name: str
    done: str


def of(operation: Operation, *, size: int | None = None, start: int = 0) -> tuple[list[RowTouched], int]:
    """Rows from `start` on, kind by kind, and how many there are in all."""
    contexts = operations.contexts_of(operation)
    written = operations.written_models(contexts)
    found = _page(written, contexts, size, start)
    events = {
        number: written[number][1].objects.in_bulk([row[2] for row in found if row[0] == number])
        for number in {row[0] for row in found}
    }
    rows = [_row(written[number][0], events[number][last], labels) for number, labels, last, _all in found]
    return rows, found[0][3] if found else 0


def _page(
    written: list[tuple[type[models.Model], Any]], contexts: list[Any], size: int | None, start: int
) -> list[Any]:
    """Number of the kind, what happened in order, the newest history row, and how many rows in all."""
    if not written:
        return []
    quote = connection.ops.quote_name
    parts = " UNION ALL ".join(
        f"SELECT {number} AS kind, pgh_obj_id::text AS thing, "  # noqa: S608 (names are the models' own)
        f"array_agg(pgh_label ORDER BY pgh_id) AS labels, max(pgh_id) AS last "
        f"FROM {quote(event_model._meta.db_table)} WHERE pgh_context_id = ANY(%s) GROUP BY pgh_obj_id"
        for number, (_model, event_model) in enumerate(written)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, labels, last, count(*) OVER () FROM ({parts}) AS touched "  # noqa: S608
            "ORDER BY kind, last LIMIT %s OFFSET %s",
            [*[contexts] * len(written), size, start],
        )
        return list(cursor.fetchall())


def _row(model: type[models.Model], event: Any, labels: list[str]) -> RowTouched:
    if labels[-1] == "delete":
        done = _("made and removed") if labels[0] == "insert" else _("removed")
    else:
        done = _("new") if labels[0] == "insert" else _("changed")
    return RowTouched(str(model._meta.verbose_name), changes.name_of(event, model), done)
