"""A document whole: its paragraphs with status, its neighbours, what it repeats, the follow-up clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from focal_points.listing import Hit, for_lines, hits
from focal_points.models import SearchRow, Status
from focal_points.models.urgency import FINISHED
from nmrf.base import changes
from nmrf.base.services.operations import events_of
from recommendations.models import (
    Country,
    Document,
    FollowUpReport,
    Mechanism,
    MechanismGrade,
    Recommendation,
)
from recommendations.repeats import Repeat, repeats
from recommendations.services import positions

IN_ONE_REPEAT = 60


def _when(document: Document) -> tuple[date, int] | None:
    """Its place among others: by its day, or at the end of its year where that alone is known."""
    day = document.adopted_on or document.published_on
    if day is None and (year := document.year):
        day = date(year, 12, 31)
    return (day, document.pk) if day else None


@dataclass(frozen=True)
class Repeated:
    """A paragraph beside the one it repeats, each with its status."""

    repeat: Repeat
    now: Hit
    then: Hit


@dataclass(frozen=True)
class Asked:
    """One follow-up paragraph on the clock: due, sent, graded."""

    recommendation: Recommendation
    due_on: date | None
    reports: list[FollowUpReport]
    grades: list[MechanismGrade]
    is_overdue: bool


class DocumentPage:
    """What the public page and the working page of a document show. A fixed number of queries."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def rows(self) -> list[SearchRow]:
        """What is in force of it, in the order of its paragraphs."""
        found = SearchRow.objects.filter(document=self.document.pk, is_current=True)
        return list(found.defer("words", "reference_words").order_by("place", "pk"))

    @property
    def asks(self) -> list[SearchRow]:
        """What it asks of this State."""
        return [row for row in self.rows if row.is_home and row.is_ask]

    @cached_property
    def distinct_asks(self) -> int:
        """How many distinct asks these are: those of one confirmed request count once."""
        return len({row.ask or -row.pk for row in self.asks})

    @property
    def counts(self) -> dict[str, int]:
        """Its recommendations to this State by status."""
        return {status.value: sum(row.status == status for row in self.asks) for status in Status}

    @property
    def others(self) -> int:
        """Observations and replies, which are kept but not counted."""
        return sum(not row.is_ask for row in self.rows)

    @cached_property
    def positions(self) -> list[tuple[str, int]]:
        """Of a review: how many the State supported, in part or whole, noted, or has still to answer."""
        if self.document.mechanism.kind != Mechanism.Kind.UPR:
            return []
        rows = self.document.recommendations.counted().filter(kind=Recommendation.Kind.RECOMMENDATION)
        counts: dict[str, int] = {}
        for position, partly, n in (
            rows.order_by().values_list("upr_position", "is_partly_supported").annotate(n=Count("pk"))
        ):
            choice = positions.PARTLY if partly else position or Recommendation.Position.PENDING.value
            counts[choice] = counts.get(choice, 0) + n
        return [(positions.word_of(one), counts[one]) for one in positions.CHOICES if one in counts]

    def lines(self, rows: Sequence[SearchRow]) -> list[Hit]:
        """These rows with all that a line shows."""
        keys = [row.pk for row in rows]
        found = for_lines(SearchRow.objects.filter(pk__in=keys)).order_by("place", "pk")
        return hits(list(found))

    def _state(self) -> str:
        """The one State that it is addressed to: the house's own before others, none of several."""
        recommendations = self.document.recommendations.all()
        states = Country.objects.filter(addressed__recommendation__in=recommendations).distinct()
        codes = set(states.values_list("iso3", flat=True))
        if settings.HOME_STATE in codes or not codes:
            return settings.HOME_STATE
        return codes.pop() if len(codes) == 1 else ""

    @cached_property
    def beside(self) -> tuple[list[Document], list[Document]]:
        """Its mechanism's documents of the same kind to the same State: earlier and later, nearest first."""
        here, state = _when(self.document), self._state()
        if here is None or not state:
            return [], []
        same = Document.objects.filter(
            mechanism=self.document.mechanism_id, kind=self.document.kind, replaced_by=None
        ).addressed_to(state)
        others = same.exclude(pk=self.document.pk).select_related("mechanism")
        placed = sorted(((key, one) for one in others if (key := _when(one))), key=lambda placed: placed[0])
        return [one for key, one in reversed(placed) if key < here], [
            one for key, one in placed if key > here
        ]

    @property
    def before(self) -> Document | None:
        """The one before it."""
        return next(iter(self.beside[0]), None)

    @property
    def after(self) -> Document | None:
        """The one after it."""
        return next(iter(self.beside[1]), None)

    @cached_property
    def repeated(self) -> list[Repeated]:
        """What it repeats from the last ones, each side with its status today."""
        found = repeats(self.document, self.beside[0])[:IN_ONE_REPEAT]
        keys = {key for one in found for key in (one.now, one.then)}
        rows = for_lines(SearchRow.objects.filter(pk__in=keys, is_current=True))
        lines = {hit.row.pk: hit for hit in hits(list(rows))}
        return [
            Repeated(one, lines[one.now], lines[one.then])
            for one in found
            if one.now in lines and one.then in lines
        ]

    @cached_property
    def follow_up(self) -> list[Asked]:
        """The committee's follow-up paragraphs: when due, what was sent, how it was graded."""
        asked = (
            self.document.recommendations.current()
            .filter(is_followup=True)
            .select_related("search_row", "document__mechanism")
            .prefetch_related("texts", "grades__part", "follow_up_reports__report")
            .in_document_order()
        )
        return [self._on_the_clock(row) for row in asked]

    def _on_the_clock(self, row: Recommendation) -> Asked:
        due = row.followup_due_on or self.document.followup_due_on
        reports = sorted((one.report for one in row.follow_up_reports.all()), key=lambda one: one.sent_on)
        grades = sorted(row.grades.all(), key=lambda one: one.given_on)
        is_open = not reports and row.search_row.status not in FINISHED
        late = is_open and due is not None and due < timezone.localdate()
        return Asked(row, due, reports, grades, late)

    @property
    def is_overdue(self) -> bool:
        """Whether a follow-up report is late."""
        return any(one.is_overdue for one in self.follow_up)

    @cached_property
    def history(self) -> list[changes.Act]:
        """Who said what of it and when: its own row, its reports, and what was answered with them."""
        own = [events_of(Document).filter(pgh_obj_id=self.document.pk)]
        own.append(events_of(FollowUpReport).filter(document_id=self.document.pk))
        return changes.acts_of(changes.of(own, names={Document: lambda event: event.symbol or event.title}))
