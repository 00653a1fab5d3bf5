"""What a cell of each kind of column holds, read; or why it cannot be, in a way that helps to mend it."""

import re
from collections.abc import Callable
from typing import Any

from recommendations.tables import columns as kinds
from recommendations.tables import dates, vocabulary
from recommendations.tables.columns import Column
from recommendations.tables.positions import position_of
from recommendations.tables.recommending import states_in
from recommendations.tables.sheets import Unusable, Value, text_of
from recommendations.tables.vocabulary import TableVocabulary
from recommendations.uhri import symbols
from recommendations.uhri.clean import plain
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.records import Sdg

_LINES = re.compile(r"\s*(?:\n|;|\|)\s*")
_SDG = re.compile(r"(?<![\d.])(\d{1,2})(?:\.(\d{1,2}|[a-d]))?(?![\d.])", re.I)
_BULLET = re.compile(r"^(?:[-–•·*]\s+)+")
MOST_STATES = 100


class CellError(ValueError):
    """A cell that cannot be taken. `code` is one of `cells.CELLS`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class CellReader:
    """Reads cells of the columns, with what the house knows of mechanisms and choices."""

    def __init__(self, words: TableVocabulary, day_first: dict[str, bool | None] | None = None) -> None:
        self.words = words
        self.day_first = day_first or {}
        self._readers: dict[str, Callable[[Column, Value], Any]] = {
            kinds.TEXT: self._text,
            kinds.LONG: self._long,
            kinds.DATE: self._date,
            kinds.CHOICE: self._choice,
            kinds.POSITION: self._position,
            kinds.STATES: self._states,
            kinds.LABELS: self._labels,
            kinds.SDGS: self._sdgs,
            kinds.SYMBOL: self._symbol,
            kinds.ADDRESS: self._address,
            kinds.NUMBER: self._number,
            kinds.LANGUAGE: self._language,
            kinds.STATE: self._state,
            kinds.MECHANISM: self._mechanism,
        }

    def read(self, column: Column, value: Value) -> Any:
        """The value; None where the cell is empty. Raises CellError."""
        if isinstance(value, Unusable):
            raise CellError(value.code)
        if value is None or (isinstance(value, str) and not value.strip()):
            if column.is_needed:
                raise CellError("empty")
            return None
        return self._readers[column.holds](column, value)

    def _text(self, column: Column, value: Value) -> str:
        text = " ".join(plain(text_of(value)).split())
        if column.longest and len(text) > column.longest:
            raise CellError("too_long", str(column.longest))
        return text

    def _long(self, column: Column, value: Value) -> str | None:
        text = plain(text_of(value))
        if column.is_needed and not any(sign.isalpha() for sign in text):
            raise CellError("empty")
        return text or None

    def _date(self, column: Column, value: Value) -> Any:
        try:
            return dates.day_of(value, day_first=self.day_first.get(column.key))
        except dates.TwoDates as wrong:
            raise CellError("two_dates") from wrong
        except dates.NoDate as wrong:
            raise CellError("no_date") from wrong

    def _choice(self, column: Column, value: Value) -> str:
        found = self.words.choice_of(column.key, text_of(value))
        if found is None:
            raise CellError("no_choice", "; ".join(self.words.shown(column.key)))
        return found

    def _position(self, column: Column, value: Value) -> tuple[str, bool]:
        text = text_of(value)
        found = self.words.choice_of(column.key, text)
        if found is not None:
            return ("noted", True) if found == "supported/noted" else (found, False)
        read = position_of(text)
        if not read[0]:
            raise CellError("no_choice", "; ".join(self.words.shown(column.key)))
        return read

    def _states(self, column: Column, value: Value) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for line in _LINES.split(text_of(value)):
            named = states_in(_BULLET.sub("", line)) if line else None
            if named and named.unknown:
                raise CellError("unknown_state", named.unknown[0])
            found |= dict.fromkeys(named.codes if named else ())
        return tuple(found)[:MOST_STATES]

    def _labels(self, column: Column, value: Value) -> tuple[str, ...]:
        lines = (_BULLET.sub("", line).strip() for line in _LINES.split(plain(text_of(value))))
        return tuple(dict.fromkeys(" ".join(line.split())[:250] for line in lines if line and line != "-"))

    def _sdgs(self, column: Column, value: Value) -> tuple[Sdg, ...]:
        found: dict[str, Sdg] = {}
        for line in _LINES.split(text_of(value)):
            matches = list(_SDG.finditer(line))
            named = any(sign.isalpha() for sign in re.sub(r"(?i)\bsdgs?\b|[.\d][a-d]\b", "", line))
            for match in matches[:1] if named else matches:
                goal, target = int(match[1]), (match[2] or "").lower()
                if not 1 <= goal <= 17:
                    raise CellError("no_sdg")
                code = f"{goal}.{target}" if target else str(goal)
                found.setdefault(code, Sdg(code, line[:250] if named else code))
            if line.strip() and not matches:
                raise CellError("no_sdg")
        return tuple(found.values())

    def _symbol(self, column: Column, value: Value) -> str:
        text = symbols.tidy(text_of(value))
        if len(text) > column.longest:
            raise CellError("too_long", str(column.longest))
        return text

    def _address(self, column: Column, value: Value) -> str:
        text = text_of(value)
        if not text.lower().startswith(("http://", "https://")) or " " in text:
            raise CellError("no_address")
        if len(text) > column.longest:
            raise CellError("too_long", str(column.longest))
        return text

    def _number(self, column: Column, value: Value) -> int:
        match = re.fullmatch(r"\s*(\d{1,3})(?:\.0+)?\D{0,12}", text_of(value))
        if not match:
            raise CellError("no_number")
        return int(match[1])

    def _language(self, column: Column, value: Value) -> str:
        known = vocabulary.languages()
        found = known.get(vocabulary.fold(text_of(value)))
        if not found:
            raise CellError("no_language", ", ".join(dict.fromkeys(known.values())))
        return found

    def _state(self, column: Column, value: Value) -> str:
        found = COUNTRIES.find(text_of(value))
        if not found:
            raise CellError("unknown_state", text_of(value)[:60])
        return found

    def _mechanism(self, column: Column, value: Value) -> str:
        found = self.words.mechanism_of(text_of(value))
        if not found:
            raise CellError("no_mechanism")
        return found
