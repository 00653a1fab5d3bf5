"""A numbered text, pasted whole, taken apart into its paragraphs for a person to look over."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from recommendations.uhri.paragraph_order import order_of
from recommendations.uhri.paragraphs import take_number

MOST = 200
_NUMBER = re.compile(
    r"\s*(?P<number>\(?\d{1,3}(?:[.\-]\d{1,3})*(?:\s?\([a-z0-9]{1,4}\))?\)?)(?:[.):、]\s*|\s+(?=\S))"
)
_LETTER = re.compile(r"\s*(?P<number>\(?(?:[a-z]{1,2}|[ivx]{2,5})\)|[a-z\u0430-\u044fأ-ي]\))\s*(?=\S)")
_LIST_ITEM = re.compile(r"\s*(?:\(?[a-z\u0430-\u044fأ-ي]{1,4}\)|[-–•*])\s")
Opens = Callable[[str], tuple[str, str]]
_BLANK = re.compile(r"\n\s*\n")


class Pasted(NamedTuple):
    """One paragraph: its number as it is cited, and what follows."""

    paragraph: str
    text: str


def split(text: str) -> list[Pasted]:
    """Paragraphs by their numbers, else by their letters, else by blank lines.

    A number opens a paragraph where it stands at the start of a line and follows the one before; what comes
    before the first number, and lists inside a paragraph, stay with the text they belong to.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    blocks = (_joined(block.split("\n")) for block in _BLANK.split(text))
    return (
        _numbered(lines, _number)
        or _numbered(lines, _letter)
        or [Pasted("", block) for block in blocks if block]
    )


def joined(paragraphs: Iterable[Pasted]) -> str:
    """The text again, so that `split` finds the same paragraphs; unnumbered ones apart by a blank line."""
    paragraphs = list(paragraphs)
    between = "\n" if any(one.paragraph for one in paragraphs) else "\n\n"
    return between.join(f"{_marked(one)}\t{one.text}" if one.paragraph else one.text for one in paragraphs)


def _marked(one: Pasted) -> str:
    """A letter that begins the text is not to be taken for a part of the number."""
    return f"{one.paragraph}." if one.text.startswith("(") and one.paragraph[-1].isdigit() else one.paragraph


def _numbered(lines: list[str], opens: Opens) -> list[Pasted]:
    groups: list[tuple[str, list[str]]] = [("", [])]
    reached: list[int] = []
    for line in lines:
        number, rest = opens(line)
        order = order_of(number)
        if number and order > reached:
            reached = order
            groups.append((number, [rest]))
        else:
            groups[-1][1].append(line)
    if len(groups) == 1:
        return []
    told = [(number, _joined(body)) for number, body in groups]
    return [Pasted(number, said) for number, said in told if said and (number or _asks(said))]


def _asks(opening: str) -> bool:
    """Words before the first number are kept where they are more than a heading."""
    return len(opening) > 120


def _number(line: str) -> tuple[str, str]:
    """The number that opens a line; nothing where it opens with none."""
    taken = take_number(line)
    if taken.paragraph and not taken.heading and taken.paragraph[0].isdigit():
        return taken.paragraph, taken.text
    match = _NUMBER.match(line)
    if match and _is_number(match, line):
        number = match["number"]
        return (number if "(" in number[1:] else number.strip("()")), line[match.end() :]
    return "", line


def _is_number(match: re.Match[str], line: str) -> bool:
    """`5 children` is none, `214 (1) The State` and `(5) Pay` are; a bare number wants a mark or a gap."""
    number, after = match["number"], line[match.end("number") : match.end()]
    marked = bool(after.strip()) or "\t" in after or len(after) > 1 or not number.isdecimal()
    return marked and len(line) > match.end()


def _letter(line: str) -> tuple[str, str]:
    match = _LETTER.match(line)
    return (f"({match['number'].strip('()')})", line[match.end() :]) if match else ("", line)


def _joined(lines: list[str]) -> str:
    """Lines broken by a page are put together; a list inside, and blank lines, keep their own."""
    return "\n".join(_paragraphs(lines)).strip()


def _paragraphs(lines: list[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        bare = " ".join(line.split())
        if held and (not bare or _LIST_ITEM.match(line)):
            yield " ".join(held)
            held = []
        if bare:
            held.append(bare)
    if held:
        yield " ".join(held)
