"""The XML inside a workbook, element by element, so that none of its parts has to fit into memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PHONETIC = "rPh"


def elements(part: IO[bytes], name: str) -> Iterator[Any]:
    """Every element of that name in any namespace; it is emptied as soon as the next one is asked for."""
    found = etree.iterparse(
        part,
        tag=f"{{*}}{name}",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
    )
    for _event, element in found:
        yield element
        element.clear()
        parent = element.getparent()
        if parent is not None:
            while parent[0] is not element:
                del parent[0]


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(item: Any) -> str:
    """The text of a string item: of all its runs, without what only says how it is read aloud."""
    found: list[str] = []
    for child in item:
        name = local(child)
        if name == "t":
            found.append(child.text or "")
        elif name != _PHONETIC:
            found += [part.text or "" for part in child if local(part) == "t"]
    return unescaped("".join(found))


def unescaped(text: str) -> str:
    """Characters that XML cannot hold stand in a workbook as `_x000D_`."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
