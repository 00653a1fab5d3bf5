"""The search page with all its facets, at the size of the whole index.

Over more than two hundred searches: the time its statements take in the database against one statement
written by hand, against Datasette serving the same rows and facets, and against a tenth of the rows. The
register is filled by COPY (see `benchmarks.loading`), the search table by the product.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import by_hand, datasette, loading
from benchmarks.figures import Figure, say, show, size
from benchmarks.own_database import own_database
from benchmarks.search_queries import Query, queries

BESIDE = 5
"""Every how manieth search is also asked of Datasette, which takes seconds for each."""
PATIENCE = 20
"""Seconds after which Datasette is stopped, and counted with them: more would not move the median."""
BANDS = (0, 10, 100, 1_000, 10_000, 10**9)
"""Of rows found."""
TENTH = "--tenth"


def figures() -> Iterator[Figure]:
    """At BENCH_RECORDS."""
    return figures_of(size())


def figures_of(count: int) -> Iterator[Figure]:
    """At this size; the tenth is measured in a process of its own, before."""
    tenth, tenth_statements = _of_a_tenth(count)
    with own_database("search", home=loading.home(count)) as address:
        _fill(address, count)
        measured = Measured(queries(stop_words))
        yield Figure("search_queries", len(measured.asked), 200, at_least=True)
        yield Figure("search_page_ms", 1_000 * measured.page, 1_000)
        yield Figure("search_page_to_statement_by_hand", measured.page / measured.hand, 1.5)
        yield Figure("search_page_to_a_tenth_of_the_rows", measured.page / tenth, 3)
        yield Figure("search_page_most_statements", measured.statements, tenth_statements)
        yield from _beside_datasette(address, measured)


class Measured:
    """The medians of all searches, and what each took."""

    def __init__(self, asked: list[Query]) -> None:
        from django.test.utils import setup_test_environment

        setup_test_environment()
        self.asked = asked
        self.pages: list[tuple[float, int, int]] = []
        hands: list[float] = []
        self.filters: list[dict[str, list[Any]]] = []
        for query in asked:
            _page(query)
            filters, hand = _hand(query)
            self.pages.append(min(_page(query) for _ in range(2)))
            hands.append(min(hand, _hand(query)[1]))
            self.filters.append(filters)
        self.page = statistics.median(page[0] for page in self.pages)
        self.hand = statistics.median(hands)
        self.ratios = sorted(page[0] / hand for page, hand in zip(self.pages, hands, strict=True))
        say(
            f"page {1000 * self.page:.1f} ms, by hand {1000 * self.hand:.1f} ms, each against its own "
            f"{statistics.median(self.ratios):.2f} (worst {self.ratios[-1]:.2f}); rows found, quartiles: "
            f"{[round(one) for one in statistics.quantiles((page[2] for page in self.pages), n=4)]}, "
            f"statements: {sorted({page[1] for page in self.pages})}"
        )
        self._say_bands(hands)

    def _say_bands(self, hands: list[float]) -> None:
        """The same by how many rows a search finds."""
        for low, high in pairwise(BANDS):
            places = [place for place, page in enumerate(self.pages) if low <= page[2] < high]
            if places:
                page = statistics.median(self.pages[place][0] for place in places)
                hand = statistics.median(hands[place] for place in places)
                say(
                    f"  {low} rows or more: {len(places)} searches, page {1000 * page:.1f} ms, by hand "
                    f"{1000 * hand:.1f} ms"
                )

    @property
    def statements(self) -> int:
        """The most that any search took."""
        return max(page[1] for page in self.pages)


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


def _page(query: Query) -> tuple[float, int, int]:
    """Seconds in the database, statements, and rows found, of one request for the page."""
    from django.db import connection
    from django.test import Client

    clock = _Clock()
    with connection.execute_wrapper(clock):
        answer = Client(headers={"host": "localhost"}).get("/recommendations/" + query.address)
    if answer.status_code != 200:
        raise RuntimeError(f"{query.address}: {answer.status_code}")
    return clock.seconds, clock.statements, answer.context["total"]


class _Clock:
    """Times every statement."""

    def __init__(self) -> None:
        self.seconds, self.statements = 0.0, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - started
            self.statements += 1


def _hand(query: Query) -> tuple[dict[str, list[Any]], float]:
    """The filters by column, and the seconds of the statement written by hand."""
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
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(sql, values)
        cursor.fetchall()
        return filters, time.perf_counter() - started


def _beside_datasette(address: str, measured: Measured) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.db"
        started = time.monotonic()
        datasette.write(address, path)
        say(f"SQLite database of {path.stat().st_size / 1e6:.0f} MB in {time.monotonic() - started:.0f} s")
        chosen = range(0, len(measured.asked), BESIDE)
        theirs = datasette.times(
            path, [(measured.asked[place].words, measured.filters[place]) for place in chosen], PATIENCE
        )
    ours = [measured.pages[place][0] for place in chosen]
    found = [measured.pages[place][2] for place in chosen]
    for low, high in pairwise(BANDS):
        pairs = [(us, them) for us, them, n in zip(ours, theirs, found, strict=True) if low <= n < high]
        if pairs:
            us, them = (statistics.median(side) for side in zip(*pairs, strict=True))
            say(
                f"  {low} rows or more: {len(pairs)} searches, "
                f"Datasette {1000 * them:.0f} ms, ours to it {us / them:.3f}"
            )
    median = statistics.median(theirs)
    say(f"Datasette {median:.2f} s at the median of {len(theirs)}, ours {statistics.median(ours):.4f} s")
    yield Figure("search_page_to_datasette", statistics.median(ours) / median, 1 / 20)


def _fill(address: str, count: int) -> None:
    from focal_points.services import search_table

    started = time.monotonic()
    loading.fill(address, count)
    say(f"{count} records by COPY in {time.monotonic() - started:.0f} s")
    started = time.monotonic()
    search_table.refresh()
    loading.settle(address)
    say(f"search table in {time.monotonic() - started:.0f} s")


def _of_a_tenth(count: int) -> tuple[float, int]:
    """Seconds and statements of the page at a tenth of the size, in a process of its own."""
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_search", TENTH, str(count // 10)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds, statements = done.stdout.split()
    return float(seconds), int(statements)


def _tenth(count: int) -> None:
    with own_database("search_tenth", home=loading.home(count)) as address:
        _fill(address, count)
        measured = Measured(queries(stop_words))
        print(measured.page, measured.statements)


if __name__ == "__main__":
    if TENTH in sys.argv:
        _tenth(int(sys.argv[-1]))
    else:
        show(figures())
