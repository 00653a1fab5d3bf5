"""Real footnotes for Word: python-docx has none, so the part is built here.

Word wants two special notes first (the line above the notes, and the same on a continued page), the
settings to name them, and each reference to carry the number of its note.
"""

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from reporting.rendering.docx_text import element, mark, write
from reporting.rendering.draft import SourceNote

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_EMPTY = f"""<w:footnotes {nsdecls("w", "r")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0" w:line="240"
 w:lineRule="auto"/></w:pPr>
<w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0" w:line="240"
 w:lineRule="auto"/></w:pPr><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class Footnotes:
    """The footnotes of one document."""

    def __init__(self, document: Any, language: str) -> None:
        self.language = language
        self.part = XmlPart(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE, parse_xml(_EMPTY), document.part.package
        )
        document.part.relate_to(self.part, RELATIONSHIP_TYPE.FOOTNOTES)
        special = element("footnotePr")
        special.append(element("footnote", id=-1))
        special.append(element("footnote", id=0))
        settings = document.settings.element
        compat = settings.find(qn("w:compat"))
        if compat is not None:
            compat.addprevious(special)
        else:
            settings.append(special)

    def add(self, paragraph: Any, note: SourceNote) -> None:
        """Write the note, and its number at the end of the paragraph."""
        reference = paragraph.add_run()
        reference._r.get_or_add_rPr().append(element("rStyle", val="FootnoteReference"))
        reference._r.append(element("footnoteReference", id=note.number))
        footnote = element("footnote", id=note.number)
        self.part.element.append(footnote)
        body = element("p")
        footnote.append(body)
        written = Paragraph(body, self.part)
        properties = body.get_or_add_pPr()
        properties.append(element("pStyle", val="FootnoteText"))
        number = element("r")
        number_properties = element("rPr")
        number_properties.append(element("rStyle", val="FootnoteReference"))
        number.append(number_properties)
        number.append(element("footnoteRef"))
        body.append(number)
        mark(written.add_run(" "), self.language)
        self._write(written, note)

    def _write(self, paragraph: Any, note: SourceNote) -> None:
        """The text of the note; with an address, all of it is the link."""
        before = len(paragraph._p)
        write(paragraph, note.text, self.language)
        if not note.url:
            return
        link = element("hyperlink", history=1)
        link.set(qn("r:id"), self.part.relate_to(note.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        for run in list(paragraph._p)[before:]:
            link.append(run)
        paragraph._p.append(link)
