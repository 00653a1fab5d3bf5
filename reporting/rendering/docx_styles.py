"""The styles of our Word files, written whole: what a report uses, in its direction and language."""

from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reporting.rendering.docx_text import locale_of

INK, INK_2, INK_3, HAIR, EDGE, ACCENT = "17181C", "4A4943", "66645B", "D9D4C7", "87847A", "17357A"
SERIF, DISPLAY, SANS = "Noto Serif", "Noto Serif Display", "Noto Sans"
NUMBERED = 77
"""The key of the list that numbers the paragraphs."""

FALLBACKS = {
    SERIF: ("Cambria", "roman"),
    DISPLAY: ("Cambria", "roman"),
    SANS: ("Calibri", "swiss"),
    "Noto Naskh Arabic": ("Traditional Arabic", "roman"),
    "Noto Sans Arabic": ("Arial", "swiss"),
    "Noto Serif CJK SC": ("SimSun", "roman"),
}


@dataclass(frozen=True)
class Look:
    """What differs between languages."""

    language: str
    is_rtl: bool

    def fonts(self, face: str) -> str:
        """`rFonts` for a face: our own for Latin, an Arabic one for Arabic, a Chinese one for Chinese."""
        arabic = "Noto Sans Arabic" if face == SANS else "Noto Naskh Arabic"
        return f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:cs="{arabic}" w:eastAsia="Noto Serif CJK SC"/>'

    def run(
        self,
        face: str,
        size: float,
        *,
        bold: bool = False,
        italic: bool = False,
        color: str = INK,
        caps: bool = False,
    ) -> str:
        """Properties of characters; sizes in points. Arabic knows no italics."""
        half = round(size * 2)
        complex_half = round(size * 2 * (1.1 if self.is_rtl else 1))
        return (
            "<w:rPr>"
            + self.fonts(face)
            + ("<w:b/><w:bCs/>" if bold else "<w:b w:val='0'/><w:bCs w:val='0'/>")
            + ("<w:i/>" if italic and not self.is_rtl else "<w:i w:val='0'/><w:iCs w:val='0'/>")
            + ("<w:caps/>" if caps and not self.is_rtl else "")
            + f'<w:color w:val="{color}"/>'
            + ('<w:spacing w:val="10"/>' if caps and not self.is_rtl else "")
            + f'<w:sz w:val="{half}"/><w:szCs w:val="{complex_half}"/></w:rPr>'
        )

    def paragraph(
        self,
        *,
        before: float = 0,
        after: float = 0,
        line: float = 1.2,
        indent: float = 0,
        hanging: float = 0,
        keep_next: bool = False,
        keep_lines: bool = False,
        border: str = "",
        tabs: str = "",
        level: int | None = None,
        at_end: bool = False,
        numbered: bool = False,
    ) -> str:
        """Properties of a paragraph; distances in points. Left is where reading begins, in Arabic too."""
        points = 20
        return (
            "<w:pPr>"
            + ("<w:keepNext/>" if keep_next else "")
            + ("<w:keepLines/>" if keep_lines else "")
            + "<w:widowControl/>"
            + (f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{NUMBERED}"/></w:numPr>' if numbered else "")
            + border
            + (f"<w:tabs>{tabs}</w:tabs>" if tabs else "")
            + (f'<w:bidi w:val="{int(self.is_rtl)}"/>')
            + f'<w:spacing w:before="{round(before * points)}" w:after="{round(after * points)}"'
            f' w:line="{round(line * 240)}" w:lineRule="auto"/>'
            + f'<w:ind w:left="{round(indent * points)}" w:hanging="{round(hanging * points)}"/>'
            + ('<w:jc w:val="right"/>' if at_end else "")
            + (f'<w:outlineLvl w:val="{level}"/>' if level is not None else "")
            + "</w:pPr>"
        )


def rule(side: str, size: int = 6, color: str = INK, space: int = 4, kind: str = "single") -> str:
    """A line beside a paragraph; `size` in eighths of a point."""
    return f'<w:pBdr><w:{side} w:val="{kind}" w:sz="{size}" w:space="{space}" w:color="{color}"/></w:pBdr>'


def apply_styles(document: Any, language: str, *, is_rtl: bool, text_width: int) -> None:
    """Put our styles in the place of the template's. `text_width` in twentieths of a point."""
    look = Look(language, is_rtl)
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    for text in [_defaults(look), *_styles(look, text_width)]:
        styles.append(parse_xml(text))


def _defaults(look: Look) -> str:
    tag = locale_of(look.language)
    return f"""<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>{look.fonts(SERIF)}
<w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="{"en-GB" if look.is_rtl else tag}"
 w:eastAsia="zh-CN" w:bidi="{tag if look.is_rtl else "ar-SA"}"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"""


def _style(
    kind: str, key: str, name: str, body: str, *, based: str = "Normal", then: str = "", default: bool = False
) -> str:
    is_default = ' w:default="1"' if default else ""
    return (
        f'<w:style {nsdecls("w")} w:type="{kind}"{is_default} w:styleId="{key}">'
        f'<w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based and not default else "")
        + (f'<w:next w:val="{then}"/>' if then else "")
        + "<w:qFormat/>"
        + body
        + "</w:style>"
    )


def _styles(look: Look, width: int) -> list[str]:
    p, r = look.paragraph, look.run
    right = f'<w:tab w:val="right" w:pos="{width}"/>'
    dotted = f'<w:tab w:val="right" w:leader="dot" w:pos="{width}"/>'
    both = (
        f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="{INK}"/>'
        f'<w:bottom w:val="single" w:sz="4" w:space="4" w:color="{INK}"/></w:pBdr>'
    )
    under = rule("bottom", 6, space=6)
    return [
        _style("paragraph", "Normal", "Normal", p(after=6) + r(SERIF, 10), default=True),
        _style("character", "DefaultParagraphFont", "Default Paragraph Font", "", default=True),
        _style("table", "TableNormal", "Normal Table", _table_normal(), default=True),
        _style("numbering", "NoList", "No List", "", default=True),
        _style(
            "paragraph", "CoverHead", "Cover Head",
            p(after=0, tabs=right, border=rule("bottom", 18, kind="double", space=8))
            + r(DISPLAY, 13, bold=True),
        ),
        _style(
            "paragraph", "CoverState", "Cover State",
            p(before=92, after=4) + r(SANS, 9, bold=True, color=INK_2, caps=True),
        ),
        _style(
            "paragraph", "Title", "Title",
            p(before=4, after=14, line=1.05) + r(DISPLAY, 25, bold=look.is_rtl),
        ),
        _style("paragraph", "Subtitle", "Subtitle", p(after=70, line=1.2) + r(SERIF, 12, color=INK_2)),
        _style("paragraph", "Small", "Small", p(before=4, after=6, line=1.2) + r(SANS, 8.5, color=INK_2)),
        _style(
            "paragraph", "Heading1", "heading 1",
            p(before=24, after=10, keep_next=True, keep_lines=True, border=under, level=0)
            + r(SERIF, 15, bold=look.is_rtl),
            then="NumberedParagraph",
        ),
        _style(
            "paragraph", "Heading2", "heading 2",
            p(before=16, after=6, keep_next=True, keep_lines=True, level=1) + r(SANS, 11, bold=True),
            then="NumberedParagraph",
        ),
        _style(
            "paragraph", "Heading3", "heading 3",
            p(before=10, after=4, keep_next=True, level=2) + r(SANS, 8.5, bold=True, color=INK_2),
            then="NumberedParagraph",
        ),
        _style("paragraph", "TOCHeading", "TOC Heading",
               p(after=10, border=under) + r(SERIF, 15, bold=look.is_rtl)),
        _style("paragraph", "TOC1", "toc 1", p(before=6, after=2, tabs=dotted) + r(SERIF, 10, bold=True)),
        _style("paragraph", "TOC2", "toc 2", p(after=2, indent=20, tabs=dotted) + r(SERIF, 10)),
        _style(
            "paragraph", "NumberedParagraph", "Numbered Paragraph",
            p(after=7, line=1.22, indent=28, hanging=28, numbered=True) + r(SERIF, 10),
        ),
        _style(
            "paragraph", "Request", "Request",
            p(before=10, after=2, indent=28, hanging=28, keep_next=True, numbered=True,
              border=rule("top", 4, EDGE, 4), tabs=right) + r(SANS, 8.5, bold=True),
            then="RequestText",
        ),
        _style(
            "paragraph", "RequestText", "Request Text",
            p(after=6, line=1.22, indent=28, keep_next=True) + r(SERIF, 10, italic=True),
            then="NumberedParagraph",
        ),
        _style("paragraph", "QuotedText", "Quoted Text", p(after=6, line=1.22, indent=28) + r(SERIF, 10)),
        _style(
            "paragraph", "Gap", "Gap",
            p(before=4, after=10, indent=28, hanging=28, numbered=True, keep_lines=True, border=both)
            + r(SERIF, 10),
        ),
        _style("paragraph", "Caption", "caption", p(before=8, after=4, keep_next=True) + r(SANS, 8.5)),
        _style("paragraph", "Cell", "Cell", p(before=1, after=1, line=1.1) + r(SANS, 8)),
        _style("paragraph", "CellHead", "Cell Head", p(before=1, after=1, line=1.1) + r(SANS, 8, bold=True)),
        _style("paragraph", "KeyWord", "Key Word", p(line=1.05) + r(SANS, 6.5, bold=True)),
        _style("paragraph", "Figure", "Figure", p(after=4, line=1, keep_next=True) + r(SANS, 8)),
        _style("paragraph", "FigureNumber", "Figure Number", p(line=1) + r(DISPLAY, 16)),
        _style("paragraph", "ListBullet", "List Bullet", p(after=3, indent=12, hanging=12) + r(SANS, 9)),
        _style("paragraph", "Header", "header", p(tabs=right) + r(SANS, 7.5, color=INK_2)),
        _style("paragraph", "Footer", "footer", p(at_end=True) + r(SERIF, 9)),
        _style("paragraph", "FootnoteText", "footnote text",
               p(after=1, line=1.1) + r(SANS, 7.5, color=INK_2)),
        _style("character", "FootnoteReference", "footnote reference",
               f'<w:rPr><w:color w:val="{ACCENT}"/><w:vertAlign w:val="superscript"/></w:rPr>',
               based="DefaultParagraphFont"),
        _style("character", "Hyperlink", "Hyperlink", "<w:rPr/>", based="DefaultParagraphFont"),
        _style("character", "Original", "Original",
               look.run(SANS, 7.5, color=INK_2), based="DefaultParagraphFont"),
        _style("character", "By", "By", look.run(SANS, 8.5, bold=True), based="DefaultParagraphFont"),
        _style("character", "Dateline", "Dateline", look.run(SANS, 9), based="DefaultParagraphFont"),
        _style("table", "RecordTable", "Record Table", _record_table(), based="TableNormal"),
    ]  # fmt: skip


def _table_normal() -> str:
    return (
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
    )


def _record_table() -> str:
    """Hairlines between rows, an ink line under the head; no boxes."""
    return (
        f'<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"/></w:tblBorders>'
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr>'
        "</w:tblStylePr>"
    )


def apply_fonts(document: Any) -> None:
    """Say which face stands in where ours is not installed."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:family w:val="{family}"/></w:font>'
        for name, (other, family) in FALLBACKS.items()
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{rows}</w:fonts>'
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = xml.encode()


def apply_numbering(document: Any, level_text: str) -> None:
    """One list that counts the paragraphs of the whole report."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{NUMBERED}">'
            '<w:multiLevelType w:val="singleLevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            f'<w:lvlText w:val="{level_text}"/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="560" w:hanging="560"/></w:pPr>'
            f'<w:rPr><w:rFonts w:ascii="{SERIF}" w:hAnsi="{SERIF}"/><w:b w:val="0"/><w:bCs w:val="0"/>'
            f'<w:i w:val="0"/><w:color w:val="{INK_3}"/><w:sz w:val="20"/></w:rPr></w:lvl></w:abstractNum>'
        )
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{NUMBERED}"><w:abstractNumId w:val="{NUMBERED}"/></w:num>')
    )
