"""A text as UHRI gives it, HTML or not, made plain; and the form in which two texts are compared."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

# Tags that end or begin a block: a line break stands where they stood.
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_CELL = frozenset({"td", "th"})
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "area",
        "audio",
        "b",
        "base",
        "basefont",
        "bdi",
        "bdo",
        "big",
        "button",
        "canvas",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "datalist",
        "del",
        "dfn",
        "em",
        "embed",
        "font",
        "frame",
        "i",
        "iframe",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "legend",
        "link",
        "map",
        "mark",
        "meta",
        "meter",
        "noscript",
        "object",
        "optgroup",
        "option",
        "output",
        "param",
        "picture",
        "progress",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "select",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "svg",
        "template",
        "textarea",
        "time",
        "track",
        "tt",
        "u",
        "var",
        "video",
        "wbr",
    ]
)
_SWALLOWED = re.compile(r"<(script|style|noframes|xml)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*>", re.DOTALL)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*(?::[a-zA-Z0-9]+)?)(?=[\s/>])[^<>]*/?>")
_STRAY_BREAK = re.compile(r"(?<![<\w/])/?(?:br|BR)\s*/?>")
_DOUBLED_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_HTML_SPACE = re.compile(r"[ \t\r\n\f]+")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_EDGES = re.compile(r"[ \t]*\n[ \t]*")
_BREAKS = re.compile(r"[ \t]*\n\s*")
_BLANK_LINES = re.compile(r"\n{3,}")
_MARKS = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def _printable() -> dict[int, str | None]:
    """What happens to characters that are no text. Right-to-left marks stay; overrides of direction go."""
    table: dict[int, str | None] = dict.fromkeys(range(0x20))
    table.update({ord("\n"): "\n", ord("\t"): " ", 0x7F: None})
    for code in range(0x80, 0xA0):  # Windows characters read as Latin-1
        try:
            table[code] = bytes([code]).decode("cp1252")
        except UnicodeDecodeError:
            table[code] = None
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))  # halves of a pair: no encoder takes them
    table.update(dict.fromkeys([0x200B, 0x202D, 0x202E, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF]))
    return table


_PRINTABLE = _printable()
_PLAIN_SPACES = {ord("\t"): " ", ord("\r"): "\n"}
_ALWAYS_FINE = re.compile(
    r"[\n\x20-\x7e\u00a0-\u1fff\u2000-\u200a\u200c-\u2027\u202f-\u2060\u2070-\ud7ff]*\Z"
)


def is_printable(text: str) -> bool:
    """Whether nothing in `text` has to go; white space of any kind between the words may stay."""
    return (
        _ALWAYS_FINE.match(text.translate(_PLAIN_SPACES) if "\t" in text or "\r" in text else text)
        is not None
    )


def printable(text: str) -> str:
    """`text` without control characters and without what no database and no file takes."""
    if _ALWAYS_FINE.match(text):
        return text
    return _LINE_END.sub("\n", text).translate(_PRINTABLE)


def plain(text: str) -> str:
    """The text as it is shown: markup gone, entities decoded, each block on its own line.

    Words stay as they were given, odd spaces inside them included. What looks like a tag but is none of
    HTML's ("<sic>") is kept.
    """
    if "<" in text or ">" in text:
        text = _without_markup(text)
    if "&" in text:
        text = html.unescape(text)
        if _DOUBLED_ENTITY.search(text):
            text = html.unescape(text)
    text = printable(text)
    if "\n" in text:
        text = _BLANK_LINES.sub("\n\n", _EDGES.sub("\n", text))
    return text.strip()


def _without_markup(text: str) -> str:
    text = _COMMENT.sub("", _SWALLOWED.sub(" ", text))
    has_blocks = any(tag.lower() in _BLOCK for tag in _TAG.findall(text))
    if has_blocks:
        text = _HTML_SPACE.sub(" ", text)  # in HTML a line break of the source is a space
    text = _STRAY_BREAK.sub("\n", _TAG.sub(_in_place_of_tag, text))
    return _BREAKS.sub("\n", text) if has_blocks else text


def _in_place_of_tag(match: re.Match[str]) -> str:
    tag = match[1].lower()
    if tag in _BLOCK:
        return "\n"
    if tag in _CELL:
        return "" if match[0].startswith("</") else " "
    if tag in _INLINE or ":" in tag:
        return ""
    return match[0]


@lru_cache(maxsize=16)
def comparable(text: str) -> str:
    """The text without any spacing or invisible mark: two texts that differ in these alone are the same."""
    if text.isascii():
        return "".join(text.split())
    return _MARKS.sub("", "".join(unicodedata.normalize("NFC", text).split()))
