"""Proposes labels for recommendations that lack them, with the nearest confirmed examples as the reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from focal_points.suggesting.learner import Learner
from focal_points.suggesting.measuring import FEWEST_EXAMPLES, measure
from focal_points.suggesting.space import Matrix, Placed, Space
from focal_points.suggesting.themes import ThemeHabits
from focal_points.suggesting.things import Found, Label, Measured, Proposal, Reason, Thing

BATCH = 500
MOST_WITHOUT = 1_000
REASONS = 3
LEARNED = "learned"
Note = Callable[[int, int], None]


@dataclass(frozen=True)
class Task:
    """One kind: what is known of the examples, for whom it is wanted, and how many at most for each.

    `only`: labels that may be proposed. `without`: examples of which it is known that they carry none.
    """

    name: str
    labelled: Mapping[int, frozenset[Label]]
    wanted: frozenset[int]
    most: int = 1
    with_hints: bool = True
    from_themes: bool = False
    only: frozenset[Label] | None = None
    without: frozenset[int] = frozenset()


def suggest(
    examples: Sequence[Thing], questions: Sequence[Thing], tasks: Sequence[Task], note: Note | None = None
) -> dict[str, Found]:
    """All tasks together: each text is read once a language, and one task's examples are held at a time."""
    found = {task.name: Found() for task in tasks}
    spoken = _languages(examples, questions)
    done, total = 0, len(spoken) * len(tasks)
    for language, asked in spoken.items():
        space = Space(language, [thing for thing in examples if thing.texts.get(language)])
        batches = [(batch, space.place(batch)) for batch in _batches(asked)]
        for task in tasks:
            seen, proposed = _in_space(task, space, batches)
            found[task.name].proposals += proposed
            if seen.examples > found[task.name].measured.examples:
                found[task.name].measured = seen
            done += 1
            if note:
                note(done, total)
    for task in tasks:
        if task.from_themes:
            found[task.name].proposals += _by_themes(task, examples, questions, found[task.name])
    return found


def _in_space(
    task: Task, space: Space, batches: Sequence[tuple[Sequence[Thing], Placed]]
) -> tuple[Measured, list[Proposal]]:
    """One task in one language: learned, measured, and what is scored high enough."""
    if sum(1 for key in task.labelled if key in space.at) < FEWEST_EXAMPLES:
        return Measured(), []
    learner = Learner(space, task.labelled, with_hints=task.with_hints)
    seen = measure(learner, _scores_without(space, learner, task), task.only)
    if not seen.is_better:
        return seen, []
    proposed = [one for batch, placed in batches for one in _learned(task, learner, placed, batch, seen)]
    return seen, proposed


def _languages(examples: Sequence[Thing], questions: Sequence[Thing]) -> dict[str, list[Thing]]:
    """Each question under the one of its languages in which most examples are."""
    spoken = Counter(language for thing in examples for language, text in thing.texts.items() if text)
    found: dict[str, list[Thing]] = defaultdict(list)
    for thing in questions:
        best = max(
            (language for language, text in thing.texts.items() if text and spoken[language] > 1),
            key=lambda language: (spoken[language], language),
            default=None,
        )
        if best:
            found[best].append(thing)
    return found


def _scores_without(space: Space, learner: Learner, task: Task) -> Matrix | None:
    things = [space.things[space.at[key]] for key in sorted(task.without) if key in space.at][:MOST_WITHOUT]
    return learner.scores(space.place(things)) if things else None


def _learned(
    task: Task, learner: Learner, placed: Placed, batch: Sequence[Thing], measured: Measured
) -> Iterator[Proposal]:
    """What is scored high enough, the highest first."""
    rows = [row for row, thing in enumerate(batch) if thing.key in task.wanted]
    if not rows or measured.possible is None:
        return
    near = placed.near(learner.rows, with_hints=task.with_hints)
    scores = learner.scores_of(near)
    allowed = [c for c, label in enumerate(learner.labels) if task.only is None or label in task.only]
    for row in rows:
        best = sorted(allowed, key=lambda column: -scores[row, column])[: task.most]
        for column in best:
            score = float(scores[row, column])
            if score < measured.possible:
                break
            reasons = _reasons(learner, placed, row, column, near[row], batch[row].key)
            likely = measured.likely is not None and score >= measured.likely
            yield Proposal(batch[row].key, learner.labels[column], score, likely, LEARNED, reasons)


def _reasons(
    learner: Learner, placed: Placed, row: int, column: int, near: Matrix, own: int
) -> tuple[Reason, ...]:
    """The nearest examples that carry the label, and the words shared with each."""
    carry = np.flatnonzero(learner.told[:, column])
    found = []
    for place in carry[np.argsort(-near[carry], kind="stable")][: REASONS + 1]:
        if learner.keys[place] != own:
            found.append(Reason(learner.keys[place], placed.shared(row, learner.rows[place])))
    return tuple(found[:REASONS])


def _by_themes(
    task: Task, examples: Sequence[Thing], questions: Sequence[Thing], found: Found
) -> list[Proposal]:
    """For whom the texts told nothing."""
    told = {proposal.key for proposal in found.proposals}
    left = [thing for thing in questions if thing.key in task.wanted and thing.key not in told]
    return ThemeHabits(examples, task.labelled).proposals(left) if left else []


def _batches(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))
