"""What a cell says, in one form in which three hands can be compared: file, stamp, and what stands here."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from focal_points.sheets import columns as kinds
from focal_points.sheets import words
from focal_points.sheets.columns import Column
from nmrf.base.templatetags.house import day
from recommendations.tables import dates
from recommendations.tables.cells import CELLS
from recommendations.tables.sheets import Unusable, Value, text_of
from recommendations.uhri.vocab import fold

LONGEST = 20_000
SEVERAL = re.compile(r"\s*[;|\n]\s*")
_is_address = URLValidator(schemes=["http", "https"])


class WrongCell(ValueError):
    """A cell that cannot be taken; the message says what would be right."""


def read(column: Column, value: Value, *, day_first: bool | None = None) -> str:
    """The value in its one form; "" where the cell is empty. Raises WrongCell."""
    if isinstance(value, Unusable):
        raise WrongCell(str(CELLS[value.code]))
    text = lines(text_of(value))
    if not text:
        return ""
    if column.holds == kinds.DATE:
        return _day(value, day_first)
    if column.holds in words.CHOICES:
        return _choices(column, text)
    if column.holds == kinds.LINKS:
        return _links(text)
    if len(text) > LONGEST:
        raise WrongCell(str(CELLS["too_long"]) % {"detail": LONGEST})
    return text


def lines(text: str) -> str:
    """Line ends and outer spaces as the database keeps them, without the mark that keeps formulas asleep."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def _day(value: Value, day_first: bool | None) -> str:
    try:
        found = dates.day_of(value, day_first=day_first)
    except dates.TwoDates as wrong:
        raise WrongCell(str(CELLS["two_dates"])) from wrong
    except dates.NoDate as wrong:
        raise WrongCell(str(CELLS["no_date"])) from wrong
    return found.isoformat() if found else ""


def _choices(column: Column, text: str) -> str:
    known = words.spellings(column.holds)
    if (whole := known.get(fold(text))) is not None:
        return whole
    given = [one for one in SEVERAL.split(text) if one]
    found = [known.get(fold(one)) for one in given]
    if None in found or (len(found) > 1 and column.said == column.key):
        raise WrongCell(str(CELLS["no_choice"]) % {"detail": _("; ").join(words.shown(column.holds))})
    return joined(one for one in found if one)


def _links(text: str) -> str:
    found = [one for one in re.split(r"\s+", text) if one]
    for one in found:
        try:
            _is_address(one)
        except ValidationError as wrong:
            raise WrongCell(str(CELLS["no_address"])) from wrong
        if len(one) > 500:
            raise WrongCell(str(CELLS["too_long"]) % {"detail": 500})
    return joined(found)


def joined(values: Any) -> str:
    """Several values in one form: each once, in a fixed order, one a line."""
    return "\n".join(sorted({str(value) for value in values}))


def parts(value: str) -> tuple[str, ...]:
    """The several values behind the one form."""
    return tuple(value.split("\n")) if value else ()


def date_of(value: str) -> date | None:
    """The day behind its form."""
    return date.fromisoformat(value) if value else None


def shown(field: str, value: str) -> str:
    """A value as a person reads it."""
    holds = kinds.HOLDS[field]
    if not value:
        return ""
    if holds == kinds.DATE:
        return day(date.fromisoformat(value))
    if holds in words.CHOICES:
        return _(", ").join(words.word_of(holds, one) for one in parts(value))
    return value
