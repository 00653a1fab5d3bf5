"""What the register holds of a batch of annotations, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from recommendations.models import (
    Addressee,
    Document,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
)


@dataclass
class Known:
    """One annotation as the register has it. Only UHRI's own side: the house's additions are not in here."""

    pk: int
    public_id: UUID
    document: int
    document_uhri_id: UUID | None
    symbol: str
    mechanism: int
    cycle: int | None
    kind: str
    paragraph: str
    position: str
    is_partly_supported: bool
    published_on: dt.date | None
    uhri_published_at: dt.datetime | None
    source_digest: str
    gone_at: dt.datetime | None
    national_fields: dict[str, Any]
    texts: dict[str, tuple[int, str]] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    recommending: set[str] = field(default_factory=set)
    tags: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


_OWN: tuple[Any, ...] = (
    Document,
    Recommendation,
    RecommendationText,
    Addressee,
    RecommendingState,
    RecommendationTag,
)
_FIELDS = (
    "pk",
    "public_id",
    "document_id",
    "document__uhri_id",
    "document__symbol",
    "document__mechanism_id",
    "document__cycle",
    "kind",
    "paragraph",
    "upr_position",
    "is_partly_supported",
    "published_on",
    "uhri_published_at",
    "source_digest",
    "gone_at",
    "national_fields",
)


def take_stock() -> None:
    """Have the database count again what its tables hold.

    Right after a large import its plans rest on nothing else, and no other process sees the new rows yet.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in _OWN:
            cursor.execute(f"ANALYZE {quote(model._meta.db_table)}")


def digests_of(annotation_ids: Collection[UUID]) -> dict[UUID, tuple[int, str]]:
    """Key and digest of those that are here and not gone: enough to know most of a repeated import again."""
    rows = Recommendation.objects.filter(_among(annotation_ids), gone_at=None)
    return {
        row[0]: (row[1], row[2]) for row in rows.values_list("annotation_id", "pk", "source_digest") if row[0]
    }


def keys_of(annotation_ids: Collection[UUID]) -> list[tuple[int, UUID]]:
    """Key and annotation of those of these that are here."""
    rows = Recommendation.objects.filter(_among(annotation_ids)).values_list("pk", "annotation_id")
    return [(pk, annotation) for pk, annotation in rows if annotation]


def present_of(annotation_ids: Collection[UUID]) -> set[UUID]:
    """Those of these annotations that are here."""
    rows = Recommendation.objects.filter(_among(annotation_ids))
    return {key for key in rows.values_list("annotation_id", flat=True) if key}


def days_of(annotation_ids: Collection[UUID]) -> dict[UUID, dict[str, dt.date]]:
    """The dates that are known of these annotations, under the names of a record's fields."""
    rows = Recommendation.objects.filter(_among(annotation_ids))
    found: dict[UUID, dict[str, dt.date]] = {}
    for annotation, day, moment in rows.values_list("annotation_id", "published_on", "uhri_published_at"):
        days = {"published_on": day, "uhri_published_at": moment and moment.astimezone(dt.UTC).date()}
        if annotation:
            found[annotation] = {name: one for name, one in days.items() if one}
    return found


def _among(annotation_ids: Collection[UUID]) -> Q:
    """One array instead of a thousand parameters."""
    given = f"{{{','.join(map(str, annotation_ids))}}}"
    return Q(annotation_id__in=RawSQL("SELECT unnest(%s::uuid[])", [given]))


def known(annotation_ids: Collection[UUID]) -> dict[UUID, Known]:
    """The register's side of these annotations."""
    rows = Recommendation.objects.filter(_among(annotation_ids))
    found = {row[0]: Known(*row[1:]) for row in rows.values_list("annotation_id", *_FIELDS) if row[0]}
    if not found:
        return found
    by_key = {one.pk: one for one in found.values()}
    of_these = {"recommendation__in": list(by_key)}
    uhri = RecommendationText.Origin.UHRI
    for owner, language, pk, text in RecommendationText.objects.filter(origin=uhri, **of_these).values_list(
        "recommendation", "language", "pk", "text"
    ):
        by_key[owner].texts[language] = (pk, text)
    for owner, code in Addressee.objects.filter(**of_these).values_list("recommendation", "country__iso3"):
        by_key[owner].states.add(code)
    for owner, code in RecommendingState.objects.filter(**of_these).values_list(
        "recommendation", "country__iso3"
    ):
        by_key[owner].recommending.add(code)
    tags = RecommendationTag.objects.filter(origin=RecommendationTag.Origin.UHRI, **of_these)
    for owner, kind, tag in tags.values_list("recommendation", "tag__kind", "tag"):
        by_key[owner].tags[kind].add(tag)
    return found
