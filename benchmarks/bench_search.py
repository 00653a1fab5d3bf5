"""The search page with all its facets, at the size of the whole index.

Over more than two hundred searches: the processor time that the database spends on its statements, against
one statement written by hand, against Datasette serving the same rows and facets, and against a tenth of the
rows. The register is filled by COPY (see `benchmarks.loading`), the search table by the product.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import by_hand, datasette, loading
from benchmarks.clocks import Statements, server_process
from benchmarks.figures import Figure, say, show, size
from benchmarks.own_database import own_database
from benchmarks.search_queries import Query, queries, read, write

BESIDE = 5
"""Every how manieth search is also asked of Datasette, which takes seconds for each."""
PATIENCE = 20
"""Seconds of work after which Datasette is stopped, and counted with them: more would not move the median."""
BANDS = (0, 10, 100, 1_000, 10_000, 10**9)
"""Of rows found."""
TENTH = "--tenth"


def figures() -> Iterator[Figure]:
    """At BENCH_RECORDS."""
    return figures_of(size())


def figures_of(count: int) -> Iterator[Figure]:
    """At this size; the tenth is measured in a process of its own, before, with the same searches."""
    home = loading.home(count)
    with own_database("search", home, again=True) as address, tempfile.TemporaryDirectory() as folder:
        _fill(address, count)
        say("drawing the searches")
        asked = queries(stop_words)
        yield Figure("search_queries", len(asked), 200, at_least=True)
        kept = Path(folder) / "searches.json"
        write(kept, asked)
        tenth, tenth_statements = _of_a_tenth(count, kept)
        measured = Measured(asked)
        yield Figure("search_page_ms", 1_000 * measured.page, 1_000)
        yield Figure("search_page_to_statement_by_hand", measured.page / measured.hand, 1.5)
        yield Figure("search_page_to_a_tenth_of_the_rows", measured.page / tenth, 3)
        yield Figure("search_page_most_statements", measured.statements, tenth_statements)
        yield from _beside_datasette(address, Path(folder) / "register.db", measured)


class Page:
    """What one request for the page took: seconds of work and of waiting, statements, and rows found."""

    def __init__(self, query: Query, server: int) -> None:
        from django.db import connection
        from django.test import Client

        clock = Statements(server)
        with connection.execute_wrapper(clock):
            answer = Client(headers={"host": "localhost"}).get("/recommendations/" + query.address)
        if answer.status_code != 200:
            raise RuntimeError(f"{query.address}: {answer.status_code}")
        self.work, self.waiting, self.number = clock.work, clock.waiting, clock.number
        self.found: int = answer.context["total"]


class Measured:
    """The medians of all searches, and what each took: the better of two, after one to warm up."""

    def __init__(self, asked: list[Query]) -> None:
        from django.test.utils import setup_test_environment

        setup_test_environment()
        self.asked = asked
        self.pages: list[Page] = []
        self.hands: list[Statements] = []
        self.filters: list[dict[str, list[Any]]] = []
        server = server_process()
        for number, query in enumerate(asked):
            if number % 20 == 0:
                say(f"  measured: {number} of {len(asked)} searches")
            Page(query, server)
            filters, _hand_warm = _hand(query, server)
            self.pages.append(min((Page(query, server) for _ in range(2)), key=lambda page: page.work))
            hands = [_hand(query, server)[1] for _ in range(2)]
            self.hands.append(min(hands, key=lambda hand: hand.work))
            self.filters.append(filters)
        self.page = statistics.median(page.work for page in self.pages)
        self.hand = statistics.median(hand.work for hand in self.hands)
        self._say()

    def _say(self) -> None:
        pairs = list(zip(self.pages, self.hands, strict=True))
        each = sorted(page.work / hand.work for page, hand in pairs)
        waiting = [statistics.median(one.waiting for one in side) for side in (self.pages, self.hands)]
        found = statistics.quantiles((page.found for page in self.pages), n=4)
        say(
            f"page {1000 * self.page:.1f} ms, by hand {1000 * self.hand:.1f} ms, each against its own "
            f"{statistics.median(each):.2f} (worst {each[-1]:.2f}); waiting {1000 * waiting[0]:.1f} and "
            f"{1000 * waiting[1]:.1f} ms, ratio {waiting[0] / waiting[1]:.2f}; rows found, quartiles: "
            f"{[round(one) for one in found]}, statements: {sorted({page.number for page in self.pages})}"
        )
        for low, band in _by_band(pairs, [page.found for page in self.pages]):
            page, hand = (statistics.median(one.work for one in side) for side in zip(*band, strict=True))
            say(
                f"  {low} rows or more: {len(band)} searches, page {1000 * page:.1f} ms, "
                f"by hand {1000 * hand:.1f} ms"
            )

    @property
    def statements(self) -> int:
        """The most that any search took."""
        return max(page.number for page in self.pages)


def _by_band(things: Sequence[Any], found: Sequence[int]) -> Iterator[tuple[int, list[Any]]]:
    """What belongs to each band of rows found, by its lower end."""
    for low, high in pairwise(BANDS):
        if band := [one for one, number in zip(things, found, strict=True) if low <= number < high]:
            yield low, band


def stop_words(language: str, words: list[str]) -> set[str]:
    """Those of the words that say nothing in this language."""
    from django.db import connection

    from focal_points.languages import CONFIGURATIONS

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) word "
            "WHERE numnode(plainto_tsquery(%s::regconfig, word)) = 0",
            [words, CONFIGURATIONS.get(language, "simple")],
        )
        return {word for (word,) in cursor.fetchall()}


def _hand(query: Query, server: int) -> tuple[dict[str, list[Any]], Statements]:
    """The filters by column, and what the statement written by hand took."""
    from django.db import connection
    from django.http import QueryDict

    from focal_points.filters import FILTERS
    from focal_points.search import Search

    search = Search.from_query(QueryDict(query.address[1:]))
    filters = {
        FILTERS[name].column: [choice.held for choice in choices]
        for name, choices in search.chosen_values.items()
    }
    sql, values = by_hand.statement(search.words.query if search.words else "", filters)
    clock = Statements(server)
    with connection.execute_wrapper(clock), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return filters, clock


def _beside_datasette(address: str, path: Path, measured: Measured) -> Iterator[Figure]:
    started = time.monotonic()
    datasette.write(address, path)
    say(f"SQLite database of {path.stat().st_size / 1e6:.0f} MB in {time.monotonic() - started:.0f} s")
    chosen = range(0, len(measured.asked), BESIDE)
    asked = [(measured.asked[place].words, measured.filters[place]) for place in chosen]
    theirs = datasette.times(path, asked, PATIENCE)
    ours = [measured.pages[place] for place in chosen]
    pairs = list(zip(ours, theirs, strict=True))
    for low, band in _by_band(pairs, [page.found for page in ours]):
        us, them = (statistics.median(one.work for one in side) for side in zip(*band, strict=True))
        say(
            f"  {low} rows or more: {len(band)} searches, Datasette {1000 * them:.0f} ms, "
            f"ours to it {us / them:.3f}"
        )
    us, them = (statistics.median(one.work for one in side) for side in (ours, theirs))
    waits = [statistics.median(one.waiting for one in side) for side in (ours, theirs)]
    say(
        f"Datasette {them:.2f} s at the median of {len(theirs)}, ours {us:.4f} s; "
        f"waiting {waits[1]:.2f} and {waits[0]:.4f} s, ratio {waits[0] / waits[1]:.3f}"
    )
    yield Figure("search_page_to_datasette", us / them, 1 / 20)


def _fill(address: str, count: int) -> None:
    from focal_points.models import SearchRow
    from focal_points.services import search_table

    if SearchRow.objects.count() == count:
        say("filled already")
        return
    say(f"filling with {count} generated records")
    started = time.monotonic()
    loading.fill(address, count)
    say(f"{count} records by COPY in {time.monotonic() - started:.0f} s")
    started = time.monotonic()
    search_table.refresh()
    loading.settle(address)
    say(f"search table in {time.monotonic() - started:.0f} s")


def _of_a_tenth(count: int, searches: Path) -> tuple[float, int]:
    """Seconds and statements of the page at a tenth of the size, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_search", TENTH, str(count // 10), searches],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds, statements = done.stdout.split()
    return float(seconds), int(statements)


def _tenth(count: int, searches: Path) -> None:
    with own_database("search_tenth", loading.home(count), again=True) as address:
        _fill(address, count)
        measured = Measured(read(searches))
        print(measured.page, measured.statements)


if __name__ == "__main__":
    if TENTH in sys.argv:
        _tenth(int(sys.argv[-2]), Path(sys.argv[-1]))
    else:
        show(figures())
