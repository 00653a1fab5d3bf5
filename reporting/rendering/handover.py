"""A handover's pack as PDF, set by WeasyPrint in the look of the reports. Nothing is fetched."""

from typing import Any

import weasyprint
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from reporting.rendering import marks
from reporting.rendering.pdf import STYLESHEETS, NothingFromOutside, stylesheet


def render_pdf(context: dict[str, Any]) -> bytes:
    """The pack as a tagged PDF, in the reader's language."""
    said = context | {
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "house_mark": marks.house_mark(height=14),
    }
    page = weasyprint.HTML(
        string=render_to_string("reporting/handovers/pack.html", said), url_fetcher=NothingFromOutside()
    )
    styles = [weasyprint.CSS(string=stylesheet(name)) for name in STYLESHEETS]
    return page.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1", presentational_hints=True)
