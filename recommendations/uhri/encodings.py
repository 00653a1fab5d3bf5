"""Which letters the bytes of a text stand for, where nothing says it: what looks most like words."""

import re
import unicodedata

# Western, Central European, Cyrillic, Arabic, Greek, Turkish, Hebrew, Baltic, Vietnamese; Macintosh; Chinese.
_CANDIDATES = (
    "cp1252", "mac_roman", "cp1250", "cp1251", "cp1256", "cp1253", "cp1254", "cp1257", "cp1255", "koi8-r",
    "mac_cyrillic", "gb18030", "big5", "cp850", "iso8859_6",
)  # fmt: skip
_SAMPLE = 200_000
_WORDS = re.compile(r"[^\W\d_]+", re.UNICODE)
_SIGNS = frozenset("’‘“”«»–—…•°§©®™€£´¨·¿¡„‚‹›№،؛؟。、「」《》（）：；，％")
_RARE = frozenset("ÐðÞþÝý")  # Icelandic; what Turkish looks like when it is read as Western


def utf16_without_mark(content: bytes) -> str:
    """Its name where every second byte is a zero, as in text of mostly plain letters; else nothing."""
    head = content[:4000]
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 2 * 0.6 and even < odd / 10:
        return "utf-16-le"
    if even > len(head) // 2 * 0.6 and odd < even / 10:
        return "utf-16-be"
    return ""


def likely(content: bytes) -> list[str]:
    """Encodings of one byte a letter (or Chinese) that fit, the one that makes most sense first."""
    sample = _lines_with_signs(content)
    carriage = b"\r" in content[:_SAMPLE] and b"\n" not in content
    found: list[tuple[float, int, str]] = []
    for place, encoding in enumerate(_CANDIDATES):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _sense(text) + (0.05 if carriage and encoding == "mac_roman" else 0)
        found.append((-round(score, 9), place, encoding))
    return [encoding for _score, _place, encoding in sorted(found)]


def _lines_with_signs(content: bytes) -> bytes:
    """The lines that hold anything but ASCII: the others fit every reading."""
    lines = re.split(rb"[\r\n]+", content)
    found, size = [], 0
    for line in lines:
        if any(byte > 0x7F for byte in line):
            found.append(line)
            size += len(line)
            if size > _SAMPLE:
                break
    return b"\n".join(found)


def _sense(text: str) -> float:
    """How much like words the signs beyond ASCII look, from 0 to 1."""
    beyond = [sign for sign in text if ord(sign) > 0x7F]
    if not beyond:
        return 0.0
    good = 0.0
    for word in _WORDS.findall(text):
        if not word.isascii():
            good += _letters_in(word)
    for at, sign in enumerate(text):
        if ord(sign) > 0x7F and not sign.isalpha():
            good += _sign_at(text, at, sign)
    return good / len(beyond)


def _letters_in(word: str) -> float:
    """Points for a word's letters beyond ASCII; none where scripts are mixed or capitals stand inside."""
    count = sum(1 for letter in word if ord(letter) > 0x7F)
    scripts = {_script(letter) for letter in word}
    if len(scripts) > 1:
        return -count
    inside = word[1:]
    if not word.isupper() and any(letter.isupper() for letter in inside if ord(letter) > 0x7F):
        return -count
    if scripts == {"LATIN"}:
        plain, rare = len(word) - count, sum(letter in _RARE for letter in word)
        return (count - 0.5 * rare) * (1.0 if plain >= count else 0.2)
    if scripts == {"CJK"}:
        return count * 0.9
    return count * (1.0 if len(word) > 1 else 0.3)


def _sign_at(text: str, at: int, sign: str) -> float:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if unicodedata.category(sign) in ("Cc", "Cn", "Co"):
        return -2.0
    if sign == "\xa0" or sign in _SIGNS:
        between = before.isalpha() and after.isalpha()
        return 0.7 if between and sign not in "’‘´·–—" else 1.0
    return -1.0 if before.isalpha() or after.isalpha() else 0.2


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split(" ")[0]
