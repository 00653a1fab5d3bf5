"""One recommendation as the public sees it: texts, parts, responsibility, opinions, updates, neighbours."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language

from focal_points.listing import Hit, for_lines, hits
from focal_points.models import (
    Assignment,
    Evidence,
    ImplementationStatus,
    ProposedStatus,
    SearchRow,
    StatusUpdate,
)
from focal_points.opinions import Opinion
from recommendations.models import (
    Part,
    Recommendation,
    RecommendationText,
    Tag,
)
from reporting.public_facts import PublicFacts
from reporting.public_opinions import PublicOpinions

UHRI = "https://uhri.ohchr.org/en/document/{}"


@dataclass
class Unit:
    """What is judged: the whole recommendation, or one of its parts."""

    part: Part | None
    text: str
    history: list[ImplementationStatus] = field(default_factory=list)
    lead: Assignment | None = None
    opinions: list[Opinion] = field(default_factory=list)

    @property
    def standing(self) -> ImplementationStatus | None:
        """Its verified status today; None while nobody has judged it."""
        return self.history[0] if self.history else None

    @property
    def status(self) -> str:
        """Its code."""
        return self.standing.status if self.standing else "not_assessed"


def public_recommendations() -> QuerySet[Recommendation]:
    """With what the page shows, fetched at once."""
    return Recommendation.objects.select_related(
        "document__mechanism", "search_row", "replaced_by"
    ).prefetch_related(
        "texts",
        "document__mechanism__names",
        "addressees__country__names",
        "recommending_states__country__names",
        Prefetch("parts", Part.objects.filter(removed_at=None), to_attr="standing_parts"),
        "replaces__document",
    )


class Record:
    """Everything its page shows. Each question is one query, however much there is."""

    def __init__(self, recommendation: Recommendation, language: str = "") -> None:
        self.recommendation = recommendation
        self.wanted = language

    @cached_property
    def shown(self) -> RecommendationText | None:
        """The text in the language asked for, else the original."""
        held = {row.language for row in self.recommendation.texts.all() if row.origin != row.Origin.PLAIN}
        if self.wanted in held:
            return self.recommendation.text_in(self.wanted)
        return self.recommendation.original

    @property
    def is_original(self) -> bool:
        """What is shown is the original wording, or the house's correction of it."""
        original = self.recommendation.original
        return self.shown is not None and original is not None and self.shown.language == original.language

    @cached_property
    def languages(self) -> list[str]:
        """Languages in which there is another text than the one shown."""
        held = {row.language for row in self.recommendation.texts.all() if row.origin != row.Origin.PLAIN}
        return sorted(held - {self.shown.language if self.shown else ""})

    @property
    def plain(self) -> RecommendationText | None:
        """The plain wording, in the reader's language where there is one."""
        return self.recommendation.plain_in((get_language() or "en").split("-")[0])

    @cached_property
    def parts(self) -> list[Part]:
        """Its parts, in order."""
        recommendation: Any = self.recommendation  # prefetched to `standing_parts`
        return list(recommendation.standing_parts)

    @property
    def opening(self) -> str:
        """The text before the first part; the whole text where it is not divided or not the original."""
        text = self.shown.text if self.shown else ""
        return (
            text[: min(part.starts for part in self.parts)].strip()
            if self.parts and self.is_original
            else text
        )

    @cached_property
    def units(self) -> list[Unit]:
        """What is judged, with history, lead and opinions."""
        history = defaultdict(list)
        for status in self._statuses():
            history[status.part_id].append(status)
        leads = {a.part_id: a for a in self.assignments if a.is_lead and a.recommendation_id}
        wanted: list[Part | None] = list(self.parts) or [None]
        units = []
        for part in wanted:
            key = part.pk if part else None
            unit = Unit(part, part.quoted if part else "", history[key], leads.get(key) or leads.get(None))
            unit.opinions = self._opinions.of(part, unit.standing)
            units.append(unit)
        return units

    @property
    def counts(self) -> dict[str, int]:
        """Parts by status."""
        found: dict[str, int] = {}
        for unit in self.units:
            found[unit.status] = found.get(unit.status, 0) + 1
        return found

    def _statuses(self) -> QuerySet[ImplementationStatus]:
        return (
            ImplementationStatus.objects.public()
            .filter(recommendation=self.recommendation)
            .select_related("verification__proposal__update")
            .order_by("-effective_on", "-recorded_at", "-pk")
        )

    # --- who -----------------------------------------------------------------------------------------

    @cached_property
    def assignments(self) -> list[Assignment]:
        """Who leads and supports: of itself, of its parts, and of its clusters."""
        clusters = self.recommendation.memberships.values("cluster")
        return list(
            Assignment.objects.current()
            .filter(Q(recommendation=self.recommendation) | Q(cluster__in=clusters))
            .filter(part__removed_at=None)
            .select_related("institution", "part", "cluster")
            .prefetch_related("institution__names", "cluster__texts")
            .order_by("role", "part__position", "pk")
        )

    @property
    def leads(self) -> list[Assignment]:
        """Leads, part by part where each has its own."""
        return [a for a in self.assignments if a.is_lead and a.recommendation_id]

    @property
    def supporting(self) -> list[Assignment]:
        """Those who help; each institution once."""
        seen: dict[int, Assignment] = {}
        for assignment in self.assignments:
            if not assignment.is_lead and assignment.recommendation_id:
                seen.setdefault(assignment.institution_id, assignment)
        return list(seen.values())

    @property
    def coordinators(self) -> list[Assignment]:
        """Who coordinates its clusters."""
        return [a for a in self.assignments if a.is_lead and a.cluster_id]

    # --- opinions --------------------------------------------------------------------------------------

    @cached_property
    def _opinions(self) -> PublicOpinions:
        return PublicOpinions(self.recommendation)

    @property
    def has_opinions(self) -> bool:
        """Whether anybody has said anything."""
        return any(unit.standing for unit in self.units) or bool(self._opinions)

    # --- updates, tags, neighbours -----------------------------------------------------------------------

    @cached_property
    def updates(self) -> list[StatusUpdate]:
        """Verified public updates about it, periods with nothing new, and notes of what was withdrawn."""
        about = Q(assignment__recommendation=self.recommendation) | Q(
            proposals__recommendation=self.recommendation
        )
        noted = Q(state=StatusUpdate.State.NOTED, is_public=True)
        verified = Q(state=StatusUpdate.State.VERIFIED, is_public=True)
        recalled = Q(state=StatusUpdate.State.RECALLED, is_public=True)
        found: list[Any] = list(
            StatusUpdate.objects.filter(about, noted | verified | recalled)
            .distinct()
            .select_related("assignment__institution", "assignment__part")
            .prefetch_related(
                "assignment__institution__names",
                "obstacles",
                "needs",
                Prefetch(
                    "proposals",
                    ProposedStatus.objects.filter(recommendation=self.recommendation).select_related(
                        "part", "verification__recorded"
                    ),
                    to_attr="here",
                ),
                Prefetch(
                    "evidence",
                    Evidence.objects.filter(is_public=True, removed_at=None).select_related("file"),
                    to_attr="public_evidence",
                ),
            )
            .order_by("-period_to", "-pk")
        )
        return _counted_in_a_row(found)

    @property
    def needs(self) -> list[str]:
        """What is needed to carry it out, as the secretariat marked: a law, a budget."""
        row = getattr(self.recommendation, "search_row", None)
        return list(row.needs) if row else []

    @cached_property
    def tags(self) -> dict[str, list[Tag]]:
        """Kind → tags, each once whoever put it."""
        found: dict[str, list[Tag]] = defaultdict(list)
        tags = (
            Tag.objects.filter(uses__recommendation=self.recommendation)
            .exclude(exclusions__recommendation=self.recommendation)
            .distinct()
            .prefetch_related("names")
        )
        for tag in tags:
            found[tag.kind].append(tag)
        return dict(found)

    @cached_property
    def clusters(self) -> list[Any]:
        """Its clusters."""
        memberships = self.recommendation.memberships.filter(cluster__archived_at=None)
        return list(
            {
                m.cluster_id: m.cluster
                for m in memberships.select_related("cluster").prefetch_related("cluster__texts")
            }.values()
        )

    @cached_property
    def facts(self) -> PublicFacts:
        """The follow-up clock, what contradicts it, which reservations it touches."""
        return PublicFacts(self.recommendation)

    @cached_property
    def neighbours(self) -> tuple[Hit | None, Hit | None]:
        """The recommendations before and after it in its document."""
        rows = SearchRow.objects.filter(document=self.recommendation.document_id, is_current=True)
        keys = list(rows.order_by("place", "pk").values_list("pk", flat=True))
        if self.recommendation.pk not in keys:
            return None, None
        at = keys.index(self.recommendation.pk)
        near = {keys[n] for n in (at - 1, at + 1) if 0 <= n < len(keys)}
        found = {hit.row.pk: hit for hit in hits(list(for_lines(rows.filter(pk__in=near))))}
        before = found.get(keys[at - 1]) if at else None
        return before, found.get(keys[at + 1]) if at + 1 < len(keys) else None

    @property
    def uhri_address(self) -> str:
        """UHRI's own page for the document that holds the annotation."""
        document = self.recommendation.document
        return UHRI.format(document.uhri_id) if self.recommendation.annotation_id and document.uhri_id else ""


def _counted_in_a_row(updates: list[Any]) -> list[Any]:
    """Each period with nothing new says how many of its institution's came before it, one after the other."""
    rows: dict[int, int] = defaultdict(int)
    for update in reversed(updates):
        rows[update.assignment_id] = rows[update.assignment_id] + 1 if update.is_nothing_new else 0
        update.quiet = rows[update.assignment_id]
    return updates
