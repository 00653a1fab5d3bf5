"""Fifty focal points save at once against two web workers while mails go out: no error, every row counted.

Real processes on a copy of a part of the demonstration: gunicorn, worker, Redis, PostgreSQL. Each person
signs in, opens an update, saves it several times and sends it in; `send_digests` runs all the while.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmrf.settings")

import django

django.setup()

from benchmarks.figures import Figure, say, show  # noqa: E402  settings come first
from tests.integration.visitor import Visitor  # noqa: E402
from tests.running import ROOT, House, copy_database  # noqa: E402

PEOPLE, SAVES, WORKERS = 50, 5, 2
PASSWORD = "Bench-2026-fifty"  # noqa: S105  of people who do not exist
FILL, FIFTY = ROOT / "tests" / "browser" / "fill.py", ROOT / "benchmarks" / "fifty_people.py"
TODAY = date.today()  # noqa: DTZ011  any day of these weeks will do


class Crowd:
    """The people, what they were answered and how long it took."""

    def __init__(self, house: House, people: list[dict[str, str]]) -> None:
        self.house, self.people = house, people
        self.wrong: list[str] = []
        self.seconds: list[float] = []

    def work(self) -> None:
        """All open their form; then all save at once, each in a thread."""
        with ThreadPoolExecutor(len(self.people)) as threads:
            opened = list(threads.map(self._opens, self.people))
            say("all have their form open")
            list(threads.map(self._saves, range(len(opened)), *zip(*opened, strict=True)))

    def _opens(self, person: dict[str, str]) -> tuple[Visitor, Any]:
        visitor = Visitor(self.house)
        visitor.signs_in(person["email"], PASSWORD)
        page = visitor.opens(person["address"])
        return visitor, visitor.sends(page.form(f"{person['address']}start/"), {})

    def _saves(self, number: int, visitor: Visitor, page: Any) -> None:
        for save in range(SAVES):
            form = page.form("/save/")
            page = self._timed(visitor, form, self._typed(form, number, save))
        form = page.form("/save/")
        send = str(form.xpath('.//button[contains(@formaction, "/submit/")]/@formaction')[0])
        self._timed(visitor, form, self._typed(form, number, SAVES), to=send)

    def _timed(self, visitor: Visitor, form: Any, values: dict[str, Any], to: str = "") -> Any:
        began = time.monotonic()
        answer = visitor.sends(form, values, to=to)
        self.seconds.append(time.monotonic() - began)
        if answer.status != 200:
            self.wrong.append(f"{answer.status} {answer.url}")
        return answer

    @staticmethod
    def _typed(form: Any, number: int, save: int) -> dict[str, Any]:
        chosen = form.xpath('.//input[@value="in_progress"]/@name')[0]
        return {
            "period_from": TODAY - timedelta(days=180),
            "period_to": TODAY - timedelta(days=1),
            "narrative": f"Focal point {number} has written this {save} times.",
            "next_step": "Report on it again.",
            "next_step_on": TODAY + timedelta(days=90),
            chosen: "in_progress",
        }


class Digests:
    """Mails go out again and again, until told to stop."""

    def __init__(self, house: House) -> None:
        self.house, self.failed, self.runs = house, 0, 0
        self.enough = threading.Event()
        self.thread = threading.Thread(target=self._go_on)

    def _go_on(self) -> None:
        while not self.enough.is_set():
            command = [sys.executable, "manage.py", "send_digests"]
            done = subprocess.run(
                command, cwd=ROOT, env=self.house.environment, capture_output=True, text=True, check=False
            )
            self.runs += 1
            if done.returncode or not done.stdout.rstrip().endswith("failed=0"):
                self.failed += 1
                say(done.stdout[-500:] + done.stderr[-500:])

    def __enter__(self) -> "Digests":
        self.thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.enough.set()
        self.thread.join()


def kept(house: House) -> tuple[int, int]:
    """Updates that were sent in with their last words, and versions that history holds of them."""
    last = f"narrative LIKE 'Focal point %% has written this {SAVES} times.'"
    sent = house.ask(
        f"SELECT count(*) FROM focal_points_statusupdate WHERE {last} AND state <> 'draft'"  # noqa: S608
    )
    versions = house.ask(
        "SELECT count(DISTINCT narrative) FROM focal_points_statusupdateevent "
        "WHERE narrative LIKE 'Focal point %% has written this %%'"
    )
    return sent[0][0], versions[0][0]


def main() -> None:
    """Fill, let them work, count."""
    with tempfile.TemporaryDirectory() as folder:
        house = House("nmrf_bench_saving", Path(folder))
        copy_database("template1", house.database)
        try:
            say("filling a database with a part of the demonstration")
            house.python(FILL)
            people = house.python(FIFTY, str(PEOPLE), PASSWORD)
            house.start_broker()
            house.start_web(workers=WORKERS)
            house.start_worker()
            house.wait_for_web()
            say(f"{len(people)} people save {SAVES} times and send")
            crowd = Crowd(house, people)
            with Digests(house) as digests:
                crowd.work()
            sent, versions = kept(house)
        finally:
            house.stop()
    for line in crowd.wrong[:10]:
        say(line)
    middle, worst = statistics.median(crowd.seconds), max(crowd.seconds)
    say(f"a save takes {middle:.2f} s at the median, {worst:.2f} s at most; {digests.runs} runs of digests")
    show(
        [
            Figure("saving_errors", len(crowd.wrong), 0),
            Figure("saving_updates_missing", PEOPLE - sent, 0),
            Figure("saving_versions_missing", PEOPLE * (SAVES + 1) - versions, 0),
            Figure("saving_digest_runs_failed", digests.failed, 0),
        ]
    )


if __name__ == "__main__":
    main()
