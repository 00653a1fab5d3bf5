"""What a record says between the lines: number, texts to keep of it, kind, the State's position."""

from __future__ import annotations

from recommendations.uhri import vocab
from recommendations.uhri.clean import comparable
from recommendations.uhri.languages import is_english_instead
from recommendations.uhri.paragraphs import take_number
from recommendations.uhri.please_look import STATE_RESPONSE, oddities
from recommendations.uhri.records import ENGLISH, UhriRecord

REPLY = "reply"


def kept_texts(record: UhriRecord, english: str = "") -> tuple[dict[str, str], list[str]]:
    """Texts to keep, without the numbers that open them; and languages in which English was served."""
    english = record.texts.get(ENGLISH, english)
    kept: dict[str, str] = {}
    instead: list[str] = []
    for language, text in record.texts.items():
        body = without_number(text)
        if language != ENGLISH and text and _is_english(body, text, language, english):
            instead.append(language)
            if not english:
                kept.setdefault(ENGLISH, body)
        else:
            kept[language] = body
    return kept, instead


def _is_english(body: str, text: str, language: str, english: str) -> bool:
    same = bool(english) and comparable(body) == comparable(without_number(english))
    return same or is_english_instead(text, language)


def without_number(text: str) -> str:
    """The text without its paragraph number, which stands in a field of its own; a heading keeps its line."""
    numbered = take_number(text)
    if not numbered.paragraph:
        return text.strip()
    return f"{numbered.heading}\n{numbered.text}".strip()


def paragraph_of(record: UhriRecord) -> str:
    """The paragraph's number: from the English text, else from the record's own, else from any."""
    in_order = [record.texts.get(ENGLISH, ""), record.text, *record.texts.values()]
    return next((number for text in in_order if (number := take_number(text).paragraph)), "")


def kind_of(record: UhriRecord) -> str:
    """UHRI's type; a State's reply is one; nothing where UHRI says nothing."""
    if any(code == STATE_RESPONSE for code, _detail in oddities(record)):
        return REPLY
    return vocab.annotation_kind(record.annotation_type)


def position_of(labels: tuple[str, ...]) -> tuple[str, bool]:
    """Position and whether it was supported in part; nothing where UHRI gives none that is known."""
    codes = {code for label in labels if (code := vocab.position_code(label))}
    if vocab.PARTLY in codes or codes == {vocab.SUPPORTED, vocab.NOTED}:
        return vocab.NOTED, True
    return (next(iter(codes)), False) if len(codes) == 1 else ("", False)
