"""The columns that a table of recommendations can have: what each holds, its name, what may stand in it.

Our template shows them all; the columns of another system's table are mapped to them.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

TEXT, LONG, DATE, CHOICE, POSITION, STATES, LABELS = (
    "text", "long", "date", "choice", "position", "states", "labels",
)  # fmt: skip
SDGS, SYMBOL, ADDRESS, NUMBER, LANGUAGE, STATE, MECHANISM = (
    "sdgs", "symbol", "address", "number", "language", "state", "mechanism",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column. `only_mapped`: asked of other systems' tables alone, not in our template."""

    key: str
    heading: Any
    help: Any
    holds: str = TEXT
    longest: int = 0
    width: int = 18
    is_needed: bool = False
    only_mapped: bool = False
    in_extra: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(
        "ref", _("Your reference"),
        _("Your own number of the row, if you have one: the row is known by it when you hand it in again."),
        longest=80, width=14,
    ),
    Column(
        "mechanism", _("Mechanism"),
        _("The body that made it. Choose from the list, or write its name, acronym or code."),
        MECHANISM, width=30, is_needed=True,
    ),
    Column(
        "document_kind", _("Kind of document"),
        _("Choose from the list: judgment, views, report of a regional body, national plan and so on."),
        CHOICE, width=22,
    ),
    Column(
        "symbol", _("Symbol"),
        _("The document's symbol, where it has one: CEDAW/C/…/CO/6. Needed where there is no title."),
        SYMBOL, longest=120, width=22,
    ),
    Column(
        "document_title", _("Title of the document"),
        _("Its title or the name of the case. Needed where there is no symbol."), longest=400, width=36,
    ),
    Column(
        "case_number", _("Case or communication number"),
        _("Of a judgment, a decision or views."), longest=120, width=18,
    ),
    Column("session", _("Session"), _("Number or name of the session."), longest=120, width=10),
    Column("cycle", _("Cycle"), _("For the Universal Periodic Review: 1, 2, 3 or 4."), NUMBER, width=8),
    Column(
        "adopted_on", _("Adopted on"),
        _("Day of adoption or of the judgment, as 2024-03-31."), DATE, width=14,
    ),
    Column("published_on", _("Published on"), _("Day of publication, as 2024-03-31."), DATE, width=14),
    Column(
        "address", _("Web address"), _("Where the document can be read."), ADDRESS, longest=400, width=26,
    ),
    Column(
        "paragraph", _("Paragraph"),
        _("Its number in the document, as it stands there: 23, 118.12, 19 (b)."), longest=40, width=12,
    ),
    Column(
        "kind", _("What it is"),
        _("Choose from the list. Where nothing is given it is taken for a recommendation."), CHOICE, width=18,
    ),
    Column("text", _("Text"), _("What is asked, word for word."), LONG, width=80, is_needed=True),
    Column(
        "language", _("Language"), _("The language of the text: en, fr, es, ar, ru, zh …"),
        LANGUAGE, width=10,
    ),
    Column("title", _("Short title"), _("By which people here know it."), longest=200, width=28),
    Column(
        "recommending", _("Recommending States"),
        _("For the Universal Periodic Review, one a line."), STATES, width=24,
    ),
    Column(
        "position", _("Position of the State"),
        _("For the Universal Periodic Review: choose from the list."), POSITION, width=16,
    ),
    Column("position_on", _("Date of the position"), _("As 2024-03-31."), DATE, width=14),
    Column(
        "position_source", _("Source of the position"),
        _("Where it is said, for example A/HRC/28/15/Add.1, para. 3."), longest=200, width=24,
    ),
    Column("remark", _("Remark of the State"), _("What the State said of it."), LONG, width=36),
    Column(
        "themes", _("Themes"), _("One a line, as in the sheet of lists. Others can be written too."),
        LABELS, width=32,
    ),
    Column(
        "persons", _("People concerned"), _("One a line, as in the sheet of lists."), LABELS, width=28,
    ),
    Column("sdgs", _("SDGs"), _("Codes of goals and targets: 5, 16.3."), SDGS, width=14),
    Column(
        "followup_due_on", _("Follow-up due"),
        _("By when the body wants to be told early, as 2024-03-31."), DATE, width=14,
    ),
    Column(
        "due_on", _("To be done by"), _("The time limit set in the order or plan, as 2024-03-31."),
        DATE, width=14,
    ),
    Column(
        "state", _("State"),
        _("The State it is addressed to. Where nothing is given it is yours."), STATE, width=14,
    ),
    Column("note", _("Note"), _("For the secretariat; it is not published."), LONG, width=30, in_extra=True),
    Column(
        "status", _("Status there"),
        _("How far it is, in the words of the other system. A note only; nothing counts as verified."),
        longest=200, only_mapped=True, in_extra=True,
    ),
    Column(
        "institution", _("Institution there"),
        _("Who answers for it in the other system. It is kept as a note."),
        longest=400, only_mapped=True, in_extra=True,
    ),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
TEMPLATE = tuple(column for column in COLUMNS if not column.only_mapped)
EXAMPLE_MARK = "#"  # a row that begins with it is never imported
