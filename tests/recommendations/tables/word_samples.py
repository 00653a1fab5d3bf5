"""Thematic lists as Word files, made from invented recommendations, in the layouts that States were sent."""

from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

OLD = ("Recommendation", "Position", "Full list of themes", "Assessment/comments on level of implementation")
NEW = (
    "Recommendation and recommending State",
    "Position of the State under review",
    "Human rights themes and groups of persons",
    "Relevant SDGs",
)
HEAD = "UPR of Halvora (3rd Cycle – 33rd session)\tThematic list of recommendations"
SOURCE = "Source of position: A/HRC/42/9/Add.1 - Para. 3"


def asked(number: int, states: str = "Peru") -> str:
    """The text of an invented recommendation with its number and its States."""
    return f"118.{number} Open {number} shelters in all districts ({states});"


def row(
    number: int, position: str = "Supported", themes: str = "", last: str = "", states: str = "Peru"
) -> list[str]:
    """One row of the table."""
    themes = themes or "Right to health\nAffected persons:\n- Women & girls"
    return [f"{asked(number, states)}\n{SOURCE}", position, themes, last]


class WordList:
    """A list that grows row by row."""

    def __init__(self, headings: tuple[str, ...] = OLD, head: str = HEAD) -> None:
        self.document = Document()
        self.document.sections[0].header.paragraphs[0].text = head
        self.headings = headings
        self.begin_table()

    def begin_table(self, *, with_headings: bool = True) -> None:
        self.table = self.document.add_table(rows=0, cols=len(self.headings))
        if with_headings:
            self.add(list(self.headings))

    def add(self, cells: list[str]) -> Any:
        added = self.table.add_row()
        for cell, text in zip(added.cells, cells, strict=True):
            cell.text = text
        return added

    def theme(self, text: str) -> None:
        """A row across the whole table."""
        cells = self.table.add_row().cells
        cells[0].merge(cells[-1]).text = text

    def inside(self, cell: Any, xml: str) -> None:
        """Raw Word in a cell's first paragraph."""
        cell.paragraphs[0]._p.append(parse_xml(xml))

    def save(self, folder: Path, name: str = "list.docx") -> Path:
        self.document.save(str(folder / name))
        return folder / name


def deleted(text: str) -> str:
    """A run that somebody deleted under tracked changes."""
    return f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    """A run that somebody inserted under tracked changes."""
    return f'<w:ins {nsdecls("w")} w:id="2" w:author="a"><w:r><w:t>{text}</w:t></w:r></w:ins>'


def text_box(text: str) -> str:
    """A text box, in both forms that Word writes beside each other."""
    box = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    spaces = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return (
        f"<w:r {spaces}><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def numbered(paragraph: Any, document: Any) -> None:
    """Have Word number the paragraph by itself, as 118.1, 118.2 …"""
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="118.%1"/></w:lvl></w:abstractNum>'
    )
    if not numbering.xpath('w:abstractNum[@w:abstractNumId="77"]'):
        numbering.insert(0, abstract)
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
        )
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
    )
