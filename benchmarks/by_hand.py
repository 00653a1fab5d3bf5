"""The search page as one statement written by hand: what the product's search is held against.

It reads the denormalised arrays of the search table, finds the rows of the words and the State once, keeps
those that fail one filter at most, and counts every facet under the other filters; it also gives the total
and the keys of the best twenty. Values are counted as they are stored, without names.
"""

from typing import Any

ARRAYS = ("institutions", "clusters", "themes", "persons", "sdgs", "rights", "needs")
SCALARS = ("status", "mechanism", "upr_position", "year", "cycle")
PAGE = 20


def statement(query: str, filters: dict[str, list[Any]]) -> tuple[str, dict[str, Any]]:
    """SQL and its values, for a tsquery and `column → values` filters over all States."""
    held = {column: _condition(column) for column in filters}
    kept = " + ".join(f"({condition})::int" for condition in held.values()) or "0"
    flags = "".join(f", {condition} AS ok_{column}" for column, condition in held.items())
    everything = " AND ".join(f"ok_{column}" for column in held) or "true"
    parts = [
        _counts(column, " AND ".join(f"ok_{other}" for other in held if other != column) or "true")
        for column in (*ARRAYS, *SCALARS)
    ]
    sql = f"""
        WITH m AS MATERIALIZED (
            SELECT recommendation_id, published_on, document, place,
                   ts_rank(words, %(query)s::tsquery) AS rank,
                   {", ".join((*ARRAYS, *SCALARS))}{flags}
            FROM focal_points_searchrow
            WHERE is_current AND is_ask AND words @@ %(query)s::tsquery AND {kept} >= {len(held) - 1}
        )
        {" UNION ALL ".join(parts)}
        UNION ALL SELECT 'total', '', count(*) FROM m WHERE {everything}
        UNION ALL (
            SELECT 'row', '', recommendation_id FROM m WHERE {everything}
            ORDER BY rank DESC, published_on DESC NULLS LAST, document, place, recommendation_id LIMIT {PAGE}
        )
    """  # noqa: S608 (names of columns of our own)
    return sql, {"query": query} | {f"of_{column}": values for column, values in filters.items()}


def _condition(column: str) -> str:
    kind = "varchar[]" if column == "needs" else "bigint[]"
    return f"{column} && %(of_{column})s::{kind}" if column in ARRAYS else f"{column} = ANY(%(of_{column})s)"


def _counts(column: str, held: str) -> str:
    if column in ARRAYS:
        return (
            f"SELECT '{column}', value::text, count FROM (SELECT value, count(*) FROM "  # noqa: S608
            f"(SELECT unnest({column}) AS value FROM m WHERE {held}) held GROUP BY value) counted"
        )
    return (
        f"SELECT '{column}', value::text, count FROM (SELECT {column} AS value, count(*) FROM m "  # noqa: S608
        f"WHERE {held} GROUP BY {column}) counted"
    )
