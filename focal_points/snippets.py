"""What a line of a list shows of a text: the language that fits, cut to a few lines, found words marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from focal_points.languages import CONFIGURATIONS, SIMPLE
from focal_points.models import SearchRow
from focal_points.search_words import Compiled
from recommendations.models import RecommendationText
from recommendations.short_titles import in_one_line

LENGTH = 260
BEFORE = 90
OPEN, CLOSE = "\ue000", "\ue001"
WINDOW = LENGTH + 60
"""Of longer texts a piece of this length around the first word is looked at first; LENGTH of it are shown."""
# For each row its pieces in order of preference; the first that bears a mark ends the search.
_MARKED = """
SELECT asked.row, marked.text, marked.passage
FROM (SELECT DISTINCT unnest(%(rows)s::bigint[]) AS row) asked
CROSS JOIN LATERAL (
    SELECT text, passage FROM (
        SELECT piece.text, ts_headline(piece.config, piece.words, piece.query, %(options)s) AS passage
        FROM (
            SELECT given.* FROM unnest(
                %(rows)s::bigint[], %(texts)s::bigint[], %(configs)s::regconfig[], %(words)s::text[],
                %(queries)s::tsquery[], %(places)s::int[]
            ) AS given(row, text, config, words, query, place)
            WHERE given.row = asked.row ORDER BY place OFFSET 0
        ) piece OFFSET 0
    ) passages WHERE strpos(passage, %(open)s) > 0 LIMIT 1
) marked
"""
_OPTIONS = f"StartSel={OPEN}, StopSel={CLOSE}, HighlightAll=true"


@dataclass(frozen=True)
class Snippet:
    """A piece of text to show, with its language."""

    language: str
    direction: str
    html: SafeString
    is_plain: bool = False


def snippets(rows: Sequence[SearchRow], words: Compiled | None) -> dict[int, Snippet]:
    """For each recommendation of these rows; at most one statement beyond the texts already prefetched."""
    texts = {
        row.pk: sorted(
            (text for text in row.recommendation.texts.all() if text.text.strip()), key=_preference
        )
        for row in rows
    }
    marked = _marked(texts, words) if words else {}
    found: dict[int, Snippet] = {}
    for key, known in texts.items():
        if known:
            text, passage = marked.get(key, (known[0], ""))
            found[key] = Snippet(
                text.language,
                text.direction,
                _html(passage or shortened(text.text)),
                text.origin == text.Origin.PLAIN,
            )
    return found


def shortened(text: str, length: int = LENGTH) -> str:
    """The beginning, cut at a word."""
    flat = in_one_line(text)
    if len(flat) <= length:
        return flat
    cut = flat[: length + 1].rsplit(" ", 1)[0] if " " in flat[:length] else flat[:length]
    return cut.rstrip(",;:") + " …"


def _preference(text: RecommendationText) -> tuple[Any, ...]:
    """The reader's language; the original; the house's correction of it; what is not plain wording."""
    language = (get_language() or "en").split("-")[0]
    return (
        text.origin == text.Origin.PLAIN,
        text.language.split("-")[0] != language,
        not text.is_original and text.origin != text.Origin.CORRECTION,
        text.origin != text.Origin.CORRECTION,
        text.pk,
    )


Passage = tuple[RecommendationText, str]


def _marked(texts: dict[int, list[RecommendationText]], words: Compiled) -> dict[int, Passage]:
    """Row → the text in which words are found, and its passage with marks, where any are."""
    found: dict[int, Passage] = {}
    pieces: list[tuple[int, int, str, str, str, int]] = []
    by_key = {text.pk: text for known in texts.values() for text in known}
    for key, known in texts.items():
        if words.chinese:
            for text in known:
                if text.language.startswith("zh") and (passage := _chinese(text.text, words.chinese)):
                    found[key] = (text, passage)
                    break
        if key not in found:
            pieces += _pieces(key, known, words)
    if pieces:
        columns = [list(column) for column in zip(*pieces, strict=True)]
        given = dict(zip(("rows", "texts", "configs", "words", "queries", "places"), columns, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(_MARKED, given | {"options": _OPTIONS, "open": OPEN})
            for key, text, passage in cursor.fetchall():
                found[key] = (by_key[text], _around(passage))
    return found


def _pieces(
    row: int, texts: list[RecommendationText], words: Compiled
) -> list[tuple[int, int, str, str, str, int]]:
    """What to look at for a row, in order: texts in the languages that were asked, then the others.

    Pieces that hold the beginning of a word go before all that is looked at only because it might.
    """
    likely: list[tuple[RecommendationText, str]] = []
    others: list[tuple[RecommendationText, str]] = []
    for text in sorted(texts, key=lambda text: _language(text) not in words.marks):
        piece = _window(text.text, words)
        if piece:
            likely.append((text, piece))
        if piece != text.text:
            others.append((text, text.text))
    pieces = []
    for place, (text, piece) in enumerate(likely + others):
        language = _language(text)
        if query := words.marks.get(language) or words.marks.get("", ""):
            config = CONFIGURATIONS.get(language, SIMPLE)
            pieces.append((row, text.pk, config, piece, query, place))
    return pieces


def _language(text: RecommendationText) -> str:
    return text.language.split("-")[0]


def _window(text: str, words: Compiled) -> str:
    """The piece around the first word, of a short text all of it; nothing where no word seems to be in it."""
    first = words.beginnings.search(text) if words.beginnings else None
    if not first or len(text) <= WINDOW + BEFORE:
        return text if first else ""
    start = text.rfind(" ", 0, max(0, first.start() - BEFORE)) + 1
    piece = text[start : start + WINDOW]
    return ("… " if start else "") + piece + " …"


def _around(text: str) -> str:
    """The first mark with what stands before it, as many letters as a line of a list holds."""
    flat = in_one_line(text)
    first = flat.find(OPEN)
    if len(flat) <= LENGTH + 40 or first < 0:
        return flat
    start = flat.rfind(" ", 0, first - BEFORE) + 1 if first > LENGTH - BEFORE else 0
    end = flat.find(" ", start + LENGTH)
    passage = flat[start : end if end > 0 else None]
    if passage.rfind(OPEN) > passage.rfind(CLOSE):
        passage += CLOSE
    return ("… " if start else "") + passage + (" …" if end > 0 else "")


def _chinese(text: str, terms: tuple[str, ...]) -> str:
    """The passage with marks, having no parser in the database; nothing where no term is in it."""
    pattern = re.compile("|".join(re.escape(term.strip("*")) for term in terms))
    first = pattern.search(text)
    if not first:
        return ""
    start = max(0, first.start() - 40)
    passage = pattern.sub(lambda match: f"{OPEN}{match[0]}{CLOSE}", text[start : start + LENGTH])
    return ("…" if start else "") + passage


def _html(text: str) -> SafeString:
    """Escaped, with our own marks alone made into elements."""
    safe = escape(text).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return mark_safe(safe)  # noqa: S308 (escaped on the line above)
