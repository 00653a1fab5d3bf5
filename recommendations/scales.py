"""The scales under which mechanisms grade what a State did after their recommendations.

Facts stand in `data/followup_scales.csv`: which mechanism, in which years, which grades, and what each means
in our own few words. A grade of one scale is never compared with one of another.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).resolve().parent / "data" / "followup_scales.csv"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


@dataclass(frozen=True)
class Grade:
    """One grade of a scale, with what it means in each language."""

    code: str
    meanings: tuple[str, ...]

    @property
    def meaning(self) -> str:
        """In the reader's language, else in English."""
        language = (get_language() or "en").split("-")[0]
        said = dict(zip(LANGUAGES, self.meanings, strict=True))
        return said.get(language) or said["en"]


@dataclass(frozen=True)
class Scale:
    """One mechanism's scale, and the days on which it gave grades under it."""

    code: str
    mechanism: str
    since: date | None
    until: date | None
    grades: tuple[Grade, ...]

    def was_used_on(self, day: date) -> bool:
        """Whether the mechanism graded under it on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def grade(self, code: str) -> Grade | None:
        """The grade with this code."""
        return next((grade for grade in self.grades if grade.code == code), None)


def of_mechanism(code: str) -> list[Scale]:
    """Its scales, the one in use first; none where it publishes none."""
    found = [scale for scale in _scales() if scale.mechanism == code]
    return sorted(found, key=lambda scale: scale.since or date.min, reverse=True)


def meaning(scale: str, grade: str) -> str:
    """What a grade means, in the reader's language; nothing where the scale is not ours."""
    found = (one.grade(grade) for one in _scales() if one.code == scale)
    return next((known.meaning for known in found if known), "")


@cache
def _scales() -> tuple[Scale, ...]:
    grouped: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in _rows():
        grouped.setdefault((row["scale"], row["mechanism"]), []).append(row)
    return tuple(
        Scale(
            code=code,
            mechanism=mechanism,
            since=_day(rows[0]["since"]),
            until=_day(rows[0]["until"]),
            grades=tuple(
                Grade(row["grade"], tuple(row[f"meaning_{language}"] for language in LANGUAGES))
                for row in sorted(rows, key=lambda row: int(row["position"]))
            ),
        )
        for (code, mechanism), rows in grouped.items()
    )


def _rows() -> Iterator[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
