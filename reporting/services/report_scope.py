"""What a report has to answer: what was asked since the last outcome, and what is verified of it.

Only what is verified and public is read here; nothing else can reach a draft. The number of queries does
not depend on the number of recommendations.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce

from focal_points.models import Assignment, Evidence, Institution, Status, StatusUpdate
from recommendations.models import Document, Mechanism, Recommendation, RecommendationTag
from recommendations.models.exclusion import is_set_aside


@dataclass
class Asked:
    """One recommendation with everything public that is known of it."""

    recommendation: Recommendation
    text: str
    language: str
    themes: tuple[frozenset[str], frozenset[str]]
    """The codes of its themes, and of the themes above them."""
    status: Status
    status_on: datetime.date | None
    leads: tuple[Institution, ...] = ()
    updates: tuple[StatusUpdate, ...] = ()
    parts: tuple[tuple[str, Status], ...] = ()

    @property
    def informed_on(self) -> datetime.date | None:
        """The day of the last verified, public update."""
        return max((u.decided_at.date() for u in self.updates if u.decided_at), default=None)


@dataclass(frozen=True)
class Scope:
    """The last outcome and all that it asks."""

    mechanism: Mechanism
    documents: tuple[Document, ...]
    asked: tuple[Asked, ...]
    institutions: int = 0
    """How many institutions' verified, public updates are in it."""
    outcomes_since: tuple[tuple[Document, int], ...] = field(default=())
    """Outcomes of other mechanisms since then, each with the number of recommendations to this State."""

    @property
    def last(self) -> Document:
        """The document from which the report counts."""
        return self.documents[0]


def scope_of(mechanism: Mechanism) -> Scope | None:
    """The scope of a report to this mechanism; None where it has asked nothing of this State."""
    documents = _last_outcome(mechanism)
    if not documents:
        return None
    recommendations = _recommendations(documents)
    leads = _leads(recommendations)
    updates = _updates(recommendations)
    asked = tuple(_asked(r, leads.get(r.pk, ()), updates.get(r.pk, ())) for r in recommendations)
    told = {u.assignment.institution_id for one in asked for u in one.updates}
    return Scope(mechanism, documents, asked, len(told), _outcomes_since(mechanism, documents[0]))


def in_language(scope: Scope, language: str) -> None:
    """Take each text in the report's language where there is one, else the original."""
    for one in scope.asked:
        row = one.recommendation.text_in(language)
        one.text = re.sub(r"\s*\n\s*", "\n", row.text.strip()) if row else ""
        one.language = row.language if row and one.text else language


def _last_outcome(mechanism: Mechanism) -> tuple[Document, ...]:
    """The mechanism's newest document to this State; for a cycle of the UPR, all of that cycle."""
    known = (
        Document.objects.filter(mechanism=mechanism, replaced_by=None)
        .filter(pk__in=Recommendation.objects.counted().values("document"))
        .annotate(on=Coalesce("adopted_on", "published_on"))
        .order_by("-on", "-pk")
    )
    dated = list(known.exclude(on=None)) or list(known)
    if not dated:
        return ()
    last = dated[0]
    if mechanism.kind == Mechanism.Kind.UPR and last.cycle:
        return tuple(d for d in dated if d.cycle == last.cycle)
    return tuple(d for d in dated if d.on == last.on) if last.on else (last,)


def _recommendations(documents: Sequence[Document]) -> list[Recommendation]:
    themes = RecommendationTag.objects.filter(tag__kind="theme").exclude(is_set_aside())
    themes = themes.select_related("tag__parent")
    return list(
        Recommendation.objects.counted()
        .filter(document__in=documents)
        .select_related("document__mechanism", "search_row")
        .prefetch_related(
            "texts",
            "document__mechanism__names",
            "recommending_states__country__names",
            Prefetch("parts"),
            Prefetch("tags", queryset=themes, to_attr="themes_tagged"),
        )
        .in_document_order()
    )


def _asked(
    recommendation: Recommendation, leads: Iterable[Institution], updates: Iterable[StatusUpdate]
) -> Asked:
    row = getattr(recommendation, "search_row", None)
    tags = [use.tag for use in recommendation.themes_tagged]  # type: ignore[attr-defined] # to_attr
    parts = [part for part in recommendation.parts.all() if part.removed_at is None]
    known = [Status(code) for code in row.statuses] if row else []
    return Asked(
        recommendation,
        text="",
        language="",
        themes=(frozenset(t.code for t in tags), frozenset(t.parent.code for t in tags if t.parent)),
        status=Status(row.status) if row else Status.NOT_ASSESSED,
        status_on=row.status_on if row else None,
        leads=tuple(leads),
        updates=tuple(updates),
        parts=tuple((p.label, s) for p, s in zip(parts, known, strict=False))
        if len(known) == len(parts)
        else (),
    )


def _leads(recommendations: Sequence[Recommendation]) -> dict[int, list[Institution]]:
    """Who leads each: its own assignments first, the coordinators of its clusters where there are none."""
    keys = [r.pk for r in recommendations]
    current = (
        Assignment.objects.current()
        .leading()
        .select_related("institution")
        .prefetch_related("institution__names")
        .order_by("part__position", "pk")
    )
    found: dict[int, list[Institution]] = defaultdict(list)
    for assignment in current.filter(recommendation__in=keys):
        own = found[assignment.recommendation_id or 0]
        if assignment.institution not in own:
            own.append(assignment.institution)
    rest = [key for key in keys if key not in found]
    for assignment in current.filter(cluster__memberships__recommendation__in=rest).prefetch_related(
        "cluster__memberships"
    ):
        for membership in assignment.cluster.memberships.all() if assignment.cluster else ():
            key = membership.recommendation_id
            if key in rest and assignment.institution not in found[key]:
                found[key].append(assignment.institution)
    return found


def _updates(recommendations: Sequence[Recommendation]) -> dict[int, list[StatusUpdate]]:
    """Verified, public updates of each, the oldest first; one on a cluster counts for what it proposes on."""
    keys = {r.pk for r in recommendations}
    public = (
        StatusUpdate.objects.public()
        .filter(is_nothing_new=False)
        .filter(Q(assignment__recommendation__in=keys) | Q(proposals__recommendation__in=keys))
        .distinct()
        .select_related("assignment__institution", "assignment__part")
        .prefetch_related(
            "assignment__institution__names",
            "proposals",
            "obstacles",
            "needs",
            Prefetch(
                "evidence",
                queryset=Evidence.objects.public().filter(removed_at=None),
                to_attr="public_evidence",
            ),
        )
        .order_by("decided_at", "pk")
    )
    found: dict[int, list[StatusUpdate]] = defaultdict(list)
    for update in public:
        concerned = {update.assignment.recommendation_id} if update.assignment.recommendation_id else set()
        for key in (concerned | {p.recommendation_id for p in update.proposals.all()}) & keys:
            found[key].append(update)
    return found


def _outcomes_since(mechanism: Mechanism, last: Document) -> tuple[tuple[Document, int], ...]:
    """What other mechanisms said to this State since the last outcome."""
    day = last.adopted_on or last.published_on
    if day is None:
        return ()
    counted = Recommendation.objects.counted().filter(document__replaced_by=None)
    documents = (
        Document.objects.for_list()
        .addressed_to(settings.HOME_STATE)
        .exclude(mechanism=mechanism)
        .filter(replaced_by=None)
        .annotate(on=Coalesce("adopted_on", "published_on"))
        .filter(on__gt=day)
        .order_by("on", "pk")
    )
    numbers: dict[int, int] = defaultdict(int)
    for key in counted.filter(document__in=documents).values_list("document", flat=True):
        numbers[key] += 1
    return tuple((document, numbers[document.pk]) for document in documents)
