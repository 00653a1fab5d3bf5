"""The columns that a State's own table can have: what each holds, what it is called, in many words."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from recommendations.uhri.vocab import fold


@dataclass(frozen=True)
class Column:
    """One column of ours. `several`: more than one column of the table may be it."""

    key: str
    heading: Any
    help: Any = ""
    several: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("recommendation", _("Recommendation"), _("Its text, word for word or nearly so.")),
    Column("symbol", _("Symbol"), _("Of the document, such as CEDAW/C/XAA/CO/5.")),
    Column("paragraph", _("Paragraph"), _("Its number in the document.")),
    Column("lead", _("Lead institution"), _("The first one named leads; others in the same cell support.")),
    Column("supporting", _("Supporting institutions"), _("One a line, or divided by semicolons."), True),
    Column("status", _("Status"), _("In the table's own words; you say once what each means.")),
    Column("action", _("Action taken"), _("What was done, in words."), True),
    Column("date", _("Date"), _("Since when the status is true, or when the row was written.")),
    Column("due_on", _("Due"), _("By when it is to be done.")),
)
BY_KEY = {column.key: column for column in COLUMNS}

# What people call our columns when they write a map by hand.
ALIASES: Mapping[str, Sequence[str]] = {
    "recommendation": ("text", "recommendation_text", "recommendation text", "texte", "texto"),
    "symbol": ("document", "document_symbol", "reference", "cote"),
    "paragraph": ("para", "paragraph_number", "number", "no"),
    "lead": ("lead_institution", "lead institution", "institution", "responsible", "responsible_institution"),
    "supporting": ("support", "supporting_institutions", "supporting institutions", "partners"),
    "status": ("state", "implementation_status", "implementation status", "statut", "estado"),
    "action": ("action_taken", "action taken", "actions", "measures", "measures_taken", "narrative"),
    "date": ("effective_on", "updated_on", "as_of", "date_updated", "status_date"),
    "due_on": ("due", "due_date", "deadline", "due date"),
}
_NAMES = {fold(key): key for key in BY_KEY} | {
    fold(name): key for key, names in ALIASES.items() for name in names
}

_FILE = Path(__file__).with_name("matrix_headings.csv")


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """In the order of the file: the first that fits a heading counts."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return [(line["column"], re.compile(line["pattern"], re.I)) for line in csv.DictReader(file)]


def key_named(name: str) -> str:
    """Our column that somebody names in a map written by hand; nothing if it is none."""
    return _NAMES.get(fold(name), "")


def key_of_heading(heading: str, taken: set[str]) -> str:
    """Our column that a heading of the table seems to stand for, if none has it yet."""
    if not heading or len(heading) > 120:
        return ""
    exact = _NAMES.get(fold(heading))
    if exact and exact not in taken:
        return exact
    for key, pattern in _patterns():
        if key not in taken and pattern.search(heading.strip()):
            return key
    return ""
