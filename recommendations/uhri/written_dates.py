"""Days with the month's name, in the UN's six languages and in those of many an Excel, and other spellings
that can be read in one way only.
"""

import re

_MONTHS = (
    (
        "january|jan|januar|jänner|jän|janeiro|gennaio|gen|januari|janvier|janv|enero|ene"
        "|январь|января|янв|يناير|كانون الثاني"
    ),
    (
        "february|feb|februar|feber|fevereiro|febbraio|februari|février|fevrier|févr|fev|febrero"
        "|февраль|февраля|фев|فبراير|شباط"
    ),
    "march|mar|märz|mär|mrz|março|marco|maart|mrt|mars|marzo|март|марта|مارس|آذار",
    "april|apr|aprile|avril|avr|abril|abr|апрель|апреля|апр|أبريل|نيسان|إبريل",
    "may|mai|maio|maggio|mag|mei|mayo|май|мая|مايو|أيار|ماي",
    "june|jun|juni|junho|giugno|giu|juin|junio|июнь|июня|июн|يونيو|حزيران|يونيه",
    "july|jul|juli|julho|luglio|lug|juillet|juil|julio|июль|июля|июл|يوليو|تموز|يوليه",
    "august|aug|augustus|août|aout|agosto|ago|август|августа|авг|أغسطس|آب",
    "september|sept|sep|setembro|settembre|set|septembre|septiembre|setiembre|сентябрь|сентября|сен|سبتمبر|أيلول",
    "october|oct|oktober|okt|outubro|out|ottobre|ott|octobre|octubre|октябрь|октября|окт|أكتوبر|تشرين الأول",
    "november|nov|novembro|novembre|noviembre|ноябрь|ноября|ноя|نوفمبر|تشرين الثاني",
    (
        "december|dec|dezember|dez|dezembro|dicembre|décembre|decembre|déc|diciembre|dic"
        "|декабрь|декабря|дек|ديسمبر|كانون الأول"
    ),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split("|")}
_NAME = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))
_JANUARY = "|".join(map(re.escape, _MONTHS[0].split("|")))
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?\Z")
_CLOCK = r"(?:,?\s+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?)?"
_DAY_NAME = re.compile(
    rf"(?:\w+[,.]?\s+)?(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s.,-]*(?:de\s+|of\s+)?({_NAME})\.?[\s.,/-]*(?:de\s+|del\s+)?(\d{{4}}|\d{{2}})(?:\s*(?:г|года|م)\.?)?{_CLOCK}\Z",
    re.I,
)
_UNKNOWN = re.compile(
    rf"0?[01][\s./-]+(?:de\s+)?(?:0?[01]|{_JANUARY})\.?[\s./-]+(?:de\s+)?(?:19)?00{_CLOCK}\Z", re.I
)
_NAME_DAY = re.compile(rf"({_NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(\d{{4}}){_CLOCK}\Z", re.I)


def written_out(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of "12 March 2024", "12-Mar-24", "March 12, 2024", 2024年3月12日 or 20240312.

    None for any other text. Its digits are plain ones, its spaces single.
    """
    if match := _COMPACT.match(text) or _CHINESE.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_NAME.match(text):
        return year_of(match[3]), _MONTH[match[2].lower()], int(match[1])
    if match := _NAME_DAY.match(text):
        return int(match[3]), _MONTH[match[1].lower()], int(match[2])
    return None


def is_unknown(text: str) -> bool:
    """Whether this is how Excel shows UHRI's 1 January 1900, its day "not known", or the day before it."""
    return bool(_UNKNOWN.match(text))


def year_of(text: str) -> int:
    """Of four digits as they are, of two the nearest one that can be meant."""
    year = int(text)
    return year if year > 99 else 2000 + year if year < 70 else 1900 + year
