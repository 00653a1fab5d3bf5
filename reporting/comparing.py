"""Two to four States beside each other: what they were asked, by theme, SDG, mechanism, year and position."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from recommendations.models import Ask, Country, Mechanism, Recommendation, Tag
from reporting.services import states

MOST_STATES = 4
MOST_THEMES = 25
MOST_ASKS = 5


@dataclass(frozen=True)
class Cell:
    """One State's number in a line, and its share of what is asked of that State."""

    country: Country
    number: int
    share: float
    query: str

    @property
    def percent(self) -> float:
        """With one digit after the point."""
        return round(self.share * 100, 1)


@dataclass(frozen=True)
class Line:
    """One theme, mechanism, year …, with a cell a State."""

    label: str
    code: str
    cells: list[Cell]

    @property
    def total(self) -> int:
        """Over the States."""
        return sum(cell.number for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """Lines of one kind."""

    name: str
    title: str
    note: str
    lines: list[Line]


@dataclass(frozen=True)
class Repeated:
    """A request made of a State several times."""

    title: str
    address: str
    number: int
    first: int | None
    last: int | None


class Comparison:
    """Everything the page and its download show. A fixed number of statements."""

    def __init__(self, countries: Sequence[Country]) -> None:
        self.countries = list(countries)
        self.counts = states.counts([country.pk for country in countries])

    @property
    def totals(self) -> list[tuple[Country, int]]:
        """Requests of each State."""
        return [(country, self.counts.totals.get(country.pk, 0)) for country in self.countries]

    @cached_property
    def tables(self) -> list[Table]:
        """Those that have lines."""
        made = [
            Table(
                "theme",
                _("Themes"),
                _("The most frequent ones; one record may have several."),
                self._themes(),
            ),
            Table(
                "sdg", _("Sustainable Development Goals"), _("One record may touch several."), self._goals()
            ),
            Table(
                "persons", _("People concerned"), _("One record may concern several."), self._tags("persons")
            ),
            Table("mechanism", _("Mechanisms"), "", self._mechanisms()),
            Table(
                "position",
                _("Positions in the UPR"),
                _("Share of the UPR recommendations."),
                self._positions(),
            ),
            Table("year", _("Years"), "", self._years()),
        ]
        return [table for table in made if table.lines]

    def _line(self, facet: str, key: Any, label: str, code: str, base: dict[int, int] | None = None) -> Line:
        numbers = self.counts.of(facet).get(key, {})
        cells = []
        for country in self.countries:
            number = numbers.get(country.pk, 0)
            whole = (base or self.counts.totals).get(country.pk, 0)
            query = f"state={country.iso3}&{facet}={code}"
            cells.append(Cell(country, number, number / whole if whole else 0.0, query))
        return Line(label, code, cells)

    def _themes(self) -> list[Line]:
        return self._tags("theme")[:MOST_THEMES]

    @cached_property
    def _named_tags(self) -> dict[int, Tag]:
        keys = {key for name in ("theme", "sdg", "persons") for key in self.counts.of(name)}
        return Tag.objects.filter(pk__in=keys).prefetch_related("names").in_bulk()

    def _tags(self, facet: str) -> list[Line]:
        """Most frequent first; the groups above them are left out."""
        tags = self._named_tags
        above = {tag.parent_id for tag in tags.values() if tag.parent_id}
        lines = [
            self._line(facet, key, tags[key].name, tags[key].code)
            for key in self.counts.of(facet)
            if key in tags and not (key in above and tags[key].parent_id is None)
        ]
        return sorted(lines, key=lambda line: (-line.total, line.label))

    def _goals(self) -> list[Line]:
        goals = [
            tag for tag in self._named_tags.values() if tag.kind == Tag.Kind.SDG and tag.parent_id is None
        ]
        goals.sort(key=lambda tag: (tag.position, tag.code))
        return [self._line("sdg", goal.pk, goal.name, goal.code) for goal in goals]

    def _mechanisms(self) -> list[Line]:
        held = Mechanism.objects.filter(pk__in=self.counts.of("mechanism")).prefetch_related("names")
        lines = [self._line("mechanism", one.pk, one.short, one.code) for one in held]
        return sorted(lines, key=lambda line: (-line.total, line.label))

    def _positions(self) -> list[Line]:
        held = self.counts.of("position")
        base = {
            country.pk: sum(numbers.get(country.pk, 0) for numbers in held.values())
            for country in self.countries
        }
        return [
            self._line("position", code, str(Recommendation.Position(code).label), code, base)
            for code in Recommendation.Position.values
            if code in held
        ]

    def _years(self) -> list[Line]:
        return [self._line("year", year, str(year), str(year)) for year in sorted(self.counts.of("year"))]

    @cached_property
    def repeated(self) -> list[tuple[Country, list[Repeated]]]:
        """The requests that each State heard most often, where they were brought together."""
        rows = states.repeated([country.pk for country in self.countries], most=MOST_ASKS)
        asks = Ask.objects.in_bulk({row.ask for row in rows})
        latest = Recommendation.objects.for_list().in_bulk({row.latest for row in rows})
        found: dict[int, list[Repeated]] = {country.pk: [] for country in self.countries}
        for row in rows:
            last = latest[row.latest]
            title = (asks[row.ask].title if row.ask in asks else "") or last.name
            found[row.state].append(
                Repeated(title, last.get_absolute_url(), row.number, row.first_year, row.last_year)
            )
        return [(country, found[country.pk]) for country in self.countries]

    def csv_lines(self) -> Iterator[list[Any]]:
        """One line a value, with number and share of each State."""
        head = [_("Table"), _("Line"), _("Code")]
        for country in self.countries:
            head += [country.name, _("%(name)s, share in percent") % {"name": country.name}]
        yield head
        total = [number for _country, number in self.totals]
        yield [_("All requests"), "", "", *(value for number in total for value in (number, 100))]
        for table in self.tables:
            for line in table.lines:
                values = [value for cell in line.cells for value in (cell.number, cell.percent)]
                yield [table.title, line.label, line.code, *values]
