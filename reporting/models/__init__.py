"""Tables of what is told."""

from reporting.models.report import Report
from reporting.models.report_text import ReportParagraph, ReportSection, ReportSource

__all__ = ["Report", "ReportParagraph", "ReportSection", "ReportSource"]
