"""How much of a file is read, and the refusal with its reason."""

import unicodedata

MOST_PAGES = 500
MOST_LETTERS = 2_000_000
MOST_UNPACKED = 100_000_000
A_PASSAGE = 2_500
"""Letters of a passage, in a file that has no pages."""


class Refused(Exception):
    """The file cannot be read; `why` is one of: encrypted, broken, too_large, too_slow."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def tidy(text: str) -> str:
    """Without control characters (PostgreSQL holds no NUL) and half letters; spaces drawn together."""
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs", "Co", "Cn"}
    )
    return "\n".join(line for line in (" ".join(line.split()) for line in kept.splitlines()) if line)


def in_passages(paragraphs: list[str]) -> list[tuple[int, str]]:
    """Paragraphs put together to stretches of readable length, numbered from 1."""
    stretches: list[list[str]] = []
    length = A_PASSAGE
    for paragraph in paragraphs:
        for start in range(0, len(paragraph), 2 * A_PASSAGE):
            piece = paragraph[start : start + 2 * A_PASSAGE]
            if length + len(piece) > A_PASSAGE:
                stretches.append([])
                length = 0
            stretches[-1].append(piece)
            length += len(piece)
    return [(number, "\n".join(stretch)) for number, stretch in enumerate(stretches, start=1)]
