"""Asks for background work as a page does, on the database of a running house. Prints the job, as JSON.

hand_in.py import|report [twice]
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402 (the settings come first)

from nmrf.base import queue  # noqa: E402
from nmrf.demo.loading import world  # noqa: E402
from nmrf.demo.loading.files import export  # noqa: E402
from recommendations.models import ImportRun, Mechanism  # noqa: E402
from recommendations.services import uhri_jobs  # noqa: E402
from reporting.services import report_drafting  # noqa: E402
from tests.running import until  # noqa: E402

NEW = 40


def ask_for_import() -> Any:
    """A file with new records, read and compared by a worker, then confirmed."""
    records = json.loads(export().read_text(encoding="utf-8"))
    ids = (f"0e0f6b52-62d4-4dfc-9a1c-{number:012d}" for number in range(NEW))
    more = [{**records[0], "AnnotationId": one, "Text": f"Fund centre {one}."} for one in ids]
    upload = SimpleUploadedFile("export-full-en.json", json.dumps([*records, *more]).encode())
    run = uhri_jobs.ask_for_file(upload=upload, country="XAA", by=world.secretariat())
    until(lambda: ImportRun.objects.get(pk=run.pk).state == ImportRun.State.PREVIEW, "a preview")
    run = ImportRun.objects.select_related("job").get(pk=run.pk)
    return uhri_jobs.confirm(run=run, by=world.secretariat()).job


def ask_for_report() -> Any:
    """A draft on the Women's Convention."""
    mechanism = Mechanism.objects.get(code="CEDAW")
    return report_drafting.request_draft(mechanism=mechanism, language="en", by=world.secretariat())


def main(what: str, *more: str) -> None:
    """Ask; send the same message again where that is wanted."""
    job = ask_for_import() if what == "import" else ask_for_report()
    for _again in more:
        queue.send(job.task, job.pk)
    print(json.dumps({"job": str(job.pk), "new": NEW}))


if __name__ == "__main__":
    main(*sys.argv[1:])
