"""A draft as a Word file that officials edit: real styles, numbering, footnotes, contents, annex."""

import datetime
from io import BytesIO
from typing import Any

from django.utils import translation
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from reporting.rendering import words
from reporting.rendering.docx_notes import Footnotes
from reporting.rendering.docx_styles import NUMBERED, apply_fonts, apply_numbering, apply_styles
from reporting.rendering.docx_tables import add_key, add_multiples, add_swatch, add_table, close_up, margins
from reporting.rendering.docx_text import (
    bookmark,
    clean,
    element,
    field,
    field_parts,
    link_to_bookmark,
    locale_of,
    set_direction,
    write,
)
from reporting.rendering.draft import Draft, Kind, Paragraph, Section
from reporting.rendering.pictures import strip_png

A4 = (Mm(210), Mm(297))
WIDTH = 9412
"""Width of the text in portrait, in twentieths of a point (166 mm)."""
WIDE = 14800
"""Width of the text in landscape (261 mm)."""


def render_docx(draft: Draft) -> bytes:
    """The draft as a .docx, ready to be opened and edited."""
    with translation.override(draft.language):
        document = _Writer(draft).write()
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


class _Writer:
    """Writes one document from top to bottom."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.labels = words.labels()
        self.bookmarks = 0
        self.document: Any = Document()
        body = self.document.element.body
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)
        apply_styles(self.document, draft.language, is_rtl=draft.direction == "rtl", text_width=WIDTH)
        apply_fonts(self.document)
        apply_numbering(self.document, words.paragraph_number(0).replace("0", "%1"))
        self.footnotes = Footnotes(self.document, draft.language)

    def write(self) -> Any:
        self._properties()
        self._page(self.document.sections[0])
        self._cover()
        self._contents()
        for index, section in enumerate(self.draft.sections):
            self._section(index, section)
        if self.draft.quoted:
            self._heading(self.labels["quoted"], "Heading 1", "_Toc_quoted")
            add_table(self.document, self.draft, self.draft.quoted, WIDTH, self._refer)
        self._annex()
        return self.document

    # --- frame ---------------------------------------------------------------------------------
    def _properties(self) -> None:
        core = self.document.core_properties
        core.title = clean(self.draft.title)[:255]
        core.author = core.last_modified_by = clean(self.draft.site_name)[:255]
        core.subject = clean(self.draft.mechanism_name)[:255]
        core.keywords = ""
        core.comments = clean(self.draft.counts_sentence)[:255]
        core.language = locale_of(self.draft.language)
        moment = datetime.datetime.combine(self.draft.as_of, datetime.time(), datetime.UTC)
        core.created = core.modified = moment.replace(tzinfo=None)

    def _page(self, section: Any) -> None:
        section.page_width, section.page_height = A4
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin, section.bottom_margin = Mm(26), Mm(22)
        section.header_distance = section.footer_distance = Mm(12)
        section.different_first_page_header_footer = True
        self._mirror(section)
        header = section.header.paragraphs[0]
        _give_style(header, "Header")
        write(header, self.draft.running_head, self.draft.language)
        footer = section.footer.paragraphs[0]
        _give_style(footer, "Footer")
        field(footer, "PAGE", "2")

    def _mirror(self, section: Any) -> None:
        """Right to left: columns, page numbers and margins too."""
        if self.draft.direction == "rtl":
            grid = section._sectPr.find(qn("w:docGrid"))
            bidi = element("bidi")
            section._sectPr.append(bidi) if grid is None else grid.addprevious(bidi)

    def _cover(self) -> None:
        draft = self.draft
        head = self._add("Cover Head")
        write(head, draft.site_name, draft.language)
        head.add_run("\t")
        write(head, f"{self.labels['draft']}, {words.day(draft.as_of)}", draft.language, style="Dateline")
        self._add("Cover State", draft.state_name)
        self._add("Title", draft.title)
        self._add("Subtitle", draft.subtitle)
        if draft.total:
            self._strip(Mm(10.5))
        self._add("Small", draft.counts_sentence)
        spacer = self._add("Small")
        spacer.paragraph_format.space_after = Pt(46)
        self._facts()
        if draft.is_demo:
            self._add("Small", self.labels["demo"])

    def _facts(self) -> None:
        """Two columns of terms and facts under a rule, as a plain table."""
        from docx.text.paragraph import Paragraph as P

        facts = self.draft.facts
        table = self.document.add_table(rows=-(-len(facts) // 2), cols=2)
        properties = table._tbl.tblPr
        for child in list(properties):
            properties.remove(child)
        if self.draft.direction == "rtl":
            properties.append(element("bidiVisual"))
        properties.append(element("tblW", w=WIDTH, type="dxa"))
        borders = element("tblBorders")
        borders.append(element("top", val="single", sz=4, space=0, color="17181C"))
        properties.append(element("tblInd", w=0, type="dxa"))
        properties.append(borders)
        properties.append(element("tblLayout", type="fixed"))
        properties.append(margins(160))
        cells = [tc for tr in table._tbl.tr_lst for tc in tr.tc_lst]
        for tc in cells:
            tc.width = Twips(WIDTH // 2)
        for tc, (term, fact) in zip(cells, facts, strict=False):
            for text, p in ((term, tc.p_lst[0]), (fact, tc.add_p())):
                p.get_or_add_pPr().insert(0, element("pStyle", val="Small"))
                paragraph = P(p, table)
                paragraph.paragraph_format.space_after = Pt(0 if text is term else 6)
                paragraph.paragraph_format.space_before = Pt(6 if text is term else 0)
                write(paragraph, text, self.draft.language, bold=text is term)

    def _contents(self) -> None:
        """A contents field, filled with entries by paragraph, so that it is never empty or wrong."""
        title = self._add("TOC Heading", self.labels["contents"])
        title.paragraph_format.page_break_before = True
        entries = [
            (f"_Toc_{i}", s.level, words.heading(s.number, s.title), self.draft.paragraph_range(i))
            for i, s in enumerate(self.draft.sections)
        ]
        if self.draft.quoted:
            entries.append(("_Toc_quoted", 1, self.labels["quoted"], None))
        entries.append(("_Toc_annex", 1, self.labels["annex"], None))
        written = []
        for name, level, heading, ends in entries:
            paragraph = self._add(f"TOC {level}")
            write(paragraph, heading, self.draft.language)
            if ends:
                paragraph.add_run("\t")
                write(paragraph, words.paragraphs(*ends), self.draft.language)
            runs = [child for child in paragraph._p if child.tag == qn("w:r")]
            link = link_to_bookmark(paragraph, name)
            for run in runs:
                link.append(run)
            written.append(paragraph)
        parts = field_parts('TOC \\o "1-2" \\h \\z \\u')
        for part in reversed(parts[:3]):
            written[0]._p.insert(1, part)
        written[-1]._p.append(parts[-1])
        self._warnings()

    def _warnings(self) -> None:
        if not self.draft.warnings:
            return
        heading = self._add("Heading 2", self.labels["before_sending"])
        heading._p.get_or_add_pPr().append(element("outlineLvl", val=9))
        for warning in self.draft.warnings:
            self._add("List Bullet", f"•\u2002{warning}")

    # --- body ----------------------------------------------------------------------------------
    def _section(self, index: int, section: Section) -> None:
        heading = words.heading(section.number, section.title)
        written = self._heading(heading, f"Heading {section.level}", f"_Toc_{index}")
        written.paragraph_format.page_break_before = True if index == 0 else None
        for position, block in enumerate(section.blocks):
            if block.heading:
                self._add("Heading 3", block.heading)
            for paragraph in block.paragraphs:
                self._paragraph(paragraph)
            if position == 0 and section.has_chart and self.draft.total:
                self._figure()
        for table in section.tables:
            if table.caption:
                self._add("Caption", table.caption)
            add_table(self.document, self.draft, table, WIDTH, self._refer)
            self._add("Small")

    def _paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.kind is Kind.RECOMMENDATION:
            target = self._request(paragraph)
        else:
            target = self._add("Gap" if paragraph.kind is Kind.GAP else "Numbered Paragraph")
            if paragraph.kind is Kind.GAP:
                write(target, self.labels["gap"] + " ", self.draft.language, bold=True)
            elif paragraph.label:
                write(target, paragraph.label + " ", self.draft.language, style="By")
            self._name(target, f"_Para_{paragraph.number}")
            if paragraph.direction != self.draft.direction:
                target.paragraph_format.keep_with_next = True
                target = self._turned("Quoted Text", paragraph)
        write(target, paragraph.text, paragraph.language)
        if paragraph.original_mark:
            target.add_run(" ")
            write(target, paragraph.original_mark, self.draft.language, style="Original")
        for note in paragraph.printed_notes:
            self.footnotes.add(target, note)

    def _request(self, paragraph: Paragraph) -> Any:
        """The line with reference and status, then the paragraph for the words of the recommendation."""
        line = self._add("Request")
        write(line, paragraph.label, self.draft.language)
        if paragraph.status:
            line.add_run("\t")
            add_swatch(line, paragraph.status)
            write(line, paragraph.status_word, self.draft.language)
        self._name(line, f"_Para_{paragraph.number}")
        return self._turned("Request Text", paragraph)

    def _turned(self, style: str, paragraph: Paragraph) -> Any:
        """A paragraph of its own, in the direction of what is quoted."""
        target = self._add(style)
        set_direction(target, paragraph.direction, self.draft.direction)
        return target

    def _figure(self) -> None:
        caption = self._add("Caption")
        write(caption, self.labels["figure"] + " ", self.draft.language, bold=True)
        text = f"{self.labels['figure_caption']}, {words.day(self.draft.as_of)} ({self.draft.total})"
        write(caption, text, self.draft.language)
        self._strip(Mm(6))
        add_key(self.document, self.draft, WIDTH)
        if self.draft.groups:
            caption = self._add("Caption")
            write(caption, self.labels["figure_2"] + " ", self.draft.language, bold=True)
            write(caption, self.labels["figure_2_caption"], self.draft.language)
            add_multiples(self.document, self.draft, WIDTH)
        self._add("Small")

    def _annex(self) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = A4[1], A4[0]
        section.left_margin = section.right_margin = Mm(18)
        section.different_first_page_header_footer = False
        heading = self.labels["annex"]
        self._heading(heading, "Heading 1", "_Toc_annex")
        add_table(self.document, self.draft, self.draft.matrix, WIDE, self._refer)

    # --- small things --------------------------------------------------------------------------
    def _add(self, style: str, text: str = "") -> Any:
        paragraph = self.document.add_paragraph()
        _give_style(paragraph, style)
        if style in _NUMBERED:
            number = element("numPr")
            number.append(element("ilvl", val=0))
            number.append(element("numId", val=NUMBERED))
            paragraph._p.get_or_add_pPr().append(number)
        if text:
            write(paragraph, text, self.draft.language)
        return paragraph

    def _heading(self, text: str, style: str, name: str) -> Any:
        heading = self._add(style, text)
        self._name(heading, name)
        return heading

    def _name(self, paragraph: Any, name: str) -> None:
        self.bookmarks += 1
        bookmark(paragraph, name, self.bookmarks)

    def _refer(self, paragraph: Any, number: int) -> None:
        """The number of another paragraph, as a field that follows it when paragraphs move."""
        field(paragraph, f"REF _Para_{number} \\r \\h", str(number))

    def _strip(self, height: Any) -> None:
        mirrored = self.draft.direction == "rtl"
        tall = round(1800 * int(height) / int(Twips(WIDTH)))
        picture = strip_png(self.draft.strip, width=1800, height=tall, mirrored=mirrored)
        run = self._add("Figure").add_run()
        shape = run.add_picture(BytesIO(picture), width=Twips(WIDTH), height=height)
        close_up(shape)
        shape._inline.docPr.set("descr", clean(self.draft.counts_sentence))


_NUMBERED = {"Numbered Paragraph", "Request", "Gap"}


def _give_style(paragraph: Any, style: str) -> None:
    """By key: python-docx looks names up one by one, and translates some of them."""
    properties = paragraph._p.get_or_add_pPr()
    present = properties.find(qn("w:pStyle"))
    if present is not None:
        properties.remove(present)
    properties.insert(0, element("pStyle", val=style.replace(" ", "")))
