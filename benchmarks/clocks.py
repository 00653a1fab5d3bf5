"""What statements cost: the processor time that the database spends on them, and how long one waits for it.

Processor time is the work itself, the same on a busy machine as on an idle one; waiting is what a reader
feels. Ratios are made of the first: a statement that waits for its turn tells of the machine, not of itself.
"""

import os
import time
from pathlib import Path
from typing import Any


class Statements:
    """An `execute_wrapper` of Django's that times every statement of a connection."""

    def __init__(self, server: int) -> None:
        self.server = server
        self.work, self.waiting, self.number = 0.0, 0.0, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started, worked = time.perf_counter(), work_of(self.server)
        try:
            return execute(sql, params, many, context)
        finally:
            self.work += work_of(self.server) - worked
            self.waiting += time.perf_counter() - started
            self.number += 1


def work_of(process: int) -> float:
    """Seconds of processor time of a process of this machine so far, all its threads together."""
    threads = Path(f"/proc/{process}/task")
    return sum(int((threads / one / "schedstat").read_text().split()[0]) for one in os.listdir(threads)) / 1e9


def server_process() -> int:
    """The process that answers Django's connection; it does all by itself, so that nothing goes uncounted."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
