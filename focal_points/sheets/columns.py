"""The columns of an institution's workbook: what each holds, who fills it in, and how wide it is."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from recommendations.uhri.vocab import fold

WORDS, LINE, DATE, STATUS, OBSTACLE, NEED, READERS, LINKS, SHOWN = (
    "words", "line", "date", "status", "obstacle", "need", "readers", "links", "shown",
)  # fmt: skip
STAMP = "stamp"


@dataclass(frozen=True)
class Column:
    """One column. `of_target`: said of each recommendation or part, not of the whole update."""

    key: str
    heading: Any
    holds: str
    width: int = 16
    help: Any = ""
    field: str = ""
    of_target: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is filled in; the others are there to be read."""
        return self.holds != SHOWN

    @property
    def said(self) -> str:
        """The field of the update that the column is about."""
        return self.field or self.key


def _several(stem: str, heading: Any, holds: str, field: str) -> tuple[Column, ...]:
    hint = _("Choose one from the list. One of them in each of the three columns.")
    return tuple(Column(f"{stem}_{n}", heading(n), holds, 20, hint, field) for n in (1, 2, 3))


def _obstacle(number: int) -> Any:
    return {1: _("Obstacle 1"), 2: _("Obstacle 2"), 3: _("Obstacle 3")}[number]


def _need(number: int) -> Any:
    return {1: _("Support needed 1"), 2: _("Support needed 2"), 3: _("Support needed 3")}[number]


COLUMNS: tuple[Column, ...] = (
    Column(STAMP, _("Stamp (do not change)"), SHOWN, 4),
    Column("reference", _("Recommendation"), SHOWN, 24),
    Column("asked", _("What is asked"), SHOWN, 60),
    Column("role", _("Role"), SHOWN, 12),
    Column("due", _("Due"), SHOWN, 12),
    Column("verified", _("Verified status"), SHOWN, 24),
    Column("open", _("Your update"), SHOWN, 22),
    Column(
        "status", _("Status you propose"), STATUS, 24, _("Choose one from the list."), of_target=True,
    ),
    Column("effective_on", _("True since"), DATE, 13, _("As 2026-03-31."), of_target=True),
    Column(
        "explanation", _("What is missing, or why"), WORDS, 40,
        _("Needed where something is partly implemented, not implemented or no longer applicable."),
        of_target=True,
    ),
    Column(
        "next_review_on", _("Next review"), DATE, 13,
        _("For “implemented, continuing”: as 2026-03-31, within two years."), of_target=True,
    ),
    Column("narrative", _("What was done"), WORDS, 60, _("In your own words; a few sentences are enough.")),
    Column("period_from", _("Period from"), DATE, 13, _("As 2026-03-31.")),
    Column("period_to", _("Period to"), DATE, 13, _("As 2026-03-31; not after today.")),
    *_several("obstacle", _obstacle, OBSTACLE, "obstacles"),
    Column("obstacles_said", _("Obstacles, in words"), WORDS, 36),
    *_several("need", _need, NEED, "needs"),
    Column("needs_said", _("Support needed, in words"), WORDS, 36),
    Column(
        "next_step", _("Next step"), WORDS, 36, _("Needed where something is not started or in progress."),
    ),
    Column("next_step_on", _("Next step by"), DATE, 13, _("As 2026-03-31.")),
    Column(
        "links", _("Evidence: web addresses"), LINKS, 36,
        _("One a line, each beginning with https://. Addresses are added, never taken away. "
          "Files are added on the page of the update."),
    ),
    Column("is_public", _("Who may read it"), READERS, 18, _("Choose one from the list.")),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
OPEN = tuple(column for column in COLUMNS if column.is_open)
FIELDS: tuple[str, ...] = tuple(dict.fromkeys(column.said for column in OPEN))
OF_TARGET = frozenset(column.said for column in OPEN if column.of_target)
HOLDS = {column.said: column.holds for column in OPEN}


def heading_of(field: str) -> str:
    """What a field of the update is called, in the reader's language."""
    several = {"obstacles": _("Obstacles"), "needs": _("Support needed")}
    return str(several.get(field) or BY_KEY[field].heading)


@cache
def headings() -> dict[str, str]:
    """Heading in every language, and the key itself, folded → the column's key."""
    found = {fold(column.key): column.key for column in COLUMNS}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in COLUMNS:
                found.setdefault(fold(str(column.heading)), column.key)
    return found
