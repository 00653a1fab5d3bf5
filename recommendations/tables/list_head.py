"""What a thematic list says above its table: the State, the session, the cycle; and the report's symbol."""

import re
from collections import Counter
from collections.abc import Iterable

from recommendations.uhri import symbols
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.values import cycle_of_session

_REVIEW = re.compile(
    r"(?:\bUPR|\bEPU|\bУПО|Universal Periodic Review|Examen périodique universel|Examen Periódico Universal|"
    r"Универсальный периодический обзор|الاستعراض الدوري الشامل|普遍定期审议)\s*"
    r"(?:[-–:]|of\b|on\b|for\b|d['’]|d[ue]s?\b|de la\b|del\b|по\b|في\b|ل)?\s*(?P<name>[^()\n:;]{3,80}?)\s*(?:[(:;\n]|[-–]\s|\s{2,}|$)",
    re.I,
)
_SESSION = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:st|nd|rd|th|e|ème|º|ª|o\.?|-?я|-й|-ая)?\s*(?:session|período|periodo|сесси|الدورة)|"
    r"(?:session|sesiones|сесси\w+|الدورة|第)\s*(?:no\.?|n°|№)?\s*(\d{1,2})(?!\d)",
    re.I,
)
_CYCLE = re.compile(
    r"(?<!\d)(\d)\s*(?:st|nd|rd|th|er|e|ème|º|o\.?|-?й)?\s*(?:cycle|ciclo|цикл|الجولة)|(?:cycle|ciclo|цикл|الجولة)\s*(?:no\.?)?\s*(\d)(?!\d)",
    re.I,
)
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "premier": 1, "deuxième": 2, "troisième": 3,
    "quatrième": 4, "primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4,
}  # fmt: skip
_CYCLE_WORD = re.compile(rf"({'|'.join(_ORDINALS)})\s+(?:upr\s+)?(?:cycle|ciclo)", re.I)
_SYMBOL = re.compile(r"A/HRC/\d{1,3}/\d{1,3}(?:/(?:Add|Rev|Corr)\.\s?\d+)*", re.I)
_ADDENDUM = re.compile(r"(?:/(?:ADD|REV|CORR)\.\d+)+\Z")
_PARAGRAPH = re.compile(r"para\w*\.?\s*(\d{1,3})", re.I)
NEARLY_ALL = 0.9
_WHOLE_SYMBOL = re.compile(r"[A-Z]{1,6}(?:\.\d+)?(?:/[A-Z0-9.\-_()]{1,20}){1,8}\Z")


def state_in(lines: Iterable[str]) -> tuple[str, str]:
    """ISO3 of the State under review and its name as written; two empty answers where nothing is said."""
    for line in lines:
        for match in _REVIEW.finditer(line):
            name = " ".join(match["name"].split())
            words = name.split()
            for length in range(len(words), 0, -1):
                if code := COUNTRIES.find(" ".join(words[:length])):
                    return code, " ".join(words[:length])
    return "", ""


def session_in(lines: Iterable[str]) -> tuple[int | None, int | None]:
    """Session and cycle of the review."""
    session = cycle = None
    for line in lines:
        if session is None and (match := _SESSION.search(line)):
            number = int(match[1] or match[2])
            session = number if 1 <= number <= 80 else None
        if cycle is None and (match := _CYCLE.search(line)):
            cycle = int(match[1] or match[2])
        if cycle is None and (word := _CYCLE_WORD.search(line)):
            cycle = _ORDINALS[word[1].lower()]
    return session, cycle or cycle_of_session(session)


def report_symbol(lines: Iterable[str], sources: Iterable[tuple[str, str]]) -> str:
    """The symbol of the working group's report, where the file tells it beyond doubt.

    `sources` are pairs of a recommendation's number and its source of position: the State's reply is an
    addendum to the report, and a paragraph of the report itself has the number of its recommendations.
    """
    in_head = {_base(match[0]) for line in lines for match in _SYMBOL.finditer(line)}
    if len(in_head) == 1:
        return next(iter(in_head))
    found: Counter[str] = Counter()
    for number, source in sources:
        for match in _SYMBOL.finditer(source):
            symbol = symbols.tidy(match[0])
            paragraph = _PARAGRAPH.search(source)
            of_report = paragraph and number.split(".")[0] == paragraph[1]
            if _ADDENDUM.search(symbol) or of_report:
                found[_base(symbol)] += 1
    best, times = next(iter(found.most_common(1)), ("", 0))
    return best if times >= NEARLY_ALL * found.total() else ""  # one may be mistyped


def _base(symbol: str) -> str:
    return _ADDENDUM.sub("", symbols.tidy(symbol))


def is_symbol(text: str) -> bool:
    """Whether this can be the symbol of a UN document: parts between strokes, and a digit."""
    return bool(_WHOLE_SYMBOL.match(symbols.tidy(text))) and any(sign.isdigit() for sign in text)
