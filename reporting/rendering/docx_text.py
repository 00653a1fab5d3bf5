"""Words inside a Word document: runs that keep their direction, fields, bookmarks, links.

python-docx knows nothing of right-to-left runs, fields or bookmarks; what is missing is written as XML.
"""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reporting.rendering.draft import direction_of
from reporting.rendering.words import LRI, PDI

# What XML 1.0 cannot hold; a text from outside may carry it.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LATIN = re.compile(rf"{LRI}([^{PDI}]*){PDI}|([A-Za-zÀ-ɏ][\w/.&:()’'–-]*(?: [A-Za-zÀ-ɏ0-9][\w/.&:()’'–-]*)*)")

LOCALES = {
    "en": "en-GB",
    "fr": "fr-FR",
    "ar": "ar-SA",
    "es": "es-ES",
    "ru": "ru-RU",
    "zh": "zh-CN",
}


def locale_of(language: str) -> str:
    """The tag by which Word knows a language."""
    return LOCALES.get(language.split("-")[0], language)


def element(tag: str, **attributes: Any) -> Any:
    """An element of WordprocessingML with `w:` attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name.rstrip('_')}"), str(value))
    return made


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def stretches(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces that run one way, each with whether it runs right to left."""
    text = clean(text)
    if direction_of(language) == "ltr":
        yield text.replace(LRI, "").replace(PDI, ""), False
        return
    end = 0
    for latin in _LATIN.finditer(text):
        if latin.start() > end:
            yield text[end : latin.start()], True
        yield latin[1] or latin[2] or "", False
        end = latin.end()
    if end < len(text):
        yield text[end:], True


def write(paragraph: Any, text: str, language: str, *, style: str = "", bold: bool = False) -> None:
    """Put text at the end of a paragraph, in runs of one direction, with the language marked.

    `style` is the key of a character style.
    """
    for piece, is_rtl in stretches(text, language):
        if piece:
            run = paragraph.add_run(piece)
            if style:
                run._r.get_or_add_rPr().insert(0, element("rStyle", val=style))
            mark(run, language, rtl=is_rtl, bold=bold)


def mark(run: Any, language: str, *, rtl: bool = False, bold: bool = False) -> None:
    """Give a run its direction, language and weight, in the order that the schema wants."""
    properties = run._r.get_or_add_rPr()
    if bold:
        run.bold = True
        run.font.cs_bold = True
    if rtl:
        run.font.rtl = True
    tag = locale_of(language)
    lang = element("lang", bidi=tag) if rtl else element("lang", val=tag)
    properties.append(lang)


def set_direction(paragraph: Any, direction: str, default: str) -> None:
    """Turn a paragraph against the direction of its document."""
    if direction != default:
        bidi = element("bidi", val="1" if direction == "rtl" else "0")
        paragraph._p.get_or_add_pPr().insert_element_before(
            bidi, "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
            "w:rPr", "w:sectPr",
        )  # fmt: skip


def field(paragraph: Any, instruction: str, shown: str = "") -> None:
    """A field with what it shows until Word computes it anew."""
    for part in field_parts(instruction, shown):
        paragraph._p.append(part)


def field_parts(instruction: str, shown: str = "") -> list[Any]:
    """The runs of a field: begin, instruction, separator, what is shown, end."""
    code = element("instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    text = element("t")
    text.text = shown
    return [
        _run(element("fldChar", fldCharType="begin")),
        _run(code),
        _run(element("fldChar", fldCharType="separate")),
        _run(text),
        _run(element("fldChar", fldCharType="end")),
    ]


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Name the whole paragraph, so that links and fields find it."""
    start = element("bookmarkStart", id=number, name=name)
    first = paragraph._p.find(qn("w:r"))
    if first is not None:
        first.addprevious(start)
    else:
        paragraph._p.append(start)
    paragraph._p.append(element("bookmarkEnd", id=number))


def link_to_bookmark(paragraph: Any, name: str) -> Any:
    """A link inside the document; what is written into the answer is what one clicks."""
    link = element("hyperlink", anchor=name, history=1)
    paragraph._p.append(link)
    return link


def _run(child: Any) -> Any:
    run = element("r")
    run.append(child)
    return run
