"""The number of a paragraph, which UHRI keeps only inside the text. Better none than a wrong one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

MAX_HEADING = 220

_ARABIC = "\u0600-\u06ff\u0750-\u077f"
_NO = r"(?:[1-9]\d{0,2})"  # 1 to 999: a year or a sum of money is longer
_END_OF_NUMBER = r"(?![\d\u0660-\u0669])"
# A whole number wants its full stop, a dotted one does without; both may touch the first word.
_DOTTED = re.compile(rf"({_NO})\s?\.\s?({_NO}){_END_OF_NUMBER}(?!\s?[.,]\d)\s?[.:]?\s*")
_WHOLE = re.compile(rf"({_NO})\s*\.(?![\d.])\s*")
_LETTERED = re.compile(rf"({_NO})\s?\(([a-z])\)\s?[.:]?\s*")
_ARABIC_PAIR = re.compile(rf"({_NO})\s*-\s*({_NO}){_END_OF_NUMBER}\s*[-.]?\s*(?=[{_ARABIC}\"«(])")
_ARABIC_WHOLE = re.compile(rf"({_NO})\s*[-.](?!\d)\s*(?=[{_ARABIC}\"«(])")
_HAN_WHOLE = re.compile(rf"({_NO})\s*[.、](?!\d)\s*(?=[\u4e00-\u9fff《“(])")
_NAMED_PAIR = re.compile(
    rf"Recommendations?\s+No\.?\s*({_NO})\s*,\s*para(?:graph)?s?\.?\s*({_NO})\s*:\s*", re.I
)
_NAMED = re.compile(
    rf"(?:Recommendations?\s+contained\s+in\s+(?:the\s+)?)?(?:para(?:graph)?s?\.?\s*)?"
    rf"({_NO}(?:\.{_NO})?)\s?(?:\(([a-z])\))?\s*:\s*",
    re.I,
)
_NAMED_START = re.compile(r"recommendations?\s+contained|para(?:graph)?s?\b", re.I)
_LETTER = re.compile(r"\(?([a-z])\)\s*(?=\w)")
_R = re.compile(rf"R\s({_NO})(?!\d)\s?[.:)-]?\s*(?=[^\W\d_])")

# A heading runs up to a number and a full stop. Digits in it stand only in brackets: "(arts. 2 and 16)";
# a letter or Roman numeral may open it: "J. Ratification of …".
_HEADING = re.compile(
    rf"(?P<heading>(?:[^\W\d_]{{1,4}}\.\s?)?"
    rf"(?:[^\d.;!?()\u3002\u061b]|\([^()]{{0,90}}(?:\([^()]{{0,20}}\)[^()]{{0,60}})*\)){{2,{MAX_HEADING}}}?)"
    rf"(?<![-–/$€£№#§])(?P<rest>{_NO}\s*[.\-、].*)\Z",
    re.DOTALL,
)
_REFERENCE_WORDS = re.compile(
    r"(?:(?<![^\W\d_])(?:para(?:graph)?s?|arts?|articles?|nos?|núms?|num|n|rule|goals?|targets?|objectifs?|cibles?|metas?|objetivos?|"
    r"resolutions?|chapter|section|annex|пункты?|пп?|стать[яеи]|ст|цел[ьи]|задач[аи]|رقم|المادة|الفقرة|"
    r"الهدف|الغاية)|第|目标|:)\s*\Z",
    re.I,
)
_AFTER_DOTTED = re.compile(
    r"(?:million|billion|thousand|per\s?cent|percent|milli|mill\b|millones|por\s+ciento|pour\s?cent|млн|млрд|процент|"
    r"of\b|de\b|des\b|du\b|and\b|et\b|y\b|or\b|to\s+\d|a\.?m\.?\b|p\.?m\.?\b|hours?\b|km|kg|[-–—%°‰/+=)\]]|[.,;]|\Z)",
    re.I,
)
_AFTER_WHOLE = re.compile(r"[-–—%°/]\s*\d|[.,;)\]]|\Z")


class Numbered(NamedTuple):
    """A text taken apart: number as it is cited ("127.179", "79(a)"), what follows, the heading before."""

    paragraph: str
    text: str
    heading: str


@lru_cache(maxsize=16)  # the text of one record is asked several times, then never again
def take_number(text: str) -> Numbered:
    """Paragraph number, text and heading. Number and heading are empty where there is any doubt."""
    text = text.strip()
    ascii_digits = _with_ascii_digits(text)
    if found := _number_at_start(ascii_digits):
        paragraph, end = found
        return Numbered(paragraph, text[end:].strip(), "")
    return _after_heading(text, ascii_digits) or Numbered("", text, "")


def _with_ascii_digits(text: str) -> str:
    """The same length, with Arabic-Indic, Persian and full-width digits and full stops made plain."""
    if text.isascii():
        return text
    table = {}
    for character in set(text[: MAX_HEADING + 60]):
        if not character.isascii():
            digit = unicodedata.digit(character, None)
            if digit is not None and unicodedata.category(character) == "Nd":
                table[ord(character)] = str(digit)
            elif character in ".\uff0e。":
                table[ord(character)] = "."
            elif character in "\uff1a\ufe55":
                table[ord(character)] = ":"
            elif character in "\u2010\u2011\u2013\u2212":
                table[ord(character)] = "-"
            elif character == "\xa0" or character in "\u200e\u200f":
                table[ord(character)] = " "
    return text.translate(table)


def _number_at_start(text: str) -> tuple[str, int] | None:
    if match := _NAMED_PAIR.match(text):
        return f"{match[1]}.{match[2]}", _past_repetition(text, match.end(), match[1], match[2])
    if (match := _NAMED.match(text)) and _NAMED_START.match(text):
        paragraph = match[1] + (f"({match[2]})" if match[2] else "")
        return paragraph, _past_repetition(text, match.end(), paragraph)
    if match := _ARABIC_PAIR.match(text) or _DOTTED.match(text):
        if match.re is _DOTTED and _AFTER_DOTTED.match(text, match.end()):
            return None
        return f"{match[1]}.{match[2]}", match.end()
    if match := _LETTERED.match(text):
        return f"{match[1]}({match[2]})", match.end()
    if match := _ARABIC_WHOLE.match(text) or _HAN_WHOLE.match(text) or _WHOLE.match(text):
        return None if _AFTER_WHOLE.match(text, match.end()) else (match[1], match.end())
    if match := _LETTER.match(text):
        return f"({match[1]})", match.end()
    if match := _R.match(text):
        return f"R {match[1]}", match.end()
    return None


def _past_repetition(text: str, end: int, *numbers: str) -> int:
    """After "para. 95:" the text may say "93." or "79(a)." once more."""
    for number in numbers:
        if repeated := re.compile(rf"{re.escape(number)}\s?[.:]\s*").match(text, end):
            return repeated.end()
    return end


def _after_heading(text: str, ascii_digits: str) -> Numbered | None:
    match = _HEADING.match(ascii_digits[: MAX_HEADING + 300])
    if not match or _REFERENCE_WORDS.search(match["heading"]):
        return None
    start = match.start("rest")
    whole = (
        _ARABIC_WHOLE.match(ascii_digits, start)
        or _HAN_WHOLE.match(ascii_digits, start)
        or _WHOLE.match(ascii_digits, start)
    )
    if not whole or not _begins_sentence(ascii_digits, whole.end()):
        return None
    return Numbered(whole[1], text[whole.end() :].strip(), text[:start].strip())


def _begins_sentence(text: str, at: int) -> bool:
    """A capital letter, or one of a script that has none."""
    first = text[at : at + 1].lstrip("“«\"'(") or text[at + 1 : at + 2]
    return bool(first) and (first.isupper() or unicodedata.category(first) == "Lo")
