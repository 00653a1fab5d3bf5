"""Asks for a report as the page does, on the database of a running house. Prints the job, as JSON.

    ask_for_report.py [again]…

The job's message is sent once more for each word.
"""

import json
import sys

import django

django.setup()

from nmrf.base import queue  # noqa: E402 (the settings come first)
from nmrf.demo.loading import world  # noqa: E402
from recommendations.models import Mechanism  # noqa: E402
from reporting.services import report_drafting  # noqa: E402


def main(*more: str) -> None:
    """A draft on the Women's Convention."""
    job = report_drafting.request_draft(
        mechanism=Mechanism.objects.get(code="CEDAW"), language="en", by=world.secretariat()
    )
    for _again in more:
        queue.send(job.task, job.pk)
    print(json.dumps({"job": str(job.pk)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
