"""A figure, the bar it is held to, and the line that says both."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value. It must not exceed its bar, or (`at_least`) must reach it."""

    name: str
    value: float
    bar: float
    at_least: bool = False

    @property
    def is_good(self) -> bool:
        """Whether the bar is met."""
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def __str__(self) -> str:
        return f"{self.name} {self.value:.4g} {self.bar:.4g} {'ok' if self.is_good else 'SHORT'}"


def show(figures: Iterable[Figure]) -> None:
    """Print each as soon as it is known."""
    for figure in figures:
        print(figure, flush=True)


def say(line: str) -> None:
    """What a reader may want to know on the way: never on standard output."""
    print(line, file=sys.stderr, flush=True)


def size() -> int:
    """How many records the large measurements take (BENCH_RECORDS)."""
    return int(os.environ.get("BENCH_RECORDS", "270000"))
