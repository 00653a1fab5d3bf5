"""How it was on a day, as known on another: the database against a replay of what happened, act by act."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pgtrigger
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from focal_points.instants import Instant, asked
from focal_points.models import ImplementationStatus, Status
from focal_points.services import as_of
from nmrf.base.errors import Invalid
from recommendations.models import Part, Recommendation
from tests.factories import DocumentFactory, RecommendationFactory
from tests.timeline import happening_on, noon

BASE = date(2025, 1, 1)
NEVER = date(2100, 1, 1)
PLAIN = ("not_started", "in_progress", "partially_implemented", "implemented", "not_implemented")


def on(step: int) -> date:
    return BASE + timedelta(days=10 * step)


# --- the replay: what each act means, kept as plain facts ------------------------------------------------


@dataclass
class Said:
    """One status row as the replay keeps it."""

    pk: int
    part: int | None
    status: str
    effective_on: date
    recorded_on: date
    retracted_on: date = NEVER
    undone_on: date = NEVER


@dataclass
class Replay:
    """Everything that happened to one recommendation."""

    said: list[Said] = field(default_factory=list)
    parts: dict[int, tuple[date, date]] = field(default_factory=dict)
    withdrawn: list[tuple[date, date | None]] = field(default_factory=list)

    def standing(self, known: date, day: date) -> list[int]:
        return [part for part, (made, gone) in self.parts.items() if made <= min(known, day) < gone]

    def status(self, day: date, known: date) -> str:
        rows = [
            row
            for row in self.said
            if row.recorded_on <= known < min(row.retracted_on, row.undone_on) and row.effective_on <= day
        ]
        newest: dict[int | None, Said] = {}
        for row in sorted(rows, key=lambda row: (row.effective_on, row.recorded_on, row.pk)):
            newest[row.part] = row
        then, now = self.standing(known, day), self.standing(known, known)
        if any(part in newest and part not in then for part in now):
            units: list[int | None] = list(now)
        else:
            units = list(then) or [None]
        found = []
        for unit in units:
            inherited = newest.get(None) if unit is not None and unit not in then else None
            row = newest.get(unit) or inherited
            found.append(row.status if row else "not_assessed")
        return summed(found)

    def is_counted(self, day: date, known: date) -> bool:
        withdrawn_on = None
        for told, since in self.withdrawn:
            if told <= known:
                withdrawn_on = since
        return withdrawn_on is None or withdrawn_on > day


def summed(statuses: list[str]) -> str:
    """The rule of docs/guides/statuses.md."""
    live = [status for status in statuses if status != "no_longer_applicable"]
    if not live:
        return "no_longer_applicable"
    if len(set(live)) == 1:
        return live[0]
    done = {"implemented", "implemented_continuing"}
    if set(live) <= done:
        return "implemented"
    if set(live) & (done | {"partially_implemented"}):
        return "partially_implemented"
    return next((one for one in ("not_implemented", "not_started") if one in live), "in_progress")


# --- the house: the same acts, in the database -------------------------------------------------------------


class House:
    """Does each act twice: in the database, dated as of its day, and in the replay."""

    def __init__(self, person) -> None:
        self.person, self.replay = person, Replay()
        with happening_on(BASE, Recommendation):
            document = DocumentFactory(published_on=BASE)
            self.recommendation = RecommendationFactory(document=document)
        Recommendation.objects.filter(pk=self.recommendation.pk).update(recorded_at=noon(BASE))

    def act(self, day: date, what: str, number: int, status: str, back: int) -> None:
        with happening_on(day, ImplementationStatus, Part, Recommendation):
            getattr(self, f"_{what}")(day, number, status, back)

    def _judge(self, day: date, number: int, status: str, back: int) -> None:
        parts: list[int | None] = [None, *self.replay.standing(day, day)]
        part = parts[number % len(parts)]
        effective_on = day - timedelta(days=10 * back)
        with pgtrigger.ignore("focal_points.ImplementationStatus:status_step_back_is_explained"):
            row = ImplementationStatus.objects.create(
                recommendation=self.recommendation,
                part_id=part,
                status=status,
                effective_on=effective_on,
                recorded_at=noon(day),
                verified_by=self.person,
            )
        self.replay.said.append(Said(row.pk, part, status, effective_on, day))

    def _chosen(self, number: int) -> Said | None:
        here = [row for row in self.replay.said if row.retracted_on == row.undone_on == NEVER]
        return here[number % len(here)] if here else None

    def _retract(self, day: date, number: int, status: str, back: int) -> None:
        if row := self._chosen(number):
            row.retracted_on = day
            ImplementationStatus.objects.filter(pk=row.pk).update(
                retracted_at=noon(day), retracted_because="Corrected."
            )

    def _undo(self, day: date, number: int, status: str, back: int) -> None:
        if row := self._chosen(number):
            row.undone_on = day
            ImplementationStatus.objects.filter(pk=row.pk).delete()

    def _divide(self, day: date, number: int, status: str, back: int) -> None:
        if self.replay.standing(day, day):
            return
        for position, label in enumerate(("(a)", "(b)"), start=1):
            part = Part.objects.create(
                recommendation=self.recommendation,
                label=label,
                position=position,
                starts=position,
                ends=position + 1,
                quoted="x",
            )
            self.replay.parts[part.pk] = (day, NEVER)

    def _undivide(self, day: date, number: int, status: str, back: int) -> None:
        standing = self.replay.standing(day, day)
        if ImplementationStatus.objects.filter(part__in=standing).exists():
            return  # as the service refuses
        Part.objects.filter(pk__in=standing).update(removed_at=noon(day))
        for part in standing:
            self.replay.parts[part] = (self.replay.parts[part][0], day)

    def _withdraw(self, day: date, number: int, status: str, back: int) -> None:
        self._set_withdrawn(day, day)

    def _restore(self, day: date, number: int, status: str, back: int) -> None:
        self._set_withdrawn(day, None)

    def _set_withdrawn(self, day: date, since: date | None) -> None:
        Recommendation.objects.filter(pk=self.recommendation.pk).update(
            withdrawn_on=since, withdrawn_because="Entered twice." if since else ""
        )
        self.replay.withdrawn.append((day, since))


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["judge"] * 5 + ["retract", "undo", "divide", "divide", "undivide", "withdraw", "restore"]
        ),
        st.integers(0, 5),
        st.sampled_from(PLAIN),
        st.integers(0, 6),
    ),
    min_size=2,
    max_size=9,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_any_day_is_told_as_a_replay_of_the_acts_tells_it(acts, secretariat):
    with transaction.atomic():
        house = House(secretariat)
        for step, (what, number, status, back) in enumerate(acts, start=1):
            house.act(on(step), what, number, status, back)
        key, replay = house.recommendation.pk, house.replay
        days = [on(step) - timedelta(days=1) for step in range(1, len(acts) + 3, 3)]
        for known in [*days, None]:
            for day in days:
                instant = Instant(day, known)
                expected = replay.status(day, known or date(2099, 1, 1))
                assert as_of.of_these([key], instant)[key].status == expected, instant
            counted = as_of.counted(days, Instant(days[0], known))
            for day in days:
                found = {one.recommendation: one.status for one in counted[day]}
                is_in = replay.is_counted(day, known or date(2099, 1, 1))
                assert (key in found) == is_in, (day, known)
                assert not is_in or found[key] == replay.status(day, known or date(2099, 1, 1))
        transaction.set_rollback(True)


def test_every_status_of_the_scale_is_in_the_fold():
    assert {summed([status]) for status in Status.values} == set(Status.values)


# --- what an address may ask -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    ["soon", "2026-13-01", "2026-02-30", "30.6.2026", "2026-6-1", "20260601", "0001-01-01", "٢٠٢٦-٠٦-٠١x"],
)
def test_what_is_no_day_is_refused_by_name(given):
    with pytest.raises(Invalid) as refused:
        asked({"as_of": given})

    assert set(refused.value.fields) == {"as_of"}


def test_a_day_to_come_is_refused_with_todays_date():
    with pytest.raises(Invalid, match="has not come yet; today is"):
        asked({"known_at": "2999-01-01"})


def test_known_at_alone_asks_of_that_day_itself():
    assert asked({}) is None
    assert asked({"known_at": "2026-01-31"}) == Instant(date(2026, 1, 31), date(2026, 1, 31))
    assert asked({"as_of": "2026-01-31", "known_at": "2026-03-01"}) == Instant(
        date(2026, 1, 31), date(2026, 3, 1)
    )
