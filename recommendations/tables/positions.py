"""The State's position on a UPR recommendation, in the words that tables use for it."""

import re
import unicodedata

SUPPORTED, NOTED, PENDING = "supported", "noted", "pending"
_PARTLY = re.compile(r"partial|partly|in part|partiel|en partie|parcial|en parte|частич|جزئ|部分", re.I)
_NOTED = re.compile(
    r"\bnot(?:ed|e|ée|ées|ee|ees)\b|\bn(?:ot|o|on|icht)\b.{0,20}\b(?:support|accept|appuy|apoy|acept)|"
    r"pris(?:e|es)? (?:en )?note|tom(?:a|ó|o|ada|adas|ado)? nota|anotad|reject|refus|rejet|rechaz|"
    r"к сведению|отклон|не поддерж|не принят|أحيط|الإحاطة|احيط|رفض|مرفوض|注意到|已注意|拒绝|不接受",
    re.I,
)
_PENDING = re.compile(
    r"pending|under (?:consideration|review|examination)|to be examined|to be considered|in (?:attesa|abeyance)|"
    r"en cours d|à l.examen|différée|pendiente|en examen|será examinad|на рассмотрении|будет рассмотрен|قيد|审议|待定|待审",
    re.I,
)
_SUPPORTED = re.compile(
    r"support|accept|agree|appuy|soutenu|approuv|favorable|apoy|acept|поддерж|принят|قبول|مقبول|قُبل|تأييد|مؤيد|支持|接受|赞同",
    re.I,
)
_PIECES = re.compile(r"\s*(?:[/;,+&،；，、]|\band\b|\bet\b|\by\b|\bи\b|\bو\b)\s*")
LONGEST = 400


def position_of(text: str) -> tuple[str, bool]:
    """The position's code and whether it was supported in part only; two empty answers where it is none."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))[:LONGEST]
    if not text:
        return "", False
    codes = {code for piece in _PIECES.split(text) if (code := _one(piece))}
    if _PARTLY.search(text) or codes == {SUPPORTED, NOTED}:
        return NOTED, True
    return (next(iter(codes)), False) if len(codes) == 1 else ("", False)


def _one(piece: str) -> str:
    for code, pattern in ((NOTED, _NOTED), (PENDING, _PENDING), (SUPPORTED, _SUPPORTED)):
        if pattern.search(piece):
            return code
    return ""
