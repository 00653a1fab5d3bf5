"""How a table of another system is read: looked at, mapped by a person, kept, offered again where it fits."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.permissions import require
from recommendations.models import ImportRun, TableMapping
from recommendations.permissions import Can
from recommendations.services import table_jobs, table_vocabulary, uhri_arriving
from recommendations.services.uhri_following import STAGE
from recommendations.tables import guesses, mapped
from recommendations.tables.cell_values import CellError, CellReader
from recommendations.tables.cells import CELLS
from recommendations.tables.columns import BY_KEY
from recommendations.tables.guesses import Guess
from recommendations.tables.mapped import ColumnMapping
from recommendations.tables.sheets import sheets_of
from recommendations.uhri.vocab import fold

State = ImportRun.State
NAMES_A_DOCUMENT = ("symbol", "document_title", "case_number", "session")


@dataclass
class Look:
    """What a table looks like, for the page on which its columns are named."""

    sheets: list[str]
    sheet: int
    heading: int
    rows: list[int]
    guesses: list[Guess]
    mapping: TableMapping | None = None
    constants: dict[str, str] = field(default_factory=dict)

    @property
    def headings(self) -> list[str]:
        """By place, as they stand in the table."""
        width = max((one.place for one in self.guesses), default=-1) + 1
        found = [""] * width
        for one in self.guesses:
            found[one.place] = one.heading
        return found


def look(run: ImportRun, *, sheet: int | None = None, heading: int | None = None) -> Look:
    """Sheets, headings, samples and guesses; a kept mapping that fits goes before guesses."""
    with uhri_arriving.at_hand(run) as path:
        sheets = sheets_of(path, run.source)
        chosen = sheet if sheet is not None and 0 <= sheet < len(sheets) else _fullest(sheets)
        rows = guesses.first_rows(sheets[chosen])
    at = heading if heading in {number for number, _cells in rows} else guesses.heading_row(rows)
    found = Look(
        sheets=[one.name for one in sheets],
        sheet=chosen,
        heading=at or 1,
        rows=[number for number, _cells in rows[: guesses.HEADING_WITHIN]],
        guesses=guesses.guesses(rows, at or 1),
    )
    found.mapping = fitting(found.headings)
    if found.mapping:
        found.constants = dict(found.mapping.constants)
        for one in found.guesses:
            one.key = found.mapping.columns.get(fold(one.heading), "")
    return found


def _fullest(sheets: list[Any]) -> int:
    """The sheet with the most rows among the first; instructions and lists come beside."""
    sizes = [sum(1 for _row in zip(sheet.rows(), range(500), strict=False)) for sheet in sheets[:12]]
    return max(range(len(sizes)), key=lambda index: sizes[index]) if sizes else 0


def fitting(headings: list[str]) -> TableMapping | None:
    """The kept mapping all of whose mapped headings stand here, the one with the most of them."""
    here = {fold(heading) for heading in headings if heading}
    fits = [one for one in TableMapping.objects.all() if one.columns and one.columns.keys() <= here]
    return max(fits, key=lambda one: (len(one.columns), one.at), default=None)


@transaction.atomic
def set_columns(
    *,
    run: ImportRun,
    by: Any,
    look: Look,
    columns: dict[int, str],
    constants: dict[str, str],
    day_first: bool | None = None,
    name: str = "",
) -> dict[str, Any]:
    """Say which column is what. Answers values that nobody knows: where there are none, it is read at once.

    Raises Invalid, with the fields' names, where a recommendation could not be made from what is said.
    """
    require(by, Can.IMPORT, run)
    run = _waiting(run)
    check(columns, constants)
    kept = look.mapping.values if look.mapping else {}
    mapping = ColumnMapping(
        look.sheet,
        look.heading,
        look.headings,
        columns,
        kept,
        {key: value for key, value in constants.items() if value},
        day_first,
    )
    run.options = run.options | {
        "sheet": mapping.sheet,
        "heading": mapping.heading,
        "headings": mapping.headings,
        "columns": {str(place): key for place, key in columns.items()},
        "values": mapping.values,
        "constants": mapping.constants,
        "day_first": day_first,
        "mapping_name": name.strip()[:120],
    }
    run.save(update_fields=["options"])
    unknown = unknown_values(run)
    if not unknown:
        _go_on(run, by)
    return unknown


@transaction.atomic
def set_values(*, run: ImportRun, by: Any, values: dict[str, dict[str, str]]) -> ImportRun:
    """Say what the values mean that nobody knew; then a worker reads the table."""
    require(by, Can.IMPORT, run)
    run = _waiting(run)
    kept: dict[str, dict[str, str]] = {
        key: dict(found) for key, found in run.options.get("values", {}).items()
    }
    for key, given in values.items():
        kept.setdefault(key, {}).update({fold(value): ours for value, ours in given.items() if ours})
    run.options = run.options | {"values": kept}
    run.save(update_fields=["options"])
    return _go_on(run, by)


def unknown_values(run: ImportRun) -> dict[str, Any]:
    """Key → values of the mapped columns that stand for nothing here, with how often."""
    mapping, words = ColumnMapping.of(run.options), table_vocabulary.vocabulary()
    with uhri_arriving.at_hand(run) as path:
        sheet = mapped.sheet_of(path, run.source, mapping.sheet)
        return mapped.unknown_values(sheet, mapping, words)


def _waiting(run: ImportRun) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.MAPPING:
        raise NotNow(_("The columns of this table are settled already."), code=run.state)
    return run


def check(columns: dict[int, str], constants: dict[str, str]) -> None:
    """Everything that a recommendation needs has to come from somewhere: raises Invalid where it does not."""
    given = set(columns.values()) | {key for key, value in constants.items() if value}
    wrong: dict[str, Any] = {}
    if "text" not in columns.values():
        wrong[""] = _("Say which column holds the text of the recommendations.")
    if "mechanism" not in given:
        wrong["constant_mechanism"] = _("Name the mechanism here, or the column that names it.")
    if not given & set(NAMES_A_DOCUMENT):
        wrong["constant_document_title"] = _("Give the document here, or the column that names it.")
    reader = CellReader(table_vocabulary.vocabulary())
    for key, value in constants.items():
        try:
            reader.read(BY_KEY[key], value or None) if value else None
        except CellError as bad:
            wrong[f"constant_{key}"] = str(CELLS[bad.code]) % {"detail": bad.detail}
    if wrong:
        raise Invalid(_("Something is missing."), fields=wrong)


def _go_on(run: ImportRun, by: Any) -> ImportRun:
    """Keep the mapping under its name, and have the table read."""
    if name := run.options.get("mapping_name"):
        headings = run.options["headings"]
        columns = {fold(headings[int(place)]): key for place, key in run.options["columns"].items()}
        with history.recorded(by=by, action="table_mapping.keep"):
            TableMapping.objects.update_or_create(
                name=name,
                defaults={
                    "headings": [heading[:200] for heading in headings if heading],
                    "columns": {heading: key for heading, key in columns.items() if heading},
                    "values": run.options.get("values", {}),
                    "constants": run.options.get("constants", {}),
                    "by": by,
                },
            )
    run.state = State.STAGING
    run.save(update_fields=["state"])
    return table_jobs.send(run, STAGE)
