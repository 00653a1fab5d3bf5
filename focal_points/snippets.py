"""What a line of a list shows of a text: the language that fits, cut to a few lines, found words marked."""

import re
from collections import defaultdict
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
_CONFIG = (
    "(CASE split_part(t.language, '-', 1) "
    + " ".join(f"WHEN '{language}' THEN '{name}'" for language, name in CONFIGURATIONS.items())
    + f" ELSE '{SIMPLE}' END)::regconfig"
)
_MARKED = f"""
SELECT t.id, to_tsvector({_CONFIG}, t.text) @@ asked.query,
       ts_headline({_CONFIG}, t.text, asked.query,
                   'StartSel={OPEN}, StopSel={CLOSE}, HighlightAll=true')
FROM recommendations_recommendationtext t
JOIN (SELECT unnest(%s::text[]) AS language, unnest(%s::text[])::tsquery AS query) asked
  ON asked.language = CASE WHEN split_part(t.language, '-', 1) = ANY(%s)
                           THEN split_part(t.language, '-', 1) ELSE '' END
WHERE t.recommendation_id = ANY(%s)
"""  # noqa: S608 (configurations of our own)


@dataclass(frozen=True)
class Snippet:
    """A piece of text to show, with its language."""

    language: str
    direction: str
    html: SafeString
    is_plain: bool = False


def snippets(rows: Sequence[SearchRow], words: Compiled | None) -> dict[int, Snippet]:
    """For each recommendation of these rows; at most one statement beyond the texts already prefetched."""
    marked = _marked([row.pk for row in rows], words) if words and rows else {}
    found: dict[int, Snippet] = {}
    for row in rows:
        texts = [text for text in row.recommendation.texts.all() if text.text.strip()]
        if texts:
            text = min(texts, key=lambda one: _preference(one, marked))
            found[row.pk] = Snippet(
                text.language,
                text.direction,
                _html(marked.get(text.pk, (False, ""))[1] or shortened(text.text)),
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


def _preference(text: RecommendationText, marked: dict[int, tuple[bool, str]]) -> tuple[Any, ...]:
    """Where the words are found; the reader's language; the original; the house's correction of it."""
    language = (get_language() or "en").split("-")[0]
    return (
        not marked.get(text.pk, (False, ""))[0],
        text.origin == text.Origin.PLAIN,
        text.language.split("-")[0] != language,
        not text.is_original and text.origin != text.Origin.CORRECTION,
        text.origin != text.Origin.CORRECTION,
        text.pk,
    )


def _marked(keys: list[int], words: Compiled) -> dict[int, tuple[bool, str]]:
    """Text → found in it, and its passage with marks. Chinese is marked here, having no parser there."""
    asked: dict[str, str] = defaultdict(str, words.marks)
    languages = sorted(code for code, query in asked.items() if query and code)
    pairs = [(language, asked[language]) for language in languages] + [("", asked[""])]
    found: dict[int, tuple[bool, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, [[code for code, _ in pairs], [query for _, query in pairs], languages, keys])
        for key, is_hit, passage in cursor.fetchall():
            found[key] = (is_hit, _around(passage) if is_hit else "")
    for text in RecommendationText.objects.filter(recommendation__in=keys, language__startswith="zh"):
        if words.chinese:
            found[text.pk] = _chinese(text.text, words.chinese)
    return found


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


def _chinese(text: str, terms: tuple[str, ...]) -> tuple[bool, str]:
    pattern = re.compile("|".join(re.escape(term.strip("*")) for term in terms))
    first = pattern.search(text)
    if not first:
        return False, ""
    start = max(0, first.start() - 40)
    passage = pattern.sub(lambda match: f"{OPEN}{match[0]}{CLOSE}", text[start : start + LENGTH])
    return True, ("…" if start else "") + passage


def _html(text: str) -> SafeString:
    """Escaped, with our own marks alone made into elements."""
    safe = escape(text).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return mark_safe(safe)  # noqa: S308 (escaped on the line above)
