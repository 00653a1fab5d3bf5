"""Learns labels from examples of one space: a linear judge for each label, joined with each label's centre.

Both are told by how near the examples are to each other (the kernel), so that what is held back for
measuring costs a slice of it and no second reading of the texts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.kernel_ridge import KernelRidge

from focal_points.suggesting.space import Matrix, Placed, Space
from focal_points.suggesting.things import Label

ALPHA = 0.5
MOST = 4_000
"""Examples of a kind that are learned from, so that memory stays bounded whatever the register holds."""
MOST_JUDGED = 2_500
"""Those from which the linear judges learn; the centres are made of all."""


class Learner:
    """Labels of one kind, in one language."""

    def __init__(self, space: Space, labelled: Mapping[int, frozenset[Label]], *, with_hints: bool) -> None:
        self.space = space
        self.with_hints = with_hints
        rows = [space.at[key] for key in labelled if key in space.at]
        self.labels: list[Any] = sorted(
            {one for row in rows for one in labelled[space.things[row].key]}, key=str
        )
        column = {label: place for place, label in enumerate(self.labels)}
        told = np.zeros((len(rows), len(self.labels)), dtype=np.float32)
        for place, row in enumerate(rows):
            told[place, [column[label] for label in labelled[space.things[row].key]]] = 1
        chosen = thinned(told, MOST)
        self.told = told[chosen]
        self.rows = [rows[place] for place in chosen]
        self.keys = [space.things[row].key for row in self.rows]
        self._near = space.among(self.rows, with_hints=with_hints)
        self._judge: Judge | None = None

    def scores(self, placed: Placed) -> Matrix:
        """A row a question, a column a label."""
        return self.scores_of(placed.near(self.rows, with_hints=self.with_hints))

    def scores_of(self, near: Matrix) -> Matrix:
        """The same, of questions that are this near to the examples."""
        if self._judge is None:
            self._judge = Judge(self._near, self.told)
        return self._judge.scores(near)

    def held_back(self, groups: NDArray[np.int64]) -> Matrix:
        """The score of every example when its own group was not learned from."""
        found = np.zeros_like(self.told)
        for group in np.unique(groups):
            away, here = np.flatnonzero(groups != group), np.flatnonzero(groups == group)
            judge = Judge(self._near[np.ix_(away, away)], self.told[away])
            found[here] = judge.scores(self._near[np.ix_(here, away)])
        return found


class Judge:
    """What was learned from examples that are this near to each other."""

    def __init__(self, near: Matrix, told: Matrix) -> None:
        counts = told.sum(axis=0)
        self.chosen = thinned(told, MOST_JUDGED)
        self.usual = told.mean(axis=0)
        self._told = told
        lengths = np.sqrt(np.maximum(np.einsum("ij,ij->j", told, near @ told), 1e-9))
        self._lengths = np.where(counts > 0, lengths, 1.0)
        some = np.ix_(self.chosen, self.chosen)
        self._linear = KernelRidge(alpha=ALPHA, kernel="precomputed")
        self._linear.fit(near[some].astype(np.float64), (told[self.chosen] - self.usual).astype(np.float64))

    def scores(self, near: Matrix) -> Matrix:
        """Of questions that are this near to the examples."""
        linear = self._linear.predict(near[:, self.chosen].astype(np.float64)) + self.usual
        centre = (near @ self._told) / self._lengths
        return (linear + centre).astype(np.float32)


def thinned(told: Matrix, most: int) -> NDArray[np.int64]:
    """All rows, or so many that rare labels keep theirs and common ones lose most."""
    if len(told) <= most:
        return np.arange(len(told))
    rarity = np.where(told > 0, 1 / np.maximum(told.sum(axis=0), 1), 0).max(axis=1)
    order = np.argsort(-rarity, kind="stable")
    return np.sort(order[:most])


def groups_of(things: Sequence[Any], most: int = 5) -> NDArray[np.int64]:
    """Which examples are held back together: whole documents, or long runs of one where there are few.

    Neighbours in a document are often near copies; held back one by one they would be found in each other.
    """
    documents = sorted({thing.document for thing in things})
    if len(documents) >= most:
        sizes = dict.fromkeys(documents, 0)
        for thing in things:
            sizes[thing.document] += 1
        filled = [0] * most
        fold: dict[int, int] = {}
        for document in sorted(documents, key=lambda one: (-sizes[one], one)):
            least = filled.index(min(filled))
            fold[document] = least
            filled[least] += sizes[document]
        return np.array([fold[thing.document] for thing in things])
    order = sorted(range(len(things)), key=lambda at: (things[at].document, things[at].place, at))
    found = np.zeros(len(things), dtype=np.int64)
    for rank, at in enumerate(order):
        found[at] = rank * most // max(len(things), 1)
    return found
