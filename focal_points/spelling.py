"""What was probably meant where nothing is found: the nearest words of the register's own vocabularies."""

import re

from django.db import connection
from django.http import QueryDict

from focal_points.search import Search
from focal_points.search_words import parse

NEAR = 0.4
"""How alike two words are in their groups of three letters, from 0 to 1."""
_NEAREST = """
WITH known AS (
    SELECT DISTINCT word FROM recommendations_tagname n,
           LATERAL regexp_split_to_table(lower(n.name), '[^[:alpha:]]+') AS word
    WHERE length(word) > 3
)
SELECT DISTINCT ON (given.word) given.word, known.word
FROM unnest(%s::text[]) AS given(word) JOIN known ON similarity(known.word, given.word) >= %s
WHERE NOT EXISTS (SELECT 1 FROM known k WHERE k.word = given.word)
ORDER BY given.word, similarity(known.word, given.word) DESC, known.word
"""


def meant(search: Search) -> Search | None:
    """The same search with its misspelt words mended; None where that finds nothing either."""
    typed = [term.text for term in parse(search.q).terms if term.kind == "word" and term.text.isalpha()]
    words = list(dict.fromkeys(word.lower() for word in typed if len(word) > 3))
    if not words:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [words, NEAR])
        nearest = dict(cursor.fetchall())
    mended = re.sub(r"[^\W\d_]+", lambda found: nearest.get(found[0].lower(), found[0]), search.q)
    if mended == search.q:
        return None
    other = Search.from_query(QueryDict(search.address(q=mended)[1:]))
    return other if other.matching().exists() else None
