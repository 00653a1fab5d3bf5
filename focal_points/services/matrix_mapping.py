"""How the State's own table is read: which column is what, what its words and names mean."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from focal_points.models import SheetRun, Status
from focal_points.services.matrix_names import Names
from focal_points.sheets import matrix_columns, matrix_tables, status_words
from focal_points.sheets.matrix_columns import BY_KEY
from focal_points.sheets.matrix_tables import Table
from nmrf.base.errors import Invalid
from recommendations.tables import guesses
from recommendations.tables.guesses import Guess
from recommendations.tables.sheets import text_of
from recommendations.uhri.vocab import fold

NOTHING, NEW = "-", "+"  # a word that means no status; a name that becomes an institution
MOST_WORDS = 100


@dataclass
class TableSaid:
    """What a person said of the table. Words and names are folded."""

    sheet: int = 0
    heading: int = 1
    headings: list[str] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    institutions: dict[str, str] = field(default_factory=dict)
    symbol: str = ""
    table_date: str = ""
    day_first: bool | None = None

    def kept(self) -> dict[str, Any]:
        """As a run's options hold it."""
        return asdict(self) | {"columns": {str(place): key for place, key in self.columns.items()}}

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "TableSaid":
        """From a run's options."""
        given = {name: options[name] for name in cls.__dataclass_fields__ if name in options}
        given["columns"] = {int(place): key for place, key in given.get("columns", {}).items()}
        return cls(**given)

    def status_of(self, text: str) -> str | None:
        """The status that a word stands for, `-` for none, None where nobody said."""
        return self.statuses.get(fold(text)) or status_words.status_of(text) or None


@dataclass
class Look:
    """What the table looks like, for the page on which its columns are named."""

    sheets: list[str]
    sheet: int
    heading: int
    rows: list[int]
    guesses: list[Guess]
    before: "TableSaid | None" = None

    @property
    def headings(self) -> list[str]:
        """By place, as they stand in the table."""
        found = [""] * (max((one.place for one in self.guesses), default=-1) + 1)
        for one in self.guesses:
            found[one.place] = one.heading
        return found


def look(path: Path, name: str, *, sheet: int | None = None, heading: int | None = None) -> Look:
    """Tables, headings, samples and guesses; what was said of such headings before goes before guesses."""
    tables = matrix_tables.tables_of(path, name)
    chosen = sheet if sheet is not None and 0 <= sheet < len(tables) else _fullest(tables)
    rows = _first(tables[chosen])
    at = heading if heading in {number for number, _cells in rows} else guesses.heading_row(rows)
    found = Look(
        sheets=[one.name for one in tables],
        sheet=chosen,
        heading=at or 1,
        rows=[number for number, _cells in rows[: guesses.HEADING_WITHIN]],
        guesses=guesses.guesses(rows, at or 1),
    )
    found.before = before(found.headings)
    known: dict[str, str] = {}
    if found.before:  # what was not taken in before is not guessed at again
        for place, text in enumerate(found.before.headings):
            known.setdefault(fold(text), found.before.columns.get(place, ""))
    taken: set[str] = set()
    for one in found.guesses:
        said = known.get(fold(one.heading))
        one.key = matrix_columns.key_of_heading(one.heading, taken) if said is None else said
        if one.key and not BY_KEY[one.key].several:
            taken.add(one.key)
    _longest_is_the_recommendation(found.guesses, taken)
    return found


def _longest_is_the_recommendation(found: list[Guess], taken: set[str]) -> None:
    """Where no heading says so, the recommendation is what is longest."""
    free = [one for one in found if not one.key and one.filled]
    if "recommendation" not in taken and free:
        longest = max(free, key=lambda one: max(map(len, one.samples), default=0))
        longest.key = "recommendation"


def _first(table: Table) -> list[Any]:
    found = []
    for row in table.rows():
        found.append(row)
        if len(found) >= guesses.SAMPLED:
            break
    return found


def _fullest(tables: list[Table]) -> int:
    sizes = [sum(1 for _row in zip(table.rows(), range(500), strict=False)) for table in tables[:12]]
    return max(range(len(sizes)), key=lambda index: sizes[index]) if sizes else 0


def before(headings: Iterable[str]) -> TableSaid | None:
    """What was said of the last table that was taken in and had these headings."""
    here = {fold(heading) for heading in headings if heading}
    runs = SheetRun.objects.filter(kind=SheetRun.Kind.MATRIX, state=SheetRun.State.APPLIED)
    for options in runs.order_by("-at").values_list("options", flat=True)[:20]:
        said = TableSaid.of(options)
        mapped = {fold(said.headings[place]) for place in said.columns if place < len(said.headings)}
        if mapped and mapped <= here:
            return said
    return None


def check(mapping: TableSaid) -> None:
    """Raise Invalid where rows could not be matched, or nothing would come of it."""
    given = set(mapping.columns.values())
    if "recommendation" not in given and not ("paragraph" in given and ("symbol" in given or mapping.symbol)):
        raise Invalid(
            _("Say which column holds the recommendation, or symbol and paragraph."),
            fields={"": _("Say which column holds the recommendation, or symbol and paragraph.")},
        )
    if not given & {"lead", "supporting", "status", "action"}:
        message = _("Say which column holds the institution, the status or what was done.")
        raise Invalid(message, fields={"": message})
    single = [
        key for key, n in Counter(mapping.columns.values()).items() if n > 1 and not BY_KEY[key].several
    ]
    if single:
        names = _(", ").join(str(BY_KEY[key].heading) for key in single)
        message = _("Chosen for two columns: %(names)s") % {"names": names}
        raise Invalid(message, fields={"": message})


def unknown(table: Table, mapping: TableSaid, names: Names) -> dict[str, Counter[str]]:
    """`status` and `lead` → words and names that nobody knows, with how often."""
    found: dict[str, Counter[str]] = {"status": Counter(), "lead": Counter()}
    for number, cells in table.rows():
        if number <= mapping.heading:
            continue
        for place, key in mapping.columns.items():
            text = text_of(cells[place]) if place < len(cells) else ""
            if not text:
                continue
            if key == "status" and mapping.status_of(text) is None:
                found["status"][" ".join(text.split())[:200]] += 1
            elif key in ("lead", "supporting"):
                for name in names.divided(text, mapping.institutions)[1]:
                    found["lead"][name[:200]] += 1
    return {key: Counter(dict(words.most_common(MOST_WORDS))) for key, words in found.items() if words}


def statuses() -> list[tuple[str, str]]:
    """What a word can mean."""
    return [(value, str(label)) for value, label in Status.choices if value != Status.NOT_ASSESSED]
