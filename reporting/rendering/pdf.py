"""A draft as PDF: the pages of `templates/reporting/reports/paper/`, set by WeasyPrint.

Nothing is fetched: the stylesheets are handed over as text, pictures are SVG inside the page, and the
fetcher refuses every address, so that a text from outside can make the house call nobody.
"""

from dataclasses import asdict
from typing import Any

import weasyprint
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from nmrf.base.strips import strip_svg
from reporting.rendering import marks, words
from reporting.rendering.draft import Draft, Group, Paragraph, Section, Table, direction_of

STYLESHEETS = ("css/tokens.css", "css/report.css")


class NothingFromOutside(weasyprint.urls.URLFetcher):
    """Refuses every address. A document that names one is set without it."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Never answers."""
        raise ValueError(f"Reports fetch nothing: {url[:80]}")


def render_pdf(draft: Draft) -> bytes:
    """The draft as a tagged PDF (PDF/UA-1) with bookmarks and its language set."""
    document = weasyprint.HTML(string=render_html(draft), url_fetcher=NothingFromOutside())
    styles = [weasyprint.CSS(string=stylesheet(name)) for name in STYLESHEETS]
    return document.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1", presentational_hints=True)


def render_html(draft: Draft) -> str:
    """The page that becomes the PDF."""
    with translation.override(draft.language):
        return render_to_string("reporting/reports/paper/report.html", _context(draft))


def _context(draft: Draft) -> dict[str, Any]:
    mirrored = draft.direction == "rtl"
    return {
        "draft": draft,
        "labels": words.labels(),
        "day": words.day(draft.as_of),
        "house_mark": marks.house_mark(height=14),
        "sections": [_section(draft, index) for index in range(len(draft.sections))],
        "matrix": _table(draft.matrix, mirrored),
        "quoted": _table(draft.quoted, mirrored) if draft.quoted else None,
        "cover_strip": _strip(draft, "cover", 30),
        "figure_strip": _strip(draft, "figure", 18),
        "groups": [
            {
                "title": group.title,
                "total": words.count(group.total),
                "strip": strip_svg(
                    group.counts, label=_said(draft, group), exact=True, inline_id=f"group-{n}", height=9
                ),
            }
            for n, group in enumerate(draft.groups)
        ],
        "key": [
            {
                "strip": strip_svg({c.code: 1}, exact=True, inline_id=f"key-{c.code}", height=5),
                "count": words.count(c.count),
                "icon": marks.status_icon(c.code, mirrored=mirrored),
                "word": c.word,
            }
            for c in draft.counts
            if c.count
        ],
    }


def _said(draft: Draft, group: Group) -> str:
    """The counts of a group in words."""
    named = [(c.word, group.counts[c.code]) for c in draft.counts if c.code in group.counts]
    return words.counts_sentence(group.total, named)


def _strip(draft: Draft, name: str, height: int) -> str:
    return strip_svg(draft.strip, label=draft.counts_sentence, exact=True, inline_id=name, height=height)


def _section(draft: Draft, index: int) -> dict[str, Any]:
    section: Section = draft.sections[index]
    mirrored = draft.direction == "rtl"
    ends = draft.paragraph_range(index)
    return {
        "anchor": f"s{index}",
        "level": section.level,
        "heading": words.heading(section.number, section.title),
        "range": words.paragraphs(*ends) if ends else "",
        "has_chart": section.has_chart and draft.total,
        "blocks": [
            {"heading": b.heading, "paragraphs": [_paragraph(p, mirrored) for p in b.paragraphs]}
            for b in section.blocks
        ],
        "tables": [_table(table, mirrored) for table in section.tables],
    }


def _paragraph(paragraph: Paragraph, mirrored: bool) -> dict[str, Any]:
    icon = marks.status_icon(paragraph.status, mirrored=mirrored) if paragraph.status else ""
    shown = {name: getattr(paragraph, name) for name in paragraph.__dataclass_fields__}
    number = words.paragraph_number(paragraph.number)
    is_turned = (paragraph.direction == "rtl") is not mirrored
    shown["notes"] = paragraph.printed_notes
    return {
        **shown,
        "direction": paragraph.direction,
        "icon": icon,
        "shown_number": number,
        "is_turned": is_turned,
    }


def _table(table: Table, mirrored: bool) -> dict[str, Any]:
    rows = [
        [
            {
                **asdict(cell),
                "direction": direction_of(cell.language),
                "icon": marks.status_icon(cell.status, mirrored=mirrored) if cell.status else "",
            }
            for cell in row
        ]
        for row in table.rows
    ]
    return {"caption": table.caption, "head": table.head, "widths": table.widths, "rows": rows}


def stylesheet(name: str) -> str:
    """The text of one of the house's own stylesheets."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"The stylesheet {name} is not among the static files.")
    with open(path, encoding="utf-8") as file:
        return file.read()
