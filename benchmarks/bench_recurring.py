"""Recurring requests: how right they are, and how long they take from nothing and for a new document.

Precision and recall are of the labelled pairs' half that was held back; the other half, and each language,
are told on standard error. Times are of the product on a database: texts read, compared, grouped, written.
"""

import resource
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from benchmarks.figures import Figure, say, show
from benchmarks.own_database import own_database
from benchmarks.recurring_labels import Judged, judge, upr_info_by_state

TEXTS = 5_000
NEW = 60
RUNS = 3


def figures() -> Iterator[Figure]:
    """All of them; the database is made and dropped here."""
    with own_database("recurring"):
        yield from _times()
        yield from _rightness()


def _rightness() -> Iterator[Figure]:
    found = judge()
    for half in ("tune", "held"):
        for (of_half, language), judged in sorted(found.items()):
            if of_half == half:
                say(f"{half} {language}: {_said(judged)}")
        say(f"{half} all: {_said(_sum(found, half))}")
    held = _sum(found, "held")
    yield Figure("recurring_precision", held.precision, 0.9, at_least=True)
    yield Figure("recurring_recall", held.recall, 0.7, at_least=True)


def _said(judged: Judged) -> str:
    return (
        f"precision {judged.precision:.3f} recall {judged.recall:.3f} "
        f"({judged.right} right, {judged.wrong} wrong, {judged.missed} missed)"
    )


def _sum(found: dict[tuple[str, str], Judged], half: str) -> Judged:
    whole = Judged()
    for (of_half, _), judged in found.items():
        if of_half == half:
            whole.right += judged.right
            whole.wrong += judged.wrong
            whole.missed += judged.missed
    return whole


def _times() -> Iterator[Figure]:
    from recommendations.services import ask_finding

    by_state = upr_info_by_state()
    texts = list(islice((text for found in by_state.values() for text in found), TEXTS + RUNS * NEW))
    document = _document()
    _enter(document, texts[:TEXTS], "XAA")
    with _clock() as from_nothing:
        say(f"5,000 texts of one State: {ask_finding.find(country='XAA')}")
    yield Figure("recurring_5000_texts_s", from_nothing[0], 20)
    taken = []
    for run in range(RUNS):
        _enter(document, texts[TEXTS + run * NEW : TEXTS + (run + 1) * NEW], "XAA")
        with _clock() as new:
            say(f"a new document of 60: {ask_finding.find(country='XAA')}")
        taken.append(new[0])
    yield Figure("recurring_new_document_s", statistics.median(taken), 2)
    whole = 0.0
    codes = _states(len(by_state))
    for code, of_state in zip(codes, by_state.values(), strict=True):
        _enter(document, of_state, code)
        with _clock() as each:
            ask_finding.find(country=code)
        whole += each[0]
    say(f"UPR Info: {sum(map(len, by_state.values()))} texts of {len(by_state)} States")
    yield Figure("recurring_upr_info_by_state_s", whole, 180)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure("recurring_peak_mb", peak, 1024)


@contextmanager
def _clock() -> Iterator[list[float]]:
    """Seconds, once it is over."""
    seconds = [0.0]
    started = time.perf_counter()
    yield seconds
    seconds[0] = time.perf_counter() - started


def _states(count: int) -> list[str]:
    """As many States of the reference list as the tables name, without the house's own."""
    from recommendations.models import Country

    codes = list(Country.objects.exclude(iso3="XAA").order_by("iso3").values_list("iso3", flat=True)[:count])
    if len(codes) < count:
        raise SystemExit(f"{count} States are wanted, the reference list has {len(codes)}")
    return codes


def _document() -> Any:
    from recommendations.models import Document, Mechanism

    return Document.objects.create(mechanism=Mechanism.objects.get(code="UPR"), symbol="A/HRC/BENCH/1")


def _enter(document: Any, texts: list[str], country: str) -> None:
    """As recommendations to a State, by the shortest way."""
    from recommendations.models import Addressee, Country, Recommendation, RecommendationText

    state, _ = Country.objects.get_or_create(iso3=country)
    rows = Recommendation.objects.bulk_create(
        [Recommendation(document=document, is_home=country == "XAA") for _ in texts], batch_size=2_000
    )
    Addressee.objects.bulk_create(
        [Addressee(recommendation=row, country=state) for row in rows], batch_size=2_000
    )
    RecommendationText.objects.bulk_create(
        [
            RecommendationText(recommendation=row, language="en", origin="uhri", is_original=True, text=text)
            for row, text in zip(rows, texts, strict=True)
        ],
        batch_size=2_000,
    )


if __name__ == "__main__":
    show(figures())
    sys.exit()
