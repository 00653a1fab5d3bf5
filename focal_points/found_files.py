"""The same words, looked for in attached files: strictly those that the reader may open.

A file is found where the words stand anywhere in it; shown are its best passages, with page and marks.
Filters narrow it to files of the recommendations and documents that the list without the words would show.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from focal_points.filters import ON
from focal_points.languages import CONFIGURATIONS, SIMPLE
from focal_points.models import Evidence, FileText, SearchRow
from focal_points.search import Search
from focal_points.search_words import Compiled
from nmrf.base.models import StoredFile
from recommendations.models import Document, DocumentFile, Recommendation

MOST = 10
PASSAGES = 2
SWITCH = "files"
OPEN, CLOSE = "\ue000", "\ue001"
AROUND = 140
_CONFIGURATION = (
    "(CASE f.language "
    + " ".join(f"WHEN '{language}' THEN '{name}'" for language, name in CONFIGURATIONS.items())
    + f" ELSE '{SIMPLE}' END)::regconfig"
)
_PASSAGES = f"""
SELECT file, number, is_page, passage, text FROM (
    SELECT p.text_of_id AS file, p.number, p.is_page, p.text,
           ts_headline({_CONFIGURATION}, p.text, asked.any_of,
                       'StartSel={OPEN}, StopSel={CLOSE}, MaxWords=40, MinWords=20') AS passage,
           row_number() OVER (PARTITION BY p.text_of_id ORDER BY
               p.words @@ asked.every DESC, ts_rank(p.words, asked.any_of) DESC, p.number) AS place
    FROM focal_points_filepassage p
    JOIN focal_points_filetext f ON f.file_id = p.text_of_id
    JOIN (SELECT unnest(%s::text[]) AS language, unnest(%s::text[])::tsquery AS every,
                 unnest(%s::text[])::tsquery AS any_of) asked
      ON asked.language = CASE WHEN f.language = ANY(%s) THEN f.language ELSE '' END
    WHERE p.text_of_id = ANY(%s) AND p.words @@ asked.any_of
) placed WHERE place <= {PASSAGES} ORDER BY file, place
"""  # noqa: S608 (names of configurations of our own)


class _Met(Func):
    arg_joiner = " @@ "
    template = "%(expressions)s"
    output_field = BooleanField()


class _Rank(Func):
    function = "ts_rank"
    output_field = FloatField()


@dataclass(frozen=True)
class Passage:
    """One page, or one stretch of a file without pages, cut to where the words stand."""

    number: int
    is_page: bool
    html: SafeString


@dataclass
class FileHit:
    """One file: what it is called where it is attached, and its passages."""

    text: FileText
    title: str = ""
    is_public: bool = False
    recommendation: Recommendation | None = None
    cluster: Any = None
    document: Document | None = None
    passages: list[Passage] = field(default_factory=list)

    @property
    def file(self) -> StoredFile:
        """The file itself."""
        return self.text.file


@dataclass(frozen=True)
class FilesFound:
    """How many files hold the words, and the best of them."""

    number: int
    hits: list[FileHit]


def is_wanted(search: Search) -> bool:
    """Whether the address asks for files too."""
    return search.query.get(SWITCH) in ON


def find(search: Search, person: Any) -> FilesFound | None:
    """Files that hold the words and that this person may open; None where nobody asked for them."""
    words = search.words
    if words is None or not is_wanted(search):
        return None
    evidence, documents = _attached(search, person)
    query = RawSQL("%s::tsquery", [words.query])
    texts = (
        FileText.objects.filter(Q(file__in=evidence.values("file")) | Q(file__in=documents.values("file")))
        .filter(_Met(F("words"), query))
        .select_related("file")
        .defer("words")
    )
    best = list(texts.annotate(rank=_Rank(F("words"), query)).order_by("-rank", "pk")[:MOST])
    number = texts.count() if len(best) == MOST else len(best)
    return FilesFound(number, _hits(best, evidence, documents, words))


def _attached(search: Search, person: Any) -> tuple[QuerySet[Evidence], QuerySet[DocumentFile]]:
    """What this person may open, narrowed as the list is."""
    evidence = Evidence.objects.visible_to(person).filter(file__isnull=False)
    documents = DocumentFile.objects.standing()
    if not search.conditions() and not search.mine and search.is_home:
        return evidence, documents
    rows = _rows_without_words(search)
    about = Q(update__assignment__recommendation__in=rows.values("pk")) | Q(
        update__proposals__recommendation__in=rows.values("pk")
    )
    kept = Evidence.objects.filter(about).values("pk")
    return evidence.filter(pk__in=kept), documents.filter(document__in=rows.values("document"))


def _rows_without_words(search: Search) -> QuerySet[SearchRow]:
    """What the list would hold if no words had been typed."""
    query = search.query.copy()
    query.pop("q", None)
    bare = Search.from_query(query)
    bare.mine = search.mine
    return bare.matching()


def _hits(
    texts: Sequence[FileText],
    evidence: QuerySet[Evidence],
    documents: QuerySet[DocumentFile],
    words: Compiled,
) -> list[FileHit]:
    hits = {text.pk: FileHit(text) for text in texts}
    for piece in (
        evidence.filter(file__in=hits)
        .select_related("update__assignment__recommendation__document", "update__assignment__cluster")
        .prefetch_related("update__assignment__recommendation__texts", "update__assignment__cluster__texts")
        .order_by("-pk")
    ):
        hit, assignment = hits[piece.file_id], piece.update.assignment
        hit.title, hit.recommendation, hit.cluster = (
            piece.title,
            assignment.recommendation,
            assignment.cluster,
        )
        hit.is_public = hit.is_public or _is_public(piece)
    for attached in documents.filter(file__in=hits).select_related("document__mechanism"):
        hit = hits[attached.file_id]
        hit.title, hit.document, hit.is_public = attached.title, attached.document, True
    passages = _passages(list(hits), words)
    for key, hit in hits.items():
        hit.passages = passages.get(key, [])
    return list(hits.values())


def _is_public(piece: Evidence) -> bool:
    update = piece.update
    return piece.is_public and update.is_public and update.state == update.State.VERIFIED


def _passages(keys: list[int], words: Compiled) -> dict[int, list[Passage]]:
    """File → its best passages: those with all the words before those with some."""
    languages = sorted(
        code for code, query in words.marks.items() if code and query and code in CONFIGURATIONS
    )
    every = [words.marks[code] for code in languages] + [words.marks.get("", "")]
    any_of = [query.replace("<->", "|").replace("&", "|") for query in every]
    found: dict[int, list[Passage]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_PASSAGES, [[*languages, ""], every, any_of, languages, keys])
        for key, number, is_page, passage, text in cursor.fetchall():
            shown = passage if OPEN in passage else _chinese(text, words.chinese)
            found[key].append(Passage(number, is_page, _html(shown)))
    return dict(found)


def _chinese(text: str, terms: tuple[str, ...]) -> str:
    """Marked here: PostgreSQL knows no words of it."""
    pattern = re.compile("|".join(re.escape(term.strip("*")) for term in terms) or "(?!)")
    first = pattern.search(text)
    start = max(0, first.start() - AROUND // 2) if first else 0
    cut = text[start : start + AROUND]
    return pattern.sub(lambda met: f"{OPEN}{met[0]}{CLOSE}", cut)


def _html(text: str) -> SafeString:
    """Escaped, with our own marks alone made into elements."""
    safe = escape(" ".join(text.split())).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return mark_safe(safe)  # noqa: S308 (escaped on the line above)
