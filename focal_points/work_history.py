"""The history of one recommendation in words: its own row, and every row about it. Constant queries."""

from typing import Any

from django.db.models import Q

from focal_points.models import (
    Assignment,
    ImplementationStatus,
    Institution,
    NationalNeed,
    StakeholderView,
    Status,
)
from focal_points.templatetags.work_page import language_word
from nmrf.base import changes
from nmrf.base.services.operations import events_of
from nmrf.base.templatetags.house import colon, day
from recommendations.models import (
    Cluster,
    ClusterMembership,
    Contradiction,
    Country,
    FollowUpParagraph,
    FollowUpReport,
    MechanismGrade,
    Part,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
    Reservation,
    ReservationMark,
    Tag,
    TagExclusion,
)

ABOUT: tuple[Any, ...] = (
    RecommendationText,
    RecommendationTag,
    TagExclusion,
    Part,
    ClusterMembership,
    MechanismGrade,
    Assignment,
    NationalNeed,
    ImplementationStatus,
    StakeholderView,
    FollowUpParagraph,
    RecommendingState,
    ReservationMark,
)


def of(recommendation: Recommendation) -> list[changes.Act]:
    """Who changed what and when."""
    rows = [events_of(Recommendation).filter(pgh_obj_id=recommendation.pk)]
    rows += [events_of(model).filter(recommendation_id=recommendation.pk) for model in ABOUT]
    one_of_two = Q(one_id=recommendation.pk) | Q(other_id=recommendation.pk)
    rows.append(events_of(Contradiction).filter(one_of_two))
    return changes.acts_of(changes.of(rows, names=_names(recommendation)))


def _of(model: Any, column: str, recommendation: Recommendation) -> Any:
    """What the rows of the history point at."""
    return events_of(model).filter(recommendation_id=recommendation.pk).values_list(column, flat=True)


def _names(recommendation: Recommendation) -> dict[Any, Any]:
    """What the rows of the history are called; looked up once for all of them."""
    institutions = Institution.objects.for_list().in_bulk(
        recommendation.assignments.values_list("institution", flat=True)
    )
    tags = Tag.objects.prefetch_related("names").in_bulk(
        {tag for model in (RecommendationTag, TagExclusion) for tag in _of(model, "tag_id", recommendation)}
    )
    clusters = Cluster.objects.prefetch_related("texts").in_bulk(
        _of(ClusterMembership, "cluster_id", recommendation)
    )
    states = Country.objects.prefetch_related("names").in_bulk(
        _of(RecommendingState, "country_id", recommendation)
    )
    kept = Reservation.objects.select_related("ratification__instrument").in_bulk(
        _of(ReservationMark, "reservation_id", recommendation)
    )
    reports = FollowUpReport.objects.select_related("document").in_bulk(
        _of(FollowUpParagraph, "report_id", recommendation)
    )
    labels = {part.pk: part.label for part in recommendation.parts.all()}

    def lettered(event: Any, text: Any) -> str:
        return f"{labels[event.part_id]} {text}" if event.part_id in labels else str(text)

    return {
        Recommendation: lambda event: event.title,
        RecommendationText: lambda event: (
            f"{language_word(event.language)}, {RecommendationText.Origin(event.origin).label}"
        ),
        RecommendationTag: lambda event: str(tags.get(event.tag_id, "")),
        TagExclusion: lambda event: str(tags.get(event.tag_id, "")),
        Part: lambda event: f"{event.label} {event.title}".strip(),
        ClusterMembership: lambda event: lettered(event, clusters.get(event.cluster_id, "")),
        Assignment: lambda event: lettered(
            event,
            f"{institutions.get(event.institution_id, '')}, {Assignment.Role(event.role).label}",
        ),
        NationalNeed: lambda event: str(NationalNeed.Kind(event.kind).label),
        ImplementationStatus: lambda event: lettered(
            event, f"{Status(event.status).label}, {day(event.effective_on)}"
        ),
        RecommendingState: lambda event: str(states.get(event.country_id, "")),
        ReservationMark: lambda event: str(kept.get(event.reservation_id, "")),
        Contradiction: lambda event: f"{event.words} – {event.other_words}".strip(" –"),
        FollowUpParagraph: lambda event: str(reports.get(event.report_id, "")),
        StakeholderView: lambda event: lettered(
            event, f"{event.organisation}{colon()}{Status(event.status).label}"
        ),
    }
