"""Letters and words made alike: what differs in form alone must not differ for a comparison."""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_ALIKE = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "\u0131": "i"}
    | {"ى": "ي", "ة": "\u0647", "ـ": None, "ی": "ي", "ک": "ك", "ٱ": "\u0627"}
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2069\ufeff")
    | {"’": "'", "\u2018": "'", "\u02bc": "'"}
)
_ARABIC_PREFIX = re.compile(r"^(?:وبال|وال|بال|فال|كال|ولل|لل|ال|ول|وب|[ولبفك])(?=[\u0621-\u064a]{3})")
_ARTICLES = frozenset({"the", "le", "la", "les", "l", "el", "los", "las"})
_ARABIC_SUFFIX = re.compile(
    r"(?<=[\u0621-\u064a]{3})(?:\u0647\u0645\u0627|\u0647[\u0645\u0627]|\u0627\u062a|[\u064a\u0648\u0627]\u0646"
    r"|\u064a\u0647|\u0646\u0627|\u0647|\u064a)$"
)
_ARABIC = re.compile(r"[\u0621-\u064a]")


def fold(text: str) -> str:
    """Lower case, without accents, vowel marks, joiners and forms of a letter; digits of any script plain."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.translate(_ALIKE)).lower()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return text.translate({ord(d): str(unicodedata.digit(d)) for d in set(text) if _is_foreign_digit(d)})


def _is_foreign_digit(letter: str) -> bool:
    return not letter.isascii() and unicodedata.digit(letter, None) is not None


@lru_cache(maxsize=200_000)
def light(word: str) -> str:
    """A word of folded text without the Arabic particles that are written to it."""
    return _ARABIC_PREFIX.sub("", word) if _ARABIC.match(word) else word


def tokens(folded: str) -> list[str]:
    """Words; each Chinese character is one."""
    found = _TOKEN.findall(folded)
    if _ARABIC.search(folded):
        return [light(word) for word in found]
    return [word for word in found if word not in _ARTICLES]


def healed(words: list[str], known: Container[str]) -> list[str]:
    """Words that old conversions parted ("ni zhny"), joined where only the whole is a word that is known."""
    made: list[str] = []
    at = 0
    while at < len(words):
        length = next((n for n in (3, 2) if _is_one(words[at : at + n], n, known)), 1)
        made.append("".join(words[at : at + length]))
        at += length
    return made


def _is_one(parts: list[str], length: int, known: Container[str]) -> bool:
    if len(parts) < length or all(part in known for part in parts) or is_han(parts[0]):
        return False
    return "".join(parts) in known


def is_han(token: str) -> bool:
    """A Chinese character."""
    return len(token) == 1 and ("\u3400" <= token <= "\u9fff" or "\uf900" <= token <= "\ufaff")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Its beginning, where endings differ: crude, and the same in every alphabet."""
    if word.isdigit() or len(word) < 4:
        return word
    if _ARABIC.match(word):
        return _ARABIC_SUFFIX.sub("", word)[:5]
    if word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[: max(4, min(6, len(word) - 1))]
