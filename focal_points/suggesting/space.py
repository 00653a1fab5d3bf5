"""Texts of one language as points: near by words, by letters in a row, and by the themes they share."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import MultiLabelBinarizer, normalize

from focal_points.suggesting.things import Thing
from recommendations.recurring.folding import fold, is_han, tokens

LONGEST = 4_000
"""Characters of a text that are read: what it asks stands in its beginning."""
HINTS_WEIGH = 0.25
TOO_COMMON = 0.12
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


class Space:
    """Points of one language. `things` are the examples; questions are placed among them later."""

    def __init__(self, language: str, things: Sequence[Thing]) -> None:
        self.language = language
        self.things = list(things)
        self.at = {thing.key: place for place, thing in enumerate(self.things)}
        texts = [asked(thing.texts[language]) for thing in self.things]
        fewest = 1 if len(texts) < 500 else 2
        self._words = TfidfVectorizer(
            tokenizer=words,
            token_pattern=None,
            lowercase=False,
            ngram_range=(1, 2),
            sublinear_tf=True,
            min_df=fewest,
            max_features=60_000,
            dtype=np.float32,
        )
        self._letters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(1, 3) if language.startswith("zh") else (3, 5),
            lowercase=False,
            sublinear_tf=True,
            min_df=min(2, len(texts)),
            max_features=80_000,
            dtype=np.float32,
        )
        self._themes = MultiLabelBinarizer(sparse_output=True)
        hints = self._themes.fit_transform([thing.hints for thing in self.things])
        self.hints = normalize(hints.astype(np.float32))
        self.by_words = self._words.fit_transform(texts)
        self.points = self._joined(self.by_words, self._letters.fit_transform(texts))
        self.names = self._words.get_feature_names_out()
        rare = self._words.idf_ >= 1 - np.log(TOO_COMMON)
        self._telling = {name for name in self.names[rare] if " " not in name}

    def _joined(self, by_words: sparse.csr_matrix, by_letters: sparse.csr_matrix) -> sparse.csr_matrix:
        return normalize(sparse.hstack([by_words, by_letters]).tocsr())

    def among(self, rows: Sequence[int], *, with_hints: bool) -> Matrix:
        """How near these examples are to each other."""
        near = _dense(self.points[rows] @ self.points[rows].T)
        return self._with_hints(near, self.hints[rows], rows) if with_hints else near

    def place(self, questions: Sequence[Thing]) -> "Placed":
        """Questions among the points."""
        texts = [asked(thing.texts[self.language]) for thing in questions]
        by_words = self._words.transform(texts)
        known = set(self._themes.classes_)
        hints = self._themes.transform([thing.hints & known for thing in questions])
        points = self._joined(by_words, self._letters.transform(texts))
        return Placed(self, by_words, points, normalize(hints.astype(np.float32)))

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
        near += HINTS_WEIGH * _dense(hints @ self.hints[rows].T)
        return near / (1 + HINTS_WEIGH)


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
        near = _dense(self._points @ self.space.points[rows].T)
        return self.space._with_hints(near, self._hints, rows) if with_hints else near

    def shared(self, question: int, example: int, most: int = 6) -> tuple[str, ...]:
        """The words that a question shares with an example, the most telling first."""
        both = self._by_words[question].multiply(self.space.by_words[example]).tocoo()
        strongest = both.col[np.argsort(-both.data)]
        return self.space.told_by((self.space.names[column] for column in strongest), most)


def _dense(matrix: sparse.csr_matrix) -> Matrix:
    return np.asarray(matrix.todense(), dtype=np.float32)
