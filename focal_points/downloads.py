"""Tables as CSV: for a spreadsheet, so that no cell is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from nmrf.base.spreadsheets import neutral


def as_csv(name: str, head: Sequence[Any], lines: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download named `<name>-<day>.csv`, readable by spreadsheets in every script."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([str(one) for one in head])
    for line in lines:
        writer.writerow([neutral("" if one is None else str(one)) for one in line])
    return response
