"""The present list, to take away: the same search, the same order, as CSV and XLSX."""

import csv
from collections.abc import Iterator

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from focal_points.listing import for_lines
from focal_points.search import Search
from reporting.services import table
from reporting.services.workbook import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Line:
    """A file that hands back what was written to it."""

    def write(self, text: str) -> str:
        return text


def _name(ending: str) -> str:
    return f"recommendations-{timezone.localdate():%Y-%m-%d}.{ending}"


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """As it is read, line by line; UTF-8 with the mark that spreadsheets look for."""
    rows = for_lines(Search.from_query(request.GET, request.user).rows())
    language = translation.get_language()

    def written() -> Iterator[bytes]:
        writer = csv.writer(_Line())
        with translation.override(language):
            yield b"\xef\xbb\xbf" + writer.writerow(table.headings()).encode()
            for line in table.lines(rows):
                yield writer.writerow(["" if value is None else value for value in line]).encode()

    response = StreamingHttpResponse(written(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name("csv")}"'
    return response


@require_safe
def as_xlsx(request: HttpRequest) -> FileResponse:
    """A workbook with dates as dates, and a sheet that says what the list is narrowed by."""
    search = Search.from_query(request.GET, request.user)
    file = workbook(
        for_lines(search.rows()),
        total=search.count(),
        narrowed=[token.label for token in search.chosen],
        address=request.build_absolute_uri(),
    )
    return FileResponse(file, as_attachment=True, filename=_name("xlsx"), content_type=XLSX)
