"""A draft as a file that one sends on."""

from dataclasses import dataclass

from reporting.models import Report
from reporting.rendering.docx import render_docx
from reporting.rendering.draft import Draft
from reporting.rendering.pdf import render_pdf
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
    """The draft as `docx` or `pdf`."""
    return render_pdf(draft) if file_format == "pdf" else render_docx(draft)


def file_of(report: Report, file_format: str) -> ReportFile:
    """The stored draft as a file."""
    draft = report_storing.read(report)
    name = f"{report.mechanism.code}-{draft.as_of:%Y-%m-%d}-{report.language}.{file_format}"
    return ReportFile(name, MEDIA_TYPES[file_format], render(draft, file_format))
