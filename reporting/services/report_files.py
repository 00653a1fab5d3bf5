"""A draft as a file that one sends on."""

import logging
from dataclasses import dataclass
from typing import Any

from reporting.models import Report
from reporting.rendering.draft import Draft
from reporting.services import report_storing

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class ReportFile:
    """Bytes with the name and type under which they are handed out."""

    name: str
    media_type: str
    content: bytes


def render(draft: Draft, file_format: str) -> bytes:
    """The draft as `docx` or `pdf`.

    The setters are imported when they are needed: WeasyPrint alone costs every process a second and 50 MB.
    """
    if file_format == "pdf":
        logging.getLogger("weasyprint.progress").disabled = True  # a line for every step, from the import on
        from reporting.rendering.pdf import render_pdf

        return render_pdf(draft)
    from reporting.rendering.docx import render_docx

    return render_docx(draft)


def file_of(report: Report, file_format: str) -> ReportFile:
    """The stored draft as a file."""
    draft = report_storing.read(report)
    name = f"{report.mechanism.code}-{draft.as_of:%Y-%m-%d}-{report.language}.{file_format}"
    return ReportFile(name, MEDIA_TYPES[file_format], render(draft, file_format))


def handover_pdf(context: dict[str, Any]) -> bytes:
    """The pack of a handover; `context` is what its page shows."""
    logging.getLogger("weasyprint.progress").disabled = True
    from reporting.rendering.handover import render_pdf

    return render_pdf(context)
