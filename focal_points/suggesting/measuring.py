"""How well a kind is learned: on whole documents held back. What is suggested depends on it."""

from collections.abc import Collection

import numpy as np

from focal_points.suggesting.learner import Learner, groups_of
from focal_points.suggesting.space import Matrix
from focal_points.suggesting.things import Label, Measured

FEWEST_EXAMPLES = 24
FEWEST_PAIRS = 10
LIKELY = 0.8
"""“Likely”: at least so many of ten that were held back and scored as high were right."""
POSSIBLE = 0.6
FIRST = 3


def measure(
    learner: Learner, without: Matrix | None = None, only: Collection[Label] | None = None
) -> Measured:
    """Hold back and compare. `without`: scores of those known to carry no label, each counted as wrong.

    `only`: labels that may be suggested; the others are answers too, but nobody is told of them.
    """
    things = [learner.space.things[row] for row in learner.rows]
    counted = Measured(
        examples=len(things), labels=len(learner.labels), documents=len({thing.document for thing in things})
    )
    if len(things) < FEWEST_EXAMPLES or len(learner.labels) < 2:
        return counted
    groups = groups_of(things)
    held = learner.held_back(groups)
    top1, top3 = agreement(held, learner.told)
    usual = np.vstack([learner.told[groups != group].mean(axis=0) for group in range(groups.max() + 1)])
    common1, common3 = agreement(usual[groups], learner.told)
    allowed = [place for place, label in enumerate(learner.labels) if only is None or label in only]
    scores, right = _pairs(held[:, allowed], learner.told[:, allowed])
    if without is not None and len(without):
        wrong, _ = _pairs(without[:, allowed], np.zeros_like(without[:, allowed]))
        scores, right = np.concatenate([scores, wrong]), np.concatenate([right, np.zeros(len(wrong))])
    return Measured(
        examples=counted.examples,
        labels=counted.labels,
        documents=counted.documents,
        top1=top1,
        top3=top3,
        commonest1=common1,
        commonest3=common3,
        likely=lowest_right(scores, right, LIKELY),
        possible=lowest_right(scores, right, POSSIBLE),
    )


def agreement(scores: Matrix, told: Matrix) -> tuple[float, float]:
    """Shares of rows whose best label, and one of whose best three, is among those that people gave."""
    if not len(scores):
        return 0.0, 0.0
    order = np.argsort(-scores, axis=1, kind="stable")[:, :FIRST]
    right = np.take_along_axis(told, order, axis=1) > 0
    return float(right[:, 0].mean()), float(right.any(axis=1).mean())


def lowest_right(scores: Matrix, right: Matrix, wanted: float) -> float | None:
    """The lowest score down to which this share was right: of all above it, and of those next to it.

    None where too few reach it. Those next to it count too, or many sure ones would carry unsure ones along;
    the edge lies half way between the last right one and what follows it.
    """
    order = np.argsort(-scores, kind="stable")
    if len(order) < FEWEST_PAIRS:
        return None
    total = np.concatenate([[0.0], np.cumsum(right[order])])
    width = max(FEWEST_PAIRS, len(order) // 25)
    ends = np.arange(1, len(order) + 1)
    starts = np.maximum(ends - width, 0)
    above = total[ends] / ends
    beside = (total[ends] - total[starts]) / (ends - starts)
    enough = (above >= wanted) & (beside >= wanted) & (ends >= FEWEST_PAIRS)
    good = np.flatnonzero(enough & (right[order] > 0))
    if not len(good):
        return None
    last = scores[order[good[-1]]]
    below = scores[order[min(good[-1] + 1, len(order) - 1)]]
    return float((last + below) / 2)


def _pairs(scores: Matrix, told: Matrix) -> tuple[Matrix, Matrix]:
    """The best three labels of each row: their scores, and whether they are right."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :FIRST]
    return (
        np.take_along_axis(scores, best, axis=1).ravel(),
        (np.take_along_axis(told, best, axis=1) > 0).ravel().astype(np.float32),
    )
