"""A whole export is read in memory that does not grow with it."""

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from recommendations.uhri.reading import Reading
from recommendations.uhri.records import UhriRecord
from recommendations.uhri.sources import Source
from tests.recommendations import uhri_samples as samples

MEBIBYTE = 1 << 20


def write(path: Path, megabytes: int) -> Path:
    """An array of that size, of which every hundredth record is Halvora's."""
    ours = json.dumps(samples.record(7, Text="12. " + "The State party should open shelters. " * 25)).encode()
    theirs = ours.replace(b"Halvora", b"Tessenia").replace(b"/XAA/", b"/XAB/")
    place = ours.index(samples.guid(7).encode())
    with path.open("wb") as file:
        file.write(b"[")
        number = 0
        while file.tell() < megabytes * MEBIBYTE:
            one = theirs if number % 100 else ours
            at = place
            file.write(b",\n" if number else b"")
            file.write(one[:at] + samples.guid(number + 1).encode() + one[at + 36 :])
            number += 1
        file.write(b"]")
    return path


def test_memory_does_not_grow_with_the_source(tmp_path):
    peaks = []
    for megabytes in (4, 16):
        source = Source(write(tmp_path / "export-full-en.json", megabytes))
        tracemalloc.start()
        found = sum(isinstance(one, UhriRecord) for one in Reading(source, state="XAA").records())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found > 10

    assert peaks[1] < peaks[0] + 2 * MEBIBYTE  # a few bytes a record: ids that were seen


@pytest.mark.nightly
def test_four_hundred_megabytes_take_less_than_half_of_that(tmp_path):
    path = write(tmp_path / "export-full-en.json", 400)
    script = (
        "import sys, resource; from pathlib import Path\n"
        "from django.conf import settings; settings.configure()\n"
        "from recommendations.uhri.reading import Reading; from recommendations.uhri.sources import Source\n"
        "count = sum(1 for _ in Reading(Source(Path(sys.argv[1])), state='XAA').records())\n"
        "print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    root = Path(__file__).resolve().parents[3]

    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=root, capture_output=True, check=True
    )

    count, kilobytes = (int(word) for word in done.stdout.split())
    assert count > 2_000
    assert kilobytes < 200_000
