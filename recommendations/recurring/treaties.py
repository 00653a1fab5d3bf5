"""Which treaties and protocols a request names, however it puts their titles."""

from dataclasses import dataclass

from recommendations.recurring.folding import is_han
from recommendations.recurring.vocabulary import treaty_keys

NEAR = 5  # words between a protocol and its treaty
KEY_WITHIN = 9  # words between “convention” and what it is about
_LABOUR = {"ilo", "oit", "мот", "labour", "travail", "trabajo"}
GENERAL = "core"  # “the core instruments”: no treaty in particular


@dataclass(frozen=True, slots=True)
class Item:
    """One word, or a phrase that stands for something."""

    text: str
    kind: str = ""
    code: str = ""


def named_treaties(items: list[Item], language: str) -> list[Item]:
    """With each treaty and each protocol as one item."""
    if any(item.kind == "instrument" for item in items):
        items = _by_their_keys(_by_their_numbers(items), language)
    if any(item.kind in ("protocol", "itsprotocol") for item in items):
        items = _with_protocols(items)
    return items


def _by_their_numbers(items: list[Item]) -> list[Item]:
    """Conventions of the ILO are called by their number."""
    texts = {item.text for item in items}
    if not texts & _LABOUR:
        return items
    return [
        Item(item.text, "treaty", f"ilo{item.text}")
        if item.text.isdigit() and 1 < len(item.text) < 4 and _follows_convention(items[max(0, at - 8) : at])
        else item
        for at, item in enumerate(items)
    ]


def _follows_convention(before: list[Item]) -> bool:
    return any(item.kind in ("instrument", "treaty") for item in before)


def _by_their_keys(items: list[Item], language: str) -> list[Item]:
    """“Convention on …” by what follows; in Chinese by what stands before."""
    made: list[Item] = []
    skip_to = 0
    for at, item in enumerate(items):
        if at < skip_to:
            continue
        if item.kind != "instrument":
            made.append(item)
            continue
        if is_han(item.text[:1]):
            before = "".join(each.text for each in items[max(0, at - KEY_WITHIN) : at])
            code = next((code for code, words in treaty_keys(language) if "".join(words) in before), "")
            made.append(Item(item.text, "treaty", code) if code else item)
            continue
        code, length = _key_in(items[at + 1 : at + 1 + KEY_WITHIN], language)
        made.append(Item(item.text, "treaty", code) if code else item)
        skip_to = at + 1 + length
    return made


def _key_in(following: list[Item], language: str) -> tuple[str, int]:
    """The treaty whose key comes first, and how many items reach to its end."""
    spelled: list[str] = []
    ends: list[int] = []
    for place, item in enumerate(following, start=1):
        if item.kind in ("instrument", "treaty", "protocol", "itsprotocol"):
            break
        for word in item.text.split():
            spelled.append(word)
            ends.append(place)
    for start in range(len(spelled)):
        for code, words in treaty_keys(language):
            if tuple(spelled[start : start + len(words)]) == words:
                return code, ends[start + len(words) - 1]
    return "", 0


def _with_protocols(items: list[Item]) -> list[Item]:
    """“Optional protocol to” a treaty becomes a treaty of its own; “and its protocol” one beside it."""
    made = list(items)
    for at, item in enumerate(items):
        if item.kind == "itsprotocol":
            base = _nearest(items, range(at - 1, -1, -1))
            if base is not None:
                made[at] = _protocol(items, at, items[base].code)
        elif item.kind == "protocol":
            base = _nearest(items, range(at + 1, min(at + NEAR, len(items))))
            before = _nearest(items, range(at - 1, max(at - NEAR, -1), -1)) if base is None else None
            found = base if base is not None else before
            if found is not None:
                made[at] = _protocol(items, at, items[found].code)
                if base is not None or is_han(items[found].text[:1]) or item.text.startswith("op"):
                    made[found] = Item("", "stop")
    return made


def _nearest(items: list[Item], places: range) -> int | None:
    return next((at for at in places if items[at].kind == "treaty" and items[at].code != GENERAL), None)


def _protocol(items: list[Item], at: int, base: str) -> Item:
    """Which of a treaty's protocols, by the words around."""
    around = items[max(0, at - 2) : at + 1] + items[at + 1 : at + 14]
    ordinals = {item.code for item in around if item.kind == "ordinal"}
    if items[at].text.endswith("2") or any(item.code == "deathpenalty" for item in around):
        ordinals.add("2")
    which = next((code for code in ("sale", "conflict", "3", "2") if code in ordinals), "")
    if base not in ("crc", "iccpr") or (base == "iccpr" and which != "2") or (base == "crc" and which == "2"):
        which = ""
    return Item("", "treaty", f"op{base}{which}")
