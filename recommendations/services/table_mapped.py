"""A table of another system by a mapping that is there already: kept under a name, or written in a file."""

from pathlib import Path
from typing import Any

from nmrf.base.errors import Invalid
from recommendations.models import TableMapping
from recommendations.services import table_mappings
from recommendations.tables import guesses, mapping_file
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.mapping_file import WrittenMapping
from recommendations.tables.sheets import Sheet, sheets_of, text_of
from recommendations.uhri.vocab import fold


def options(path: Path, *, mapping: str) -> dict[str, Any]:
    """A run's options: how it is read. `mapping` is the path of a JSON file, or a kept mapping's name.

    Raises UnreadableTable where there is no such mapping, or its columns are not in the table.
    """
    said = _mapping(mapping)
    sheets = sheets_of(path, path.name)
    index, heading, headings = _place(sheets, said)
    keys = {fold(heading): key for heading, key in said.columns.items()}
    columns = {place: keys[fold(text)] for place, text in enumerate(headings) if fold(text) in keys}
    try:
        table_mappings.check(columns, said.constants)
    except Invalid as invalid:
        missing = dict.fromkeys(str(one) for one in invalid.fields.values())
        raise UnreadableTable("mapping_lacks", detail=" ".join(missing)) from invalid
    return {
        "sheet": index,
        "heading": heading,
        "headings": headings,
        "columns": {str(place): key for place, key in columns.items()},
        "values": said.values,
        "constants": said.constants,
        "day_first": said.day_first,
    }


def _mapping(name: str) -> WrittenMapping:
    file = Path(name)
    if file.is_file():
        return mapping_file.read(file.read_bytes())
    kept = TableMapping.objects.filter(name=name).first()
    if kept is None:
        names = ", ".join(TableMapping.objects.values_list("name", flat=True)[:20])
        raise UnreadableTable("no_mapping", name=name[:120], known=names or "–")
    return WrittenMapping(dict(kept.columns), dict(kept.values), dict(kept.constants))


def _place(sheets: list[Sheet], said: WrittenMapping) -> tuple[int, int, list[str]]:
    """Sheet, row of headings and the headings: the first row in which all that are mapped stand."""
    wanted = {fold(heading) for heading in said.columns}
    fewest = wanted
    for index, sheet in enumerate(sheets):
        if said.sheet and fold(said.sheet) != fold(sheet.name):
            continue
        for number, cells in guesses.first_rows(sheet)[: guesses.HEADING_WITHIN]:
            headings = [text_of(cell) for cell in cells]
            missing = wanted - {fold(text) for text in headings}
            if not missing and said.heading in (None, number):
                return index, number, headings
            fewest = min(fewest, missing or wanted, key=len)
    names = [heading for heading in said.columns if fold(heading) in fewest]
    raise UnreadableTable("no_headings", names=", ".join(names)[:300])
