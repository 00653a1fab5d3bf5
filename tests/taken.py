"""What was taken away, as tests read it."""

import csv
import io
from typing import Any


def text_of(answer: Any) -> str:
    """The words of a download, without the mark that spreadsheets look for."""
    return b"".join(answer).decode("utf-8-sig")


def rows_of(answer: Any) -> list[list[str]]:
    """The lines of a CSV download, headings first."""
    return list(csv.reader(io.StringIO(text_of(answer))))
