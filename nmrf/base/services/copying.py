"""Many rows at once, as PostgreSQL takes them fastest: COPY, told whose act it is."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from nmrf.base import history


def copy_in(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows with values for these fields (by column or attribute name); the others take their defaults
    from the database. How many. JSON is given as text.

    Triggers and constraints hold as for any other write. Nothing may be read on the connection meanwhile.
    """
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(model, name)) for name in fields)
    with connection.cursor() as cursor:
        history.tell(cursor)
        count = 0
        with cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    return count


def copy_objects(objects: Sequence[models.Model]) -> None:
    """Write objects of one model that have their keys, with all they hold."""
    if objects:
        fields: list[Any] = list(objects[0]._meta.concrete_fields)
        rows = (
            [one.get_db_prep_save(getattr(given, one.attname), connection) for one in fields]
            for given in objects
        )
        copy_in(type(objects[0]), [one.name for one in fields], rows)


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """So many keys, taken from the model's sequence."""
    table = connection.ops.quote_name(model._meta.db_table)
    key: Any = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, key.column, count],
        )
        return [key for (key,) in cursor.fetchall()]
