"""The search page as one statement written by hand: what the product's search is held against.

It reads the denormalised arrays of the search table, finds the rows of the words and the State once, keeps
those that fail one filter at most, and counts every facet under the other filters, with the names of what is
counted; it also gives the total, and the best twenty with their citation and their text, marked.
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
        ), best AS (
            SELECT recommendation_id, rank FROM m WHERE {everything}
            ORDER BY rank DESC, published_on DESC NULLS LAST, document, place, recommendation_id LIMIT {PAGE}
        )
        {" UNION ALL ".join(parts)}
        UNION ALL SELECT 'total', '', '', count(*) FROM m WHERE {everything}
        UNION ALL (
            SELECT 'row', concat_ws(' ', m.code, d.symbol, r.paragraph, (
                       SELECT string_agg(c.iso3, ' ') FROM recommendations_recommendingstate s
                       JOIN recommendations_country c ON c.id = s.country_id WHERE s.recommendation_id = r.id
                   )),
                   ts_headline('house_en', t.text, %(query)s::tsquery, 'HighlightAll=true'), r.id
            FROM best JOIN recommendations_recommendation r ON r.id = best.recommendation_id
            JOIN recommendations_document d ON d.id = r.document_id
            JOIN recommendations_mechanism m ON m.id = d.mechanism_id
            JOIN recommendations_recommendationtext t ON t.recommendation_id = r.id AND t.is_original
            ORDER BY best.rank DESC
        )
    """  # noqa: S608 (names of columns of our own)
    return sql, {"query": query} | {f"of_{column}": values for column, values in filters.items()}


def _condition(column: str) -> str:
    kind = "varchar[]" if column == "needs" else "bigint[]"
    return f"{column} && %(of_{column})s::{kind}" if column in ARRAYS else f"{column} = ANY(%(of_{column})s)"


NAMES = {
    "mechanism": ("recommendations_mechanismname", "mechanism_id"),
    "institutions": ("focal_points_institutionname", "institution_id"),
    **dict.fromkeys(("themes", "persons", "sdgs", "rights"), ("recommendations_tagname", "tag_id")),
}


def _counts(column: str, held: str) -> str:
    """Facet, value, its name, count."""
    value = f"unnest({column})" if column in ARRAYS else column
    grouped = (
        f"(SELECT value, count(*) FROM (SELECT {value} AS value FROM m WHERE {held}) held "  # noqa: S608
        "GROUP BY value) counted"
    )
    if column not in NAMES:
        return f"SELECT '{column}', value::text, '', count FROM {grouped}"  # noqa: S608
    names, key = NAMES[column]
    return (
        f"SELECT '{column}', value::text, n.name, count FROM {grouped} LEFT JOIN {names} n "  # noqa: S608
        f"ON n.{key} = value AND n.language = 'en' AND NOT n.is_alias"
    )
