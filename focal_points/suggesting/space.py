"""Texts of one language as points: near by words, by letters in a row, and by the themes they share."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from focal_points.suggesting.things import Thing
from recommendations.recurring.folding import fold, is_han, tokens

LONGEST = 4_000
"""Characters of a text that are read: what it asks stands in its beginning."""
HINTS_WEIGH = 0.25
AT_ONCE = 256
TOO_COMMON, TOO_COMMON_OF_FEW, FEW = 0.12, 0.35, 300
"""A word in more than this share of the texts is not shown as one that two of them share."""
Matrix = NDArray[np.float32]
_NUMBER = re.compile(r"^\s*(?:\(?[a-z]\)\s*|[\d\u0660-\u0669]{1,4}[.\-–\s]*)+", re.I)
_STATES = re.compile(r"\s*[(\uff08][^()\uff08\uff09]{2,200}[)\uff09]\s*[;\uff1b\u061b.]?\s*$")


def asked(text: str) -> str:
    """The text without its number and without the States in brackets at its end; folded."""
    text = _NUMBER.sub("", text[: LONGEST + 200]).strip()
    return fold(_STATES.sub("", text))[:LONGEST]


def words(folded: str) -> list[str]:
    """The words of a folded text; of Chinese each two characters in a row."""
    found = tokens(folded)
    pairs = [a + b for a, b in pairwise(found) if is_han(a) and is_han(b)]
    return [word for word in found if not is_han(word) and len(word) > 1 and not word.isdigit()] + pairs


class Bag:
    """Texts as counts weighed by rarity. Where the texts hold nothing that can be counted, so do the rows."""

    def __init__(self, **given: Any) -> None:
        self._counts: TfidfVectorizer | None = TfidfVectorizer(
            lowercase=False, sublinear_tf=True, dtype=np.float32, **given
        )
        self.names: NDArray[Any] = np.array([""], dtype=object)

    def fit(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Learn the words of these texts, and answer their rows."""
        try:
            rows = self._counts.fit_transform(texts) if self._counts else None
        except ValueError:  # no text holds a word
            self._counts = None
            return self.transform(texts)
        self.names = self._counts.get_feature_names_out() if self._counts else self.names
        return rows

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Rows of other texts, by the words that were learned."""
        if self._counts is None:
            return sparse.csr_matrix((len(texts), 1), dtype=np.float32)
        return self._counts.transform(texts)

    def rare(self, share: float) -> Iterable[str]:
        """Names in no more than this share of the texts."""
        if self._counts is None:
            return []
        return [str(name) for name in self.names[self._counts.idf_ >= 1 - np.log(share)]]


class Space:
    """Points of one language. `things` are the examples; questions are placed among them later."""

    def __init__(self, language: str, things: Sequence[Thing]) -> None:
        self.language = language
        self.things = list(things)
        self.at = {thing.key: place for place, thing in enumerate(self.things)}
        texts = [asked(thing.texts[language]) for thing in self.things]
        self._words = Bag(
            tokenizer=words,
            token_pattern=None,
            ngram_range=(1, 2),
            min_df=1 if len(texts) < 500 else 2,
            max_features=60_000,
        )
        self._letters = Bag(
            analyzer="char_wb",
            ngram_range=(1, 3) if language.startswith("zh") else (3, 5),
            min_df=min(2, max(len(texts), 1)),
            max_features=80_000,
        )
        self.by_words = self._words.fit(texts)
        self.points = self._joined(self.by_words, self._letters.fit(texts))
        self.names = self._words.names
        common = TOO_COMMON if len(texts) >= FEW else TOO_COMMON_OF_FEW
        self._telling = {name for name in self._words.rare(common) if " " not in name}
        self._themes = sorted({hint for thing in self.things for hint in thing.hints})
        self.hints = self._hints(self.things)

    def _hints(self, things: Sequence[Thing]) -> sparse.csr_matrix:
        """A column a theme, rows of length one; at least one column, for texts without any theme."""
        column = {theme: place for place, theme in enumerate(self._themes)}
        pairs = [
            (row, column[hint]) for row, thing in enumerate(things) for hint in thing.hints if hint in column
        ]
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        shape = (len(things), max(len(column), 1))
        marks = np.ones(len(pairs), dtype=np.float32)
        return normalize(sparse.csr_matrix((marks, (rows, columns)), shape=shape))

    def _joined(self, by_words: sparse.csr_matrix, by_letters: sparse.csr_matrix) -> sparse.csr_matrix:
        return normalize(sparse.hstack([by_words, by_letters]).tocsr())

    def among(self, rows: Sequence[int], *, with_hints: bool) -> Matrix:
        """How near these examples are to each other."""
        near = _products(self.points[rows], self.points[rows])
        return self._with_hints(near, self.hints[rows], rows) if with_hints else near

    def place(self, questions: Sequence[Thing]) -> "Placed":
        """Questions among the points."""
        texts = [asked(thing.texts[self.language]) for thing in questions]
        by_words = self._words.transform(texts)
        points = self._joined(by_words, self._letters.transform(texts))
        return Placed(self, by_words, points, self._hints(questions))

    def told_by(self, names: Iterable[str], most: int) -> tuple[str, ...]:
        """The single words of these names that tell something, each once, in order."""
        found: dict[str, None] = {}
        for name in names:
            for word in name.split(" "):
                if word in self._telling:
                    found.setdefault(word)
            if len(found) >= most:
                break
        return tuple(list(found)[:most])

    def _with_hints(self, near: Matrix, hints: sparse.csr_matrix, rows: Sequence[int]) -> Matrix:
        near += HINTS_WEIGH * _products(hints, self.hints[rows])
        near /= 1 + HINTS_WEIGH
        return near


class Placed:
    """Questions as points of a space."""

    def __init__(
        self, space: Space, by_words: sparse.csr_matrix, points: sparse.csr_matrix, hints: sparse.csr_matrix
    ) -> None:
        self.space = space
        self._by_words = by_words
        self._points = points
        self._hints = hints

    def near(self, rows: Sequence[int], *, with_hints: bool) -> Matrix:
        """How near each question is to these examples."""
        near = _products(self._points, self.space.points[rows])
        return self.space._with_hints(near, self._hints, rows) if with_hints else near

    def shared(self, question: int, example: int, most: int = 6) -> tuple[str, ...]:
        """The words that a question shares with an example, the most telling first."""
        both = self._by_words[question].multiply(self.space.by_words[example]).tocoo()
        strongest = both.col[np.argsort(-both.data)]
        return self.space.told_by((self.space.names[column] for column in strongest), most)


def _products(left: sparse.csr_matrix, right: sparse.csr_matrix) -> Matrix:
    """Each row times each row. Some at a time: the product of all would stand in memory twice over."""
    found = np.empty((left.shape[0], right.shape[0]), dtype=np.float32)
    turned = right.T.tocsr()
    for start in range(0, left.shape[0], AT_ONCE):
        found[start : start + AT_ONCE] = (left[start : start + AT_ONCE] @ turned).toarray()
    return found
