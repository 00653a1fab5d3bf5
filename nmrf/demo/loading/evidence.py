"""Small real files for the demonstration's evidence, made when they are needed: PDF, XLSX and PNG.

Each says on its face that it is invented. Nothing here is kept in the repository as bytes.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from PIL import Image, ImageDraw, ImageFont
from weasyprint import HTML

logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

INVENTED = "Demonstration: Halvora, its institutions and these facts are invented."
PAPER, INK, RULE, ACCENT = "#FAF8F3", "#17181C", "#8A877E", "#17357A"
STYLE = """
@page { size: A4; margin: 28mm 26mm;
        @bottom-center { content: "INVENTED"; font: 8pt sans-serif; color: #555 } }
body { font: 11pt/1.5 serif; color: #17181C }
.from { font: 9pt sans-serif; text-transform: uppercase; letter-spacing: .06em; padding-bottom: 3mm;
        border-bottom: 1px solid #17181C }
h1 { font-size: 20pt; line-height: 1.2; margin: 12mm 0 3mm } .date { color: #555; margin-bottom: 9mm }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; border-bottom: .5pt solid #999; padding: 1.5mm 2mm }
""".replace("INVENTED", INVENTED)


@dataclass(frozen=True)
class Paper:
    """What one file says."""

    title: str
    institution: str
    date: str
    paragraphs: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str | int | float]] = field(default_factory=tuple)
    language: str = "en"


def make(filename: str, paper: Paper) -> bytes:
    """The bytes of a file of the kind its name says; raises KeyError for a kind we do not make."""
    return {"pdf": pdf, "xlsx": xlsx, "png": png}[filename.rsplit(".", 1)[-1].lower()](paper)


def pdf(paper: Paper) -> bytes:
    """One or two pages with a letterhead, the text and, where there are figures, a table."""
    body = "".join(f"<p>{escape(text)}</p>" for text in paper.paragraphs)
    if paper.rows:
        head = "".join(f"<th>{escape(name)}</th>" for name in paper.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in paper.rows
        )
        body += f"<table><tr>{head}</tr>{rows}</table>"
    direction = "rtl" if paper.language == "ar" else "ltr"
    page = (
        f'<html lang="{paper.language}" dir="{direction}"><head><title>{escape(paper.title)}</title>'
        f"<style>{STYLE}</style></head><body><div class=from>{escape(paper.institution)}</div>"
        f"<h1>{escape(paper.title)}</h1><div class=date>{escape(paper.date)}</div>{body}</body></html>"
    )
    return HTML(string=page, url_fetcher=_nothing_from_outside).write_pdf()


def xlsx(paper: Paper) -> bytes:
    """A sheet with the figures and a second one that says where they come from."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Figures"
    sheet.append(list(paper.columns) or ["Item", "Value"])
    for row in paper.rows:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(cell.column)].width = 24
    sheet.freeze_panes = "A2"
    about = book.create_sheet("About")
    for line in (paper.title, paper.institution, paper.date, *paper.paragraphs, INVENTED):
        about.append([line])
    about.column_dimensions["A"].width = 100
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def png(paper: Paper) -> bytes:
    """A bar chart of the rows' last column, or a plain title card where there are none."""
    width, bar = 1000, 46
    image = Image.new("RGB", (width, 190 + bar * max(len(paper.rows), 1)), PAPER)
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(30), ImageFont.load_default(19)
    draw.text((40, 34), _plain(paper.title), INK, font=large)
    draw.text((40, 82), _plain(f"{paper.institution} · {paper.date}"), RULE, font=small)
    draw.line([(40, 118), (width - 40, 118)], INK, 2)
    most = max((float(row[-1]) for row in paper.rows), default=1.0) or 1.0
    for nth, row in enumerate(paper.rows):
        top = 136 + nth * bar
        draw.text((40, top + 6), _plain(str(row[0])), INK, font=small)
        draw.rectangle([320, top, 320 + 560 * float(row[-1]) / most, top + 30], fill=ACCENT)
        draw.text((892, top + 6), str(row[-1]), INK, font=small)
    draw.text((40, image.height - 38), INVENTED, RULE, font=small)
    stream = BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _plain(text: str) -> str:
    """Latin letters only: the font that comes with the imaging library has no others."""
    return text.replace("’", "'").replace("–", "-").encode("latin-1", "replace").decode("latin-1")


def _nothing_from_outside(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"A demonstration file asked for {url}")
