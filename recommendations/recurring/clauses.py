"""A text parted into clauses: heading, number and recommending States go, each request stands by itself."""

import re

LONGEST = 12_000
_NUMBER = re.compile(
    r"^\W{0,3}(?:(?:recommendations?\s+(?:no\.?|contained\s+in)[^:]{0,40}:\s*)?(?:paragraphs?\s*)?"
    r"(?:R\s)?[\d\u0660-\u0669]{1,3}(?:\s?\(?[a-z]\))?(?:\s?[.\-–]\s?[\d\u0660-\u0669]{1,4})?\s?(?:\([a-z]\))?"
    r"[.:)\-–\s]*)(?=[^\d\u0660-\u0669])",
    re.IGNORECASE,
)
_STATE = (
    r"[(\uff08]\s*(?![^()\uff08\uff09]*\b[A-Z]{2,}[-A-Z0-9]*\b)"  # an acronym may name the treaty
    r"[^\W\d_][^()\uff08\uff09\d]{1,160}?[)\uff09]\s*[;\uff1b؛.,]*"
)
_STATES = re.compile(rf"(?:\s*{_STATE})+\s*$")
_STATES_INSIDE = re.compile(r"[(\uff08]\s*[^\W\d_][^()\uff08\uff09\d]{1,80}[)\uff09]\s*[;\uff1b؛]\s*(?=\S)")
_LETTER = re.compile(
    r"(?:^|(?<=[\s:;.,،؛\uff1b\uff1a)。]))[(\uff08]\s?(?:[a-z\u0430-я]{1,4}|[ء-ي]ـ?)[\u200c-\u200f]?\s?[)\uff09]"
    r"|(?<=[:;؛\uff1a\uff1b])\s?[a-z\u0430-я]\s?\)\s?"
)
_END = re.compile(
    r"(?<=[^\W\d_][^\W\d_)”»\"])[.!?](?=\s|[A-ZÀ-ÝА-Я\u0600-\u06ff])|[。؟]|\s?[;\uff1b؛]|\n{2,}"
    r"|(?<=[^\W\d_)])\s?\d{1,3}\s?[.]\s?(?=[A-ZÀ-ÝА-Я\u4e00-\u9fff])"
)
_ABBREVIATED = re.compile(
    r"\b(?:Nos?|núms?|núm|arts?|paras?|Mr|Ms|Dr|St|e\.g|i\.e|cf|vol|resp|inc|U\.S)\Z", re.IGNORECASE
)


def clauses(text: str) -> list[str]:
    """Its clauses: parted at letters, ends of sentences, semicolons, and at States between two requests."""
    text = _NUMBER.sub("", _STATES.sub("", " ".join(text[:LONGEST].split())))
    text = _LETTER.sub("\n\n", _STATES_INSIDE.sub(" ; ", text))
    parts: list[str] = []
    rest = ""
    for piece in _END.split(text):
        rest = f"{rest} {piece}".strip(" ,،、")
        if _ABBREVIATED.search(rest):
            rest += "."
        elif rest:
            parts.append(rest)
            rest = ""
    if rest:
        parts.append(rest)
    return [part for part in parts if any(letter.isalpha() for letter in part)]
