"""Which language a source or a text is in: from the file's name, or from letters and small words."""

from __future__ import annotations

import re

from recommendations.uhri.records import ENGLISH, LANGUAGES

_IN_NAME = re.compile(rf"(?:^|[-_.])({'|'.join(LANGUAGES)})(?=[-_.])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPT = {
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
}
_LETTER = re.compile(r"[^\W\d_]")
_SMALL_WORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "that",
            "for",
            "with",
            "on",
            "by",
            "its",
            "all",
            "including",
            "from",
            "are",
            "is",
            "has",
            "be",
            "ensure",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "de",
            "des",
            "du",
            "et",
            "à",
            "aux",
            "un",
            "une",
            "en",
            "que",
            "pour",
            "dans",
            "par",
            "sur",
            "sont",
            "est",
            "l",
            "d",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "los",
            "las",
            "de",
            "del",
            "y",
            "a",
            "un",
            "una",
            "en",
            "que",
            "para",
            "con",
            "por",
            "su",
            "sus",
            "se",
            "al",
            "es",
            "lo",
        ]
    ),
}
ENOUGH_WORDS = 4


def language_of_name(name: str) -> str:
    """The language in a file's name (`export-full-fr.json`), or nothing."""
    matches = _IN_NAME.findall(name)
    return matches[-1].lower() if matches else ""


def is_english_instead(text: str, language: str) -> bool:
    """Whether a text served as `language` is English, which UHRI gives where it has no translation."""
    if language == ENGLISH or not text.strip():
        return False
    if language in _SCRIPT:
        letters = len(_LETTER.findall(text))
        return letters > 0 and len(_SCRIPT[language].findall(text)) * 5 < letters
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < ENOUGH_WORDS:
        return False
    english = sum(word in _SMALL_WORDS["en"] for word in words)
    own = sum(word in _SMALL_WORDS[language] for word in words)
    return english > 2 * own and english * 12 >= len(words)


def likely_language(text: str) -> str:
    """The language that letters and small words speak for; nothing where there are too few of them."""
    letters = len(_LETTER.findall(text))
    for language, script in _SCRIPT.items():
        if letters and len(script.findall(text)) * 2 > letters:
            return language
    words = [word.casefold() for word in _WORD.findall(text)]
    counts = {language: sum(word in small for word in words) for language, small in _SMALL_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 2 and counts[best] * 12 >= len(words) else ""
