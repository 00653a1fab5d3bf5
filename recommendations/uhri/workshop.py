"""Cleans records in several processes where there are enough of them, in the order of the source.

The processes know labels and nothing else: no database, no settings. Where none can be started, or one is
lost, the work is done here instead, and nobody notices but the clock.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Self
from uuid import UUID

from recommendations.uhri.build import Builder
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.known import KnownLabels
from recommendations.uhri.prepared import Found, Prepared, prepare
from recommendations.uhri.readers.parse import value_of
from recommendations.uhri.records import Rejected

MOST_PROCESSES = 2
WORTH_IT = 3_000  # so many records are cleaned here before others are called in
Task = tuple[Found, str]  # with the digest of its row
Small = tuple[int, UUID, Any, bytes | None, str]
Done = list[Prepared | Rejected]
log = logging.getLogger(__name__)


class Workshop:
    """One builder and what is known, here or copied to each process."""

    def __init__(self, builder: Builder, known: KnownLabels, processes: int | None = None) -> None:
        self.builder = builder
        self.known = KnownLabels(known.mechanisms, known.tags, known.states)
        self.processes = min(MOST_PROCESSES, os.cpu_count() or 1) if processes is None else processes
        self.pool: ProcessPoolExecutor | None = None
        self.seen = 0

    def begin(self, tasks: Sequence[Task]) -> Callable[[], Done]:
        """Set a batch going; the answer waits for it."""
        self.seen += len(tasks)
        if not self.pool and self.processes > 1 and self.seen > WORTH_IT:
            self._open()
        if not self.pool:
            return lambda: self._here(tasks)
        given = [_small(*task) for task in tasks]
        size = -(-len(given) // self.processes)
        shares = [given[start : start + size] for start in range(0, len(given), size)]
        try:
            sent = [(share, self.pool.submit(_there, share)) for share in shares]
        except (BrokenProcessPool, OSError) as lost:
            self._give_up(lost)
            return lambda: self._here(tasks)
        return lambda: [one for share, future in sent for one in self._answer(share, future)]

    def _here(self, tasks: Sequence[Task]) -> Done:
        return [prepare(found, self.builder, self.known, digest) for found, digest in tasks]

    def _answer(self, share: Sequence[Small], future: Future[Done]) -> Done:
        try:
            return future.result()
        except (BrokenProcessPool, OSError) as lost:
            self._give_up(lost)
            return [_prepared(one, self.builder, self.known) for one in share]

    def _open(self) -> None:
        try:
            self.pool = ProcessPoolExecutor(
                self.processes,
                mp_context=multiprocessing.get_context("spawn"),  # safe beside threads, unlike a fork
                initializer=_learn,
                initargs=(self.builder, self.known),
            )
        except (OSError, ValueError, AssertionError) as refused:
            self._give_up(refused)

    def _give_up(self, why: BaseException) -> None:
        log.warning("records are cleaned in one process: %s", why)
        self.processes = 1
        if self.pool:
            self.pool.shutdown(wait=False, cancel_futures=True)
            self.pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.pool:
            self.pool.shutdown(wait=True, cancel_futures=True)


_tools: tuple[Builder, KnownLabels]


def _learn(builder: Builder, known: KnownLabels) -> None:
    """What a process needs to know, once."""
    global _tools
    _tools = (builder, known)
    COUNTRIES.learn(known.states)


def _small(found: Found, digest: str) -> Small:
    """Bytes instead of the value read from them: to parse them twice costs less than to send or keep it."""
    row = None if found.content else found.row
    return found.place, found.annotation_id, row, found.content, digest


def _there(share: Sequence[Small]) -> Done:
    return [_prepared(one, *_tools) for one in share]


def _prepared(given: Small, builder: Builder, known: KnownLabels) -> Prepared | Rejected:
    place, annotation_id, row, content, digest = given
    value = value_of(content, place)[0] if content else row
    return prepare(Found(place, annotation_id, value, content), builder, known, digest)
