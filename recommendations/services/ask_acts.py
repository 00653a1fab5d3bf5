"""What deciding on recurring requests writes: members, and what was said of each pair."""

from collections.abc import Collection, Iterable
from itertools import combinations

from django.utils import timezone

from nmrf.base import history
from nmrf.base.models import Operation, User
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Ask, AskMember, AskPair, Recommendation
from recommendations.services import ask_parts
from recommendations.services.selections import noted

State = AskPair.State


class Act:
    """One operation on requests: writes inside are recorded, refreshed and counted."""

    def __init__(self, kind: str, label: str, *, by: User, door: str) -> None:
        self.by, self.at = by, timezone.now()
        self.touched: set[int] = set()
        self.operation = operations.begin(kind=kind, label=label[:300], by=by)
        self._recorded = history.recorded(by=by, action=kind, door=door, operation=self.operation.pk)

    def __enter__(self) -> "Act":
        self._recorded.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        if raised[0] is None:
            registry.changed(self.touched)
        self._recorded.__exit__(*raised)  # type: ignore[arg-type]

    def done(self, *, size: int) -> Operation:
        """Say how much it was."""
        return noted(self.operation, size=size, skipped=[])

    def bring_together(self, rows: Collection[Recommendation]) -> Ask:
        """Into the oldest request that any of them makes, or a new one."""
        keys = [row.pk for row in rows]
        standing = AskMember.objects.filter(recommendation__in=keys).select_for_update()
        found = dict(standing.values_list("recommendation", "ask"))
        ask = Ask.objects.filter(pk__in=found.values()).order_by("created_at", "pk").first()
        if ask is None:
            ask = Ask.objects.create(created_by=self.by, created_at=self.at)
        moving = [key for key, at in found.items() if at != ask.pk]
        AskMember.objects.filter(recommendation__in=moving).update(ask=ask, by=self.by, at=self.at)
        self._dissolve({found[key] for key in moving})
        AskMember.objects.bulk_create(
            [
                AskMember(ask=ask, recommendation_id=key, by=self.by, at=self.at)
                for key in keys
                if key not in found
            ]
        )
        self._say_by_which_part(ask)
        AskPair.objects.among(keys).exclude(state=State.CONFIRMED).update(
            state=State.CONFIRMED, by=self.by, at=self.at
        )
        self.touched |= set(keys)
        return ask

    def _say_by_which_part(self, ask: Ask) -> None:
        """Of members that are divided, note the part that makes the request, where that is clear."""
        members = AskMember.objects.filter(ask=ask).values_list("recommendation", "part")
        known = dict(members)
        for key, part in ask_parts.asking(known.keys()).items():
            if known[key] != part:
                AskMember.objects.filter(recommendation=key).update(part=part)

    def part(self, ask: Ask, leaving: set[int], *, as_one: bool) -> None:
        """Take these out; a request that is left with one member is dissolved."""
        staying = set(ask.members.values_list("recommendation", flat=True)) - leaving
        if as_one:
            own = Ask.objects.create(created_by=self.by, created_at=self.at)
            ask.members.filter(recommendation__in=leaving).update(ask=own, by=self.by, at=self.at)
        else:
            ask.members.filter(recommendation__in=leaving).delete()
            self.refuse(combinations(sorted(leaving), 2))
        self.refuse_between(staying, leaving)
        self._dissolve({ask.pk})
        self.touched |= leaving | staying

    def refuse_between(self, some: Collection[int], others: Collection[int]) -> None:
        """None of these asks the same as one of those."""
        self.refuse((min(a, b), max(a, b)) for a in some for b in others)

    def refuse(self, between: Iterable[tuple[int, int]]) -> None:
        """Remember it of each of these pairs, found or not."""
        wanted = set(between)
        keys = {key for pair in wanted for key in pair}
        pairs = AskPair.objects.among(keys)
        there = {(pair.low_id, pair.high_id): pair for pair in pairs}
        said = {"state": State.REFUSED, "by": self.by, "at": self.at}
        standing = [there[pair].pk for pair in wanted if pair in there and there[pair].state != State.REFUSED]
        AskPair.objects.filter(pk__in=standing).update(**said)
        AskPair.objects.bulk_create(
            [AskPair(low_id=low, high_id=high, **said) for low, high in sorted(wanted - set(there))],
            batch_size=1_000,
        )

    def _dissolve(self, asks: Collection[int]) -> None:
        """Of these, those that hold less than two together."""
        for ask in Ask.objects.filter(pk__in=asks, state=Ask.State.CONFIRMED):
            left = list(ask.members.values_list("recommendation", flat=True))
            if len(left) < 2:
                ask.members.all().delete()
                Ask.objects.filter(pk=ask.pk).update(state=Ask.State.DISSOLVED)
                self.touched |= set(left)
