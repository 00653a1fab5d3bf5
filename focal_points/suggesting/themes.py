"""The cold start: while too little is confirmed to learn from texts, what goes with a theme is possible."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from focal_points.suggesting.things import Label, Proposal, Reason, Thing

FEWEST = 3
RIGHT = 0.6
TOO_COMMON = 0.4
"""A theme on more than this share of the examples tells nothing (a source attached one to a third of all)."""
BASIS = "themes"


class ThemeHabits:
    """Which label the examples of each theme carry."""

    def __init__(self, things: Sequence[Thing], labelled: Mapping[int, frozenset[Label]]) -> None:
        self._with: dict[int, Counter[Label]] = defaultdict(Counter)
        self._count: Counter[int] = Counter()
        self._examples: dict[tuple[int, Label], list[int]] = defaultdict(list)
        told = [thing for thing in things if labelled.get(thing.key)]
        for thing in told:
            for theme in thing.hints:
                self._count[theme] += 1
                for label in labelled[thing.key]:
                    self._with[theme][label] += 1
                    self._examples[theme, label].append(thing.key)
        self._common = {
            theme
            for theme, count in self._count.items()
            if len(told) >= 10 and count > TOO_COMMON * len(told)
        }
        self.is_right_often = self._checked(told, labelled)

    def _checked(self, told: Sequence[Thing], labelled: Mapping[int, frozenset[Label]]) -> bool:
        """Whether, each example left out in turn, most of what it would be given is right."""
        right = wrong = 0
        for thing in told:
            answer = self._best(thing, leaving=labelled[thing.key])
            if answer:
                if answer[1] in labelled[thing.key]:
                    right += 1
                else:
                    wrong += 1
        return right >= FEWEST and right >= RIGHT * (right + wrong)

    def _best(self, thing: Thing, leaving: frozenset[Label] = frozenset()) -> tuple[float, Label, int] | None:
        found: list[tuple[float, int, Label, int]] = []
        for theme in thing.hints - self._common:
            count = self._count[theme] - bool(leaving)
            for label, both in self._with[theme].items():
                rest = both - (label in leaving)
                if rest >= FEWEST and rest >= RIGHT * count:
                    found.append((rest / count, rest, label, theme))
        if not found:
            return None
        share, _rest, label, theme = max(found, key=lambda one: (one[0], one[1], str(one[2])))
        return share, label, theme

    def proposals(self, questions: Sequence[Thing]) -> list[Proposal]:
        """One for each question that has a telling theme; none while the habit is not right often."""
        if not self.is_right_often:
            return []
        made = []
        for thing in questions:
            if best := self._best(thing):
                share, label, theme = best
                near = [key for key in self._examples[theme, label] if key != thing.key][:3]
                reasons = tuple(Reason(key, ()) for key in near)
                made.append(Proposal(thing.key, label, share, False, BASIS, reasons))
        return made
