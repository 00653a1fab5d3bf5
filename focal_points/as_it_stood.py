"""One recommendation on a day: its own row, texts, tags, parts, responsibility and status, put together.

What the world dates (statuses) follows both times of the instant. What is dated only by when it was written
here (texts, titles, parts, tags, assignments, clusters) is as this house held it at the end of the day; where
the house held the record later, as it held it at the end of its first day. What was replaced by another since
is told as it was known until then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from focal_points.instants import Instant, over
from focal_points.models import Assignment, Institution, SearchRow
from focal_points.services import as_of
from nmrf.base import versions
from recommendations.models import (
    Addressee,
    AskMember,
    Cluster,
    ClusterMembership,
    Country,
    Document,
    Part,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
    Tag,
    TagExclusion,
)

AS_IT_STOOD = (
    *("title", "kind", "paragraph", "text", "language", "position", "is_partly_supported", "position_on"),
    *("position_source", "recommending_states", "addressed_to", "followup_due_on", "due_on", "status"),
    *("status_on", "verified_on", "trend", "parts", "institutions", "clusters", "themes", "persons", "sdgs"),
    "ask",
)
AS_TODAY = ("symbol", "document", "mechanism", "cycle", "year", "names of things", "url")


@dataclass
class Stood:
    """One recommendation as it stood; `held_since` is the day from which this house holds it."""

    instant: Instant
    recommendation: Recommendation
    units: list[tuple[Part | None, as_of.Unit]]
    status: str
    texts: list[RecommendationText]
    assignments: list[Assignment]
    clusters: list[Cluster]
    held_since: date
    tags: dict[str, list[int]] = field(default_factory=dict)
    ask: int | None = None
    countries: list[int] = field(default_factory=list)
    replaced_by: Recommendation | None = None
    replaced_on: date | None = None

    @property
    def is_first_held(self) -> bool:
        """The day is before this house held the record: texts and tags are as it first held them."""
        return timezone.localdate(self.instant.seen - timedelta(microseconds=1)) < self.held_since

    @property
    def is_withdrawn(self) -> bool:
        """By that day."""
        day = self.recommendation.withdrawn_on
        return bool(day and day <= self.instant.as_of)

    @property
    def is_judged(self) -> bool:
        """Asks something of this State, so that a status of it is kept."""
        return self.recommendation.is_home and self.recommendation.kind in Recommendation.ASKS

    @property
    def counts(self) -> dict[str, int]:
        """Units by status."""
        found: dict[str, int] = {}
        for _part, unit in self.units:
            found[unit.status] = found.get(unit.status, 0) + 1
        return found

    @cached_property
    def row(self) -> SearchRow:
        """As the lists of that day would have held it."""
        one, document = self.recommendation, self.recommendation.document
        judged = [unit for _part, unit in self.units if unit.effective_on]
        newest = max(judged, key=lambda unit: (unit.effective_on, unit.recorded_at or LONG_AGO), default=None)
        recorded = max((unit.recorded_at for unit in judged if unit.recorded_at), default=None)
        leads = [a for a in self.assignments if a.is_lead and a.recommendation_id]
        asked_on = document.adopted_on or document.published_on or one.published_on
        return SearchRow(
            recommendation=one,
            is_home=one.is_home,
            is_ask=one.kind in Recommendation.ASKS,
            is_current=not self.is_withdrawn,
            mechanism=document.mechanism_id,
            document=document.pk,
            cycle=document.cycle,
            year=asked_on.year if asked_on else document.year,
            upr_position=one.upr_position,
            countries=self.countries,
            clusters=[cluster.pk for cluster in self.clusters],
            institutions=sorted({a.institution_id for a in self.assignments}),
            lead=leads[0].institution_id if leads else None,
            status=self.status,
            statuses=[unit.status for _part, unit in self.units],
            status_on=max((unit.effective_on for unit in judged if unit.effective_on), default=None),
            verified_on=timezone.localdate(recorded) if recorded else None,
            trend=newest.trend if newest else "",
            ask=self.ask,
            **{name: self.tags.get(kind, []) for name, kind in _TAGS},
        )


LONG_AGO = datetime.min.replace(tzinfo=UTC)
_TAGS = (("themes", "theme"), ("persons", "persons"), ("sdgs", "sdg"), ("rights", "right"))


def of(public_id: UUID, instant: Instant, *, is_public: bool = True) -> Stood | None:
    """The recommendation as it stood; None where history knows none, or another has taken its place by then.

    A fixed number of queries, however long its history.
    """
    first = _first(public_id)
    if first is None:
        return None
    key = first.pgh_obj_id
    seen = max(instant.seen, over(timezone.localdate(first.pgh_created_at)))
    known = max(instant.known, seen) if instant.known else None
    own = next(iter(versions.at_keys(Recommendation, known or _now(), [key])), None)
    heir, gone = own.replaced_by_id if own else None, None
    if heir:
        own, gone = _before_replaced(key)
        if own is None or instant.seen > gone:
            return None
        instant, seen = replace(instant, until=gone), min(seen, gone)
    if own is None:
        return None
    then = next(iter(versions.at_keys(Recommendation, seen, [key])), own)
    recommendation = versions.row(Recommendation, then)
    recommendation.withdrawn_on, recommendation.withdrawn_because = own.withdrawn_on, own.withdrawn_because
    stood = as_of.of_these([recommendation.pk], instant, is_public=is_public)[recommendation.pk]
    parts = _parts([unit.part for unit in stood.units if unit.part], seen)
    made = Stood(
        instant,
        recommendation,
        [(parts.get(unit.part) if unit.part else None, unit) for unit in stood.units],
        stood.status,
        _rows(RecommendationText, seen, recommendation),
        [],
        [],
        timezone.localdate(min(first.pgh_created_at, first.recorded_at)),
    )
    if heir and gone:
        made.replaced_by = heir_of(heir)
        made.replaced_on = timezone.localdate(gone)
    _document(made)
    _who(made, seen)
    _groups(made, seen)
    _tagged(made, seen)
    _fill(made, seen)
    return made


def heir_of(key: int) -> Recommendation | None:
    """This one, or what has taken its place by now in turn."""
    seen: set[int] = set()
    found = None
    while key and key not in seen:
        seen.add(key)
        found = Recommendation.objects.select_related("document").filter(pk=key).first()
        key = (found.replaced_by_id or 0) if found else 0
    return found


def _before_replaced(key: int) -> tuple[Any, datetime]:
    """Its last version that nothing had replaced, and the moment at which it was replaced."""
    events = versions.events_of(Recommendation).filter(pgh_obj_id=key)
    last = events.filter(replaced_by=None).order_by("-pgh_id").first()
    after = events.filter(pgh_id__gt=last.pgh_id).order_by("pgh_id").first() if last else events.first()
    return last, after.pgh_created_at


def _first(public_id: UUID) -> Any:
    """Its first version; of one that is gone by now, too."""
    key = Recommendation.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    if key is None:
        return versions.first(Recommendation, public_id=public_id)
    return versions.first(Recommendation, pgh_obj_id=key)


def _now() -> datetime:
    return timezone.now() + timedelta(minutes=1)


def _rows(model: Any, seen: datetime, recommendation: Recommendation) -> list[Any]:
    found = versions.at(model, seen, recommendation_id=recommendation.pk)
    return [versions.row(model, version) for version in found]


def _parts(keys: Iterable[int], seen: datetime) -> dict[int, Part]:
    """As they read then; those made later as they read now."""
    wanted = list(keys)
    if not wanted:
        return {}
    found: dict[int, Part] = Part.objects.in_bulk(wanted)
    then = versions.at_keys(Part, seen, wanted)
    return found | {version.pgh_obj_id: versions.row(Part, version) for version in then}


def _document(made: Stood) -> None:
    """Its document as today; as it was where it is gone."""
    key = made.recommendation.document_id
    document = (
        Document.objects.select_related("mechanism")
        .prefetch_related("mechanism__names")
        .filter(pk=key)
        .first()
    )
    if document is None:
        document = versions.row(Document, versions.first(Document, pgh_obj_id=key))
    made.recommendation.document = document


def _who(made: Stood, seen: datetime) -> None:
    """Who answered for it, part by part, and for its clusters."""
    grouped = versions.at(ClusterMembership, seen, recommendation_id=made.recommendation.pk)
    keys = sorted({version.cluster_id for version in grouped})
    then = {version.pgh_obj_id: version for version in versions.at_keys(Cluster, seen, keys)}
    named = Cluster.objects.prefetch_related("texts").in_bulk(keys)
    made.clusters = [named[key] for key in keys if key in named and not _archived(then.get(key))]
    rows = _rows(Assignment, seen, made.recommendation)
    if made.clusters:
        found = versions.at_values(Assignment, seen, "cluster_id", [cluster.pk for cluster in made.clusters])
        rows += [versions.row(Assignment, version) for version in found]
    given = made.instant.seen
    rows = [row for row in rows if row.state != Assignment.State.WITHDRAWN and row.assigned_at < given]
    institutions = Institution.objects.for_list().in_bulk({row.institution_id for row in rows})
    parts = {part.pk: part for part, _unit in made.units if part}
    for row in rows:
        if row.institution_id in institutions:
            row.institution = institutions[row.institution_id]
        if row.part_id in parts:
            row.part = parts[row.part_id]
        if row.cluster_id in named:
            row.cluster = named[row.cluster_id]
    made.assignments = sorted(
        (row for row in rows if row.institution_id in institutions and row.part_id in {None, *parts}),
        key=lambda row: (row.role, parts[row.part_id].position if row.part_id else 0, row.pk),
    )


def _archived(version: Any) -> bool:
    return bool(version and version.archived_at)


def _groups(made: Stood, seen: datetime) -> None:
    """The recurring request it made with others."""
    member = next(iter(versions.at(AskMember, seen, recommendation_id=made.recommendation.pk)), None)
    made.ask = member.ask_id if member else None


def _tagged(made: Stood, seen: datetime) -> None:
    """Its tags, with those above them in the tree of today."""
    key = made.recommendation.pk
    held = {version.tag_id for version in versions.at(RecommendationTag, seen, recommendation_id=key)}
    held -= {version.tag_id for version in versions.at(TagExclusion, seen, recommendation_id=key)}
    tree = {pk: (kind, parent) for pk, kind, parent in Tag.objects.values_list("pk", "kind", "parent_id")}
    found: dict[str, set[int]] = {}
    for tag in held & tree.keys():
        kind = tree[tag][0]
        above: int | None = tag
        while above in tree and above not in found.setdefault(kind, set()):
            found[kind].add(above)
            above = tree[above][1]
    made.tags = {kind: sorted(keys) for kind, keys in found.items()}


def _fill(made: Stood, seen: datetime) -> None:
    """What its row answers from memory, as though it had been prefetched."""
    one: Any = made.recommendation
    addressed = _rows(Addressee, seen, one)
    recommending = _rows(RecommendingState, seen, one)
    states = Country.objects.prefetch_related("names").in_bulk(
        {row.country_id for row in [*addressed, *recommending]}
    )
    for row in [*addressed, *recommending]:
        row.country = states[row.country_id]
    made.countries = sorted(row.country_id for row in addressed)
    one._prefetched_objects_cache = {
        "texts": made.texts,
        "addressees": addressed,
        "recommending_states": recommending,
    }
    one.standing_parts = [part for part, _unit in made.units if part]
