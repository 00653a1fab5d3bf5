"""What an operation touched, held in the database while it is undone: memory stays the same at any size.

One temporary table a model, a row for each object: its key, the first and the last history row of the
operation, and, once that is known, why it stays (`why`); `is_told` where that is a line of its own.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from nmrf.base.models import Operation

GOING = "was_made AND why IS NULL"
NAMED_AT_ONCE = 1_000
_WHO, _DAY = "\ue000", "\ue001"


@dataclass(frozen=True)
class Rows:
    """The objects of one model that were touched."""

    model: type[models.Model]
    event_model: Any
    table: str

    def keys(self, condition: str = "true") -> RawSQL:
        """Keys of those that meet a condition, for the right side of `__in`."""
        return RawSQL(f"SELECT pk FROM {self.table} WHERE {condition}", [])  # noqa: S608, S611 (our own names)

    def keep(self, rows: models.QuerySet[Any], why: str, *, column: str = "why", among: str = "true") -> int:
        """Say why those stay that a query names by key, where nothing is said yet; how many."""
        sql, values = rows.order_by().query.sql_with_params()
        return run(
            f"UPDATE {self.table} SET {column} = %s WHERE {column} IS NULL AND {among} AND pk IN ({sql})",  # noqa: S608
            [why, *values],
        )

    def columns(self) -> list[tuple[Any, Any]]:
        """Each column of the model with its copy in history."""
        copies = {field.attname: field for field in self.event_model._meta.concrete_fields}
        fields = self.model._meta.concrete_fields
        return [(field, copies[field.attname]) for field in fields if field.attname in copies]

    @property
    def events(self) -> str:
        """The table of its history."""
        return quote(self.event_model._meta.db_table)


def quote(name: str) -> str:
    """A name in SQL."""
    return str(connection.ops.quote_name(name))


def run(sql: str, values: Any = None) -> int:
    """A statement; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def ask(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


@contextmanager
def collected(
    written: Collection[tuple[type[models.Model], Any]], contexts: Collection[Any]
) -> Iterator[list[Rows]]:
    """What was written of these models in these contexts: the model that was written last comes first.

    Inside a transaction: the tables are gone with it at the latest.
    """
    found = [Rows(model, events, f"touched_{number}") for number, (model, events) in enumerate(written)]
    newest = {rows.table: _collect(rows, list(contexts)) for rows in found}
    yield sorted(found, key=lambda rows: newest[rows.table], reverse=True)
    for rows in found:
        run(f"DROP TABLE {rows.table}")


def _collect(rows: Rows, contexts: list[Any]) -> Any:
    run(f"DROP TABLE IF EXISTS {rows.table}")
    run(
        f"""CREATE TEMPORARY TABLE {rows.table} ON COMMIT DROP AS
            SELECT t.*, f.pgh_label = 'insert' AS was_made, f.pgh_label = 'delete' AS was_deleted,
                   l.pgh_label = 'delete' AS is_missing, f.pgh_created_at AS at, NULL::bigint AS before,
                   NULL::text AS why, NULL::text AS rests, false AS is_done, true AS is_told
            FROM (
                SELECT pgh_obj_id AS pk, min(pgh_id) AS first, max(pgh_id) AS last
                FROM {rows.events} WHERE pgh_context_id = ANY(%s) GROUP BY 1
            ) t
            JOIN {rows.events} f ON f.pgh_id = t.first JOIN {rows.events} l ON l.pgh_id = t.last""",  # noqa: S608
        [contexts],
    )
    run(f"CREATE UNIQUE INDEX ON {rows.table} (pk)")
    run(f"ANALYZE {rows.table}")
    return ask(f"SELECT max(at), max(first) FROM {rows.table}")[0]  # noqa: S608


def keep_changed(found: list[Rows], ignoring: Collection[str] = ()) -> None:
    """Objects that no longer stand as the operation left them stay, with who changed them last.

    What was changed and put back as it was stands as it was left. Operations in `ignoring` do not count.
    """
    said = _("Changed since by %(who)s on %(day)s.") % {"who": _WHO, "day": _DAY}
    for rows in found:
        pairs = rows.columns()
        newest, last = (
            ", ".join(f"{name}.{quote(copy.column)}" for _field, copy in pairs) for name in ("n", "l")
        )
        run(
            f"""UPDATE {rows.table} AS kept
                SET why = replace(replace(%(said)s, %(who)s, told.name), %(day)s, told.day)
                FROM (
                    SELECT t.pk, coalesce(nullif(concat_ws(
                               ' ', nullif(c.metadata->>'name', ''), '\u2068“' || o.label || '”\u2069'
                           ), ''), %(somebody)s) AS name,
                           (n.pgh_created_at AT TIME ZONE 'UTC')::date::text AS day
                    FROM (
                        SELECT t.pk, t.last, max(e.pgh_id) AS newest
                        FROM {rows.table} t JOIN {rows.events} e ON e.pgh_obj_id = t.pk AND e.pgh_id > t.last
                        LEFT JOIN pghistory_context x ON x.id = e.pgh_context_id
                        WHERE t.why IS NULL
                          AND NOT coalesce(x.metadata->>'operation' = ANY(%(ignoring)s), false)
                        GROUP BY 1, 2
                    ) t
                    JOIN {rows.events} n ON n.pgh_id = t.newest JOIN {rows.events} l ON l.pgh_id = t.last
                    LEFT JOIN pghistory_context c ON c.id = n.pgh_context_id
                    LEFT JOIN {quote(Operation._meta.db_table)} o ON o.id::text = c.metadata->>'operation'
                    WHERE CASE WHEN 'delete' IN (n.pgh_label, l.pgh_label) THEN n.pgh_label <> l.pgh_label
                               ELSE ROW({newest}) IS DISTINCT FROM ROW({last}) END
                ) told WHERE told.pk = kept.pk""",  # noqa: S608 (names of our own)
            {
                "said": said,
                "who": _WHO,
                "day": _DAY,
                "somebody": _("somebody"),
                "ignoring": list(ignoring),
            },
        )


def _named(model: Any) -> models.QuerySet[Any]:
    """Rows with what their names need: the model says so where that is more than their own columns."""
    found: models.QuerySet[Any] = (
        model.for_names() if hasattr(model, "for_names") else model._base_manager.all()
    )
    return found


def kept(found: list[Rows], named: int | None = None) -> list[dict[str, str]]:
    """What stays, in words, and why; in the order in which it was touched, the last first.

    Only the first `named` go by their names where there may be many and only some are shown.
    """
    staying: list[tuple[Any, ...]] = []
    for number, rows in enumerate(found):
        told = ask(
            f"SELECT at, first, {number}, pk, why FROM {rows.table} WHERE why IS NOT NULL AND is_told"  # noqa: S608
        )
        staying += told
    staying.sort(key=lambda row: row[:2], reverse=True)
    names: dict[tuple[int, Any], str] = {}
    for number, rows in enumerate(found):
        keys = [row[3] for row in staying[:named] if row[2] == number]
        for start in range(0, len(keys), NAMED_AT_ONCE):
            standing = _named(rows.model).in_bulk(keys[start : start + NAMED_AT_ONCE])
            names |= {(number, key): getattr(one, "long_name", str(one)) for key, one in standing.items()}
    return [
        {
            "what": f"{found[number].model._meta.verbose_name}: {names.get((number, key), key)}"[:300],
            "why": why,
        }
        for _at, _first, number, key, why in staying
    ]
