"""What a text asks, request by request, in words that can be compared."""

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass

from recommendations.recurring.chinese import edges
from recommendations.recurring.clauses import clauses
from recommendations.recurring.folding import fold, healed, is_han, stem, tokens
from recommendations.recurring.treaties import GENERAL, Item, named_treaties
from recommendations.recurring.vocabulary import Phrase, Phrases, implied, language_of, phrases

_FEWEST = 4  # words after “recommends”: fewer are the end of a sentence that asks by itself
_TAIL_AFTER = 2  # words that must stand before what follows counts as a tail
_DROPPED = frozenset(
    {
        "tail",
        "opening",
        "stop",
        "body",
        "concern",
        "preamble",
        "instrument",
        "protocol",
        "itsprotocol",
        "measure",
    }
)
_LIGHT = frozenset({"generic", "stop", "form", "tail"})  # a phrase of these never cuts a word in two
_SUPPORTING = frozenset({"protect", "promote", "strengthen", "issue"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its own words, those of its tail (how, why), general ones, and what must not differ."""

    words: tuple[str, ...]
    tail: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    treaties: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    lead: str = ""
    negated: bool = False


def requests(text: str, language: str, known: Container[str] = ()) -> list[Request]:
    """The requests that a text holds. What a committee only observes is left out; the rest is kept.

    `known` are words of texts like it, by which words that fell apart are told.
    """
    language = language_of(language)
    found = [_items(healed(tokens(fold(clause)), known), language) for clause in clauses(text)]
    asked = list(_asked(found)) or found
    made = [_request(named_treaties(items, language)) for items in asked]
    if not any(request.words for request in made):
        made = [_request(named_treaties(items, language)) for items in found]
    return [request for request in made if request.words]


def _items(words: list[str], language: str) -> list[Item]:
    """Words in order, phrases taken together."""
    known = phrases(language)
    borders = edges(words) if language == "zh" else frozenset()
    items: list[Item] = []
    at = 0
    while at < len(words):
        phrase = _phrase(words, at, known, borders)
        length = len(phrase.words) if phrase else _length(words, at, known, borders)
        text = "".join(words[at : at + length]) if is_han(words[at]) else " ".join(words[at : at + length])
        items.append(Item(text, phrase.kind, phrase.code) if phrase else Item(text))
        at += length
    return items


def _phrase(words: list[str], at: int, known: Phrases, borders: Collection[int]) -> Phrase | None:
    """The phrase that begins here, unless it is a light one that would cut a word in two."""
    phrase = known.at(words, at)
    if (
        phrase
        and borders
        and phrase.kind in _LIGHT
        and not (at in borders and at + len(phrase.words) in borders)
    ):
        return None
    return phrase


def _length(words: list[str], at: int, known: Phrases, borders: Collection[int]) -> int:
    """How many tokens are one word here: of Chinese up to its end, or to where a phrase begins."""
    if not borders or not is_han(words[at]):
        return 1
    end = at + 1
    while end < len(words) and end not in borders and not _phrase(words, end, known, borders):
        end += 1
    return end - at


def _asked(found: list[list[Item]]) -> Iterator[list[Item]]:
    """From each clause in which a body asks, what follows; and the clauses that go on from there."""
    began = False
    for items in found:
        kinds = [item.kind for item in items]
        speaks = kinds.index("body") if "body" in kinds else len(kinds)
        asks = next((at for at, kind in enumerate(kinds) if kind == "asking" and at > speaks), None)
        rest = items[asks + 1 :] if asks is not None else []
        while rest and rest[0].kind in ("body", "stop", "asking"):
            rest = rest[1:]
        if asks is not None and (len(rest) >= _FEWEST or asks == len(items) - 1):
            began = True
            yield rest
        elif speaks < len(kinds) and "concern" in kinds:
            began = False
        elif began:
            yield items


def _request(items: list[Item]) -> Request:
    words: list[str] = []
    tail: list[str] = []
    general: list[str] = []
    for at, item in enumerate(items):
        into = tail if tail and tail[0] == "" else words
        if item.kind == "tail" and len(words) >= _TAIL_AFTER and into is words:
            tail.append("")
        elif item.kind in _DROPPED or _only_says_measures(items, at) or (item.kind == "asking" and at):
            continue
        elif item.kind in ("generic", "form"):
            general += _spelled(item)
        elif item.kind in ("", "asking", "ordinal"):
            into += _spelled(item)
        else:
            into.append(item.code)
    tail = tail[1:]
    codes = {kind: frozenset(i.code for i in items if i.kind == kind) for kind in ("treaty", "group", "form")}
    asked_first = frozenset(words)
    treaties = codes["treaty"] & asked_first
    also = [implied().get(item.code, frozenset()) for item in items if item.kind == "term"]
    return Request(
        words=tuple(words or tail or general),
        tail=tuple(tail if words else ()),
        general=tuple(general if words or tail else ()),
        treaties=codes["treaty"] if treaties == {GENERAL} else treaties,
        groups=codes["group"].union(*also),
        acts=frozenset(i.code for i in items if i.kind == "act") & asked_first,
        numbers=frozenset(_numbers(items)),
        forms=codes["form"],
        lead=_lead(items),
        negated=sum(item.kind == "negation" for item in items) % 2 == 1,
    )


def _spelled(item: Item) -> list[str]:
    return [item.text] if is_han(item.text[:1]) else [stem(word) for word in item.text.split()]


def _lead(items: list[Item]) -> str:
    """What is to be done first: “ensure the implementation” implements, “support the adoption” adopts."""
    done = [
        item.code
        for at, item in enumerate(items)
        if item.kind in ("same", "act") and not _only_says_measures(items, at)
    ]
    return next((code for code in done if code not in _SUPPORTING), "")


def _only_says_measures(items: list[Item], at: int) -> bool:
    """“Adopt the necessary measures to …” adopts nothing."""
    return items[at].code == "adopt" and any(item.kind == "measure" for item in items[at + 1 : at + 4])


def _numbers(items: list[Item]) -> Iterator[str]:
    """Numbers of articles, laws, conventions; years say when, not what."""
    for item in items:
        if not item.kind and item.text.isdigit() and not 1900 <= int(item.text) <= 2100:
            yield item.text.lstrip("0") or "0"
