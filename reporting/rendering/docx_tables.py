"""Tables in Word: a head that repeats, rows that do not break, mirrored where one reads from the right."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

from reporting.rendering import words
from reporting.rendering.docx_text import clean, element, set_direction, write
from reporting.rendering.draft import Draft, Table, direction_of
from reporting.rendering.pictures import strip_png, swatch_png

Reference = Callable[[Any, int], None]
"""Writes the number of a paragraph as a field that follows it."""


def add_table(document: Any, draft: Draft, table: Table, width: int, refer: Reference) -> None:
    """The table in our style; `width` in twentieths of a point."""
    made = _empty(document, rows=len(table.rows) + 1, columns=len(table.head), style="Record Table")
    _properties(made, draft, table.caption or table.head[0], width)
    widths = [round(width * share / sum(table.widths)) for share in table.widths]
    _set_widths(made, widths)
    rows = list(made._tbl.tr_lst)
    for tr in rows:
        tr.get_or_add_trPr().append(element("cantSplit"))
    rows[0].get_or_add_trPr().append(element("tblHeader"))
    cells = [[_CellText(tc, made) for tc in tr.tc_lst] for tr in rows]
    for cell, head in zip(cells[0], table.head, strict=True):
        write(cell.paragraph("CellHead"), head, draft.language)
    for line, row in zip(cells[1:], table.rows, strict=True):
        for cell, content in zip(line, row, strict=True):
            paragraph = cell.paragraph("Cell")
            language = content.language or draft.language
            set_direction(paragraph, direction_of(language), draft.direction)
            if content.status:
                add_swatch(paragraph, content.status)
            if content.paragraph:
                refer(paragraph, content.paragraph)
            else:
                write(paragraph, content.text, language)


def add_key(document: Any, draft: Draft, width: int) -> None:
    """Under the strip: of each status that occurs, a swatch, the count and the word."""
    present = [count for count in draft.counts if count.count]
    made = _empty(document, rows=1, columns=len(present), style=None)
    _properties(made, draft, draft.counts_sentence, width)
    _set_widths(made, [width // len(present)] * len(present))
    for tc, count in zip(made._tbl.tr_lst[0].tc_lst, present, strict=True):
        cell = _CellText(tc, made)
        paragraph = cell.paragraph("Figure")
        picture = paragraph.add_run().add_picture(
            BytesIO(swatch_png(count.code, width=300, height=20)), width=Pt(46), height=Pt(3.2)
        )
        _decorative(picture)
        number = cell.next_paragraph("FigureNumber")
        write(number, str(count.count), draft.language)
        write(cell.next_paragraph("KeyWord"), count.word, draft.language)


def add_multiples(document: Any, draft: Draft, width: int) -> None:
    """One strip a section, all of the same length: title, strip, number."""
    made = _empty(document, rows=len(draft.groups), columns=3, style="Record Table")
    _properties(made, draft, draft.counts_sentence, width)
    look = made._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:firstRow"), "0")
    look.set(qn("w:val"), "0000")
    shares = [round(width * share) for share in (0.46, 0.46, 0.08)]
    _set_widths(made, shares)
    mirrored = draft.direction == "rtl"
    for tr, group in zip(made._tbl.tr_lst, draft.groups, strict=True):
        tr.get_or_add_trPr().append(element("cantSplit"))
        title, strip, number = (_CellText(tc, made) for tc in tr.tc_lst)
        write(title.paragraph("Cell"), group.title, draft.language)
        png = strip_png(group.counts, width=900, height=36, mirrored=mirrored)
        run = strip.paragraph("Cell").add_run()
        picture = run.add_picture(BytesIO(png), width=Twips(shares[1] - 160), height=Pt(8))
        close_up(picture)
        named = [(c.word, group.counts[c.code]) for c in draft.counts if c.code in group.counts]
        picture._inline.docPr.set("descr", clean(words.counts_sentence(group.total, named)))
        write(number.paragraph("Cell"), words.count(group.total), draft.language)


def add_swatch(paragraph: Any, code: str) -> None:
    """A small piece of the status's ink or pattern before its word."""
    picture = paragraph.add_run().add_picture(BytesIO(swatch_png(code)), width=Pt(14), height=Pt(6))
    _decorative(picture)
    paragraph.add_run("\u00a0")


class _CellText:
    """Writes into a cell without asking python-docx for the whole grid each time, which is slow."""

    def __init__(self, tc: Any, table: Any) -> None:
        from docx.text.paragraph import Paragraph

        self.tc, self.table, self.make = tc, table, Paragraph

    def paragraph(self, style: str) -> Any:
        """The paragraph that every cell has."""
        return self._styled(self.tc.p_lst[0], style)

    def next_paragraph(self, style: str) -> Any:
        """One more."""
        return self._styled(self.tc.add_p(), style)

    def _styled(self, p: Any, style: str) -> Any:
        p.get_or_add_pPr().insert(0, element("pStyle", val=style))
        return self.make(p, self.table)


def _empty(document: Any, *, rows: int, columns: int, style: str | None) -> Any:
    table = document.add_table(rows=rows, cols=columns)
    properties = table._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    if style:
        properties.append(element("tblStyle", val=style.replace(" ", "")))
    return table


def _properties(table: Any, draft: Draft, caption: str, width: int) -> None:
    properties = table._tbl.tblPr
    if draft.direction == "rtl":
        properties.append(element("bidiVisual"))
    properties.append(element("tblW", w=width, type="dxa"))
    properties.append(element("tblInd", w=0, type="dxa"))
    properties.append(element("tblLayout", type="fixed"))
    properties.append(margins(120 if _style_of(table) else 60))
    properties.append(element("tblLook", val="0020", firstRow=1, noHBand=1, noVBand=1))
    properties.append(element("tblCaption", val=caption))


def _style_of(table: Any) -> str:
    """The key of the table's style; empty where it has none."""
    style = table._tbl.tblPr.find(qn("w:tblStyle"))
    return "" if style is None else str(style.get(qn("w:val")))


def margins(after: int) -> Any:
    """Room inside cells, on the table itself: LibreOffice overlooks the style's."""
    margins = element("tblCellMar")
    for side, width in (("top", 30), ("left", 0), ("bottom", 30), ("right", after)):
        margins.append(element(side, w=width, type="dxa"))
    return margins


def _set_widths(table: Any, widths: list[int]) -> None:
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Twips(width)
    for tr in table._tbl.tr_lst:
        for tc, width in zip(tr.tc_lst, widths, strict=True):
            tc.width = Twips(width)


def close_up(picture: Any) -> None:
    """No distance around a picture in a line of text; without this LibreOffice keeps some."""
    for side in "TBLR":
        picture._inline.set(f"dist{side}", "0")


def _decorative(picture: Any) -> None:
    """Nothing that a screen reader has to say: the word stands beside it."""
    close_up(picture)
    properties = picture._inline.docPr
    properties.set("descr", "")
    extension = OxmlElement("a:extLst")
    ext = OxmlElement("a:ext")
    ext.set("uri", "{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    mark = ext.makeelement(
        "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative",
        {"val": "1"},
        nsmap={"adec": "http://schemas.microsoft.com/office/drawing/2017/decorative"},
    )
    ext.append(mark)
    extension.append(ext)
    properties.append(extension)
