"""Arabic writes "and", "by", "for", "as" and the article together with the word that follows them.

The stemmer takes off some of them (وب، بال، لل) and leaves others (وال، ل، ك، فال): a word is asked in each
form that it leaves, and without a letter before it that may be such a word or the word's own.
"""

import re

LEFT_BY_THE_STEMMER = ("وال", "ل", "ك", "فال")
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")  # vowel signs, and the stroke that only lengthens
_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]+$")
_JOINED = re.compile("[وف]?(?:ال|بال|كال|لل)|[وف]?[بكل]|[وف]")
LEAST = 4
"""Letters that must follow one that may be a preposition: لجنة is no "for" something."""


def is_arabic_word(text: str) -> bool:
    """Letters of this script alone, its marks aside."""
    return bool(_WORD.match(_MARKS.sub("", text)))


def forms_of(word: str) -> list[str]:
    """The word as it is, bare of what is written together with it, and the bare word after each of those."""
    word = _MARKS.sub("", word)
    bare = _bare(word)
    bases = list(dict.fromkeys([bare, word] if word[:1] == "ل" else [bare]))
    before = [one + base for base in bases for one in LEFT_BY_THE_STEMMER]
    if word[:1] == "ل":  # one of three is not written: لل and لاجئين are للاجئين
        before += ["لل" + word[1:], "وال" + word[1:]]
    return list(dict.fromkeys([word, bare, *before]))


def beginning_of(word: str) -> str:
    """A pattern of where it may stand in a text: its first letters, with what may be written before them."""
    letters = re.escape(_bare(_MARKS.sub("", word)))
    first = letters[: max(LEAST - 1, len(letters) - 4)]
    return r"\b\w{0,4}" + re.sub("[اأإآ]", "[اأإآ]", first)


def _bare(word: str) -> str:
    match = _JOINED.match(word)
    if not match:
        return word
    bare = word[match.end() :]
    return bare if len(bare) >= (LEAST if len(match[0]) == 1 else LEAST - 1) else word
