"""What was probably meant where nothing is found: the nearest words of the register's own vocabularies."""

import re
from functools import lru_cache

from django.db import connection
from django.db.models import Max
from django.http import QueryDict

from focal_points.search import Search
from focal_points.search_words import parse
from recommendations.models import TagName

WORD = re.compile(r"[^\W\d_]+")
SHORT = 3
NEAR = 0.4
"""How alike two words are in their groups of three letters, from 0 to 1."""
_NEAREST = """
SELECT DISTINCT ON (given.word) given.word, known.word
FROM unnest(%s::text[]) AS given(word)
JOIN unnest(%s::text[]) AS known(word) ON similarity(known.word, given.word) >= %s
ORDER BY given.word, similarity(known.word, given.word) DESC, known.word
"""


def _known() -> frozenset[str]:
    """The words of all names of tags, in every language."""
    changes = TagName.pgh_event_model.objects.all()  # type: ignore[attr-defined]
    return _known_at(changes.aggregate(last=Max("pk"))["last"])


@lru_cache(maxsize=1)
def _known_at(_last_change: int | None) -> frozenset[str]:
    names = TagName.objects.values_list("name", flat=True)
    words = {word for name in names for word in WORD.findall(name.lower())}
    return frozenset(word for word in words if len(word) > SHORT)


def meant(search: Search) -> Search | None:
    """The same search with its misspelt words mended; None where that finds nothing either."""
    typed = [term.text for term in parse(search.q).terms if term.kind == "word" and term.text.isalpha()]
    words = dict.fromkeys(word.lower() for word in typed if len(word) > SHORT)
    known = _known() if words else frozenset()
    unknown = [word for word in words if word not in known]
    if not unknown:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [unknown, list(known), NEAR])
        nearest = dict(cursor.fetchall())
    mended = WORD.sub(lambda found: nearest.get(found[0].lower(), found[0]), search.q)
    if mended == search.q:
        return None
    other = Search.from_query(QueryDict(search.address(q=mended)[1:]))
    return other if other.matching().exists() else None
