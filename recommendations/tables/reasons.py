"""Why a row or a cell of a table cannot be taken, and what would be right, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from recommendations.tables.cells import CELLS

ROWS = {
    "no_text": _("There is no text."),
    "doubled": _("It stands in the table twice; the first counts (%(detail)s)."),
    "bad_cells": _("Some cells cannot be read."),
    "other_width": _("The row has %(detail)s cells, not as many as there are headings."),
    "unknown_state": _("No State is called “%(detail)s” here."),
    "no_state": _("The row names no State under review."),
    "no_session": _("“%(detail)s” is no session of the Universal Periodic Review."),
    "cell_too_long": _("A cell is longer than %(detail)s characters."),
    "no_document": _("The row names no document: give its symbol or its title."),
    "no_mechanism": _("The row names no mechanism."),
}
LOOKS = {
    "no_number": _("It has no paragraph number."),
    "other_text_in_list": _("The list gives another text for the same number (table/row %(detail)s)."),
    "other_position_in_list": _(
        "The list gives another position for the same number (table/row %(detail)s)."
    ),
    "two_positions": _("The table gives two positions: %(detail)s."),
    "changed_here": _("Both the table and this house changed it; the house's stays: %(detail)s"),
    "other_text": _("The table words it otherwise: “%(detail)s”. The text here stays."),
    "other_position": _("The table gives another position than the register, which stays: %(detail)s"),
}


def in_words(reason: str, payload: Mapping[str, Any]) -> str:
    """Why a row is rejected: its own reason, then each bad cell with what would be right."""
    said = str(ROWS.get(reason, reason)) % {"detail": str(payload.get("detail", ""))[:80]}
    cells = [cell_in_words(cell) for cell in payload.get("cells", ())]
    return " ".join(cells) if cells and reason == "bad_cells" else " ".join([said, *cells])


def cell_in_words(cell: Mapping[str, Any]) -> str:
    """A bad cell on one line: place, heading, value, reason."""
    why = str(CELLS.get(cell["reason"], cell["reason"])) % {"detail": cell.get("detail", "")}
    return f"{cell['at']} ({cell['heading']}): “{cell['value'][:60]}”. {why}"
