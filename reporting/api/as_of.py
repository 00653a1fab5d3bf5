"""Two times for programs: what an answer says of a day, and which of it is as of that day."""

from typing import Any

from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from focal_points import as_it_stood, instants
from focal_points.as_it_stood import Stood
from focal_points.instants import Instant
from reporting.api.shapes import RecommendationSerializer, StatusFiguresSerializer
from reporting.services import statistics_as_of
from reporting.services.statistics import folded
from reporting.services.statistics_as_of import Compared, Day

AS_OF = OpenApiParameter(
    "as_of", str, description="A day (2026-06-30): what was in force on it, as known today. Not after today."
)
KNOWN_AT = OpenApiParameter(
    "known_at",
    str,
    description="A day: as this house said it at the end of that day; alone, of that day itself. With "
    "`as_of`: what was in force on the one day, as it was known on the other.",
)
COMPARE = OpenApiParameter(
    "compare", str, description="Another day: adds its figures, and what moved from which status to which."
)


def asked(request: Request) -> Instant | None:
    """The instant a request asks for; Invalid (400) where it is no day, or has not come yet."""
    return instants.asked(request.query_params)


class AsItStoodSerializer(serializers.Serializer[Any]):
    """Which of the answer is as of the day, and which is as today."""

    held_since = serializers.DateField(help_text="This house holds the record since then.")
    is_first_held = serializers.BooleanField(
        help_text="The day is before: texts, tags and responsibility are as this house first held them."
    )
    as_of_the_day = serializers.ListField(child=serializers.CharField())
    as_today = serializers.ListField(child=serializers.CharField())


class ReplacedBySerializer(serializers.Serializer[Any]):
    """What took its place later."""

    id = serializers.UUIDField(source="replaced_by.public_id")
    reference = serializers.CharField(source="replaced_by.reference")
    on = serializers.DateField(source="replaced_on")


class RecommendationAsOfSerializer(RecommendationSerializer):
    """One recommendation; with `as_of` or `known_at` as it stood, and the last three fields besides."""

    as_of = serializers.DateField(required=False)
    known_at = serializers.DateField(required=False, help_text="Left out: as known today.")
    as_it_stood = AsItStoodSerializer(required=False)
    replaced_by = ReplacedBySerializer(
        required=False, help_text="Where another took its place after the day."
    )

    class Meta(RecommendationSerializer.Meta):
        fields: Any = (
            *RecommendationSerializer.Meta.fields,
            "as_of",
            "known_at",
            "as_it_stood",
            "replaced_by",
        )


def row_of(stood: Stood) -> Any:
    """The row of the day, with what the shape above says besides."""
    row: Any = stood.row
    row.as_of = stood.instant.as_of
    if stood.instant.known_at:
        row.known_at = stood.instant.known_at
    row.as_it_stood = {
        "held_since": stood.held_since,
        "is_first_held": stood.is_first_held,
        "as_of_the_day": as_it_stood.AS_IT_STOOD,
        "as_today": as_it_stood.AS_TODAY,
    }
    if stood.replaced_by:
        row.replaced_by = {"replaced_by": stood.replaced_by, "replaced_on": stood.replaced_on}
    return row


class DayFiguresSerializer(serializers.Serializer[Any]):
    """The figures of the other day."""

    as_of = serializers.DateField()
    total = serializers.IntegerField()
    by_status = serializers.DictField(child=serializers.IntegerField())
    groups = serializers.DictField(child=serializers.IntegerField())


class MoveSerializer(serializers.Serializer[Any]):
    """How many moved from one status to another; null: not counted on that day."""

    to = serializers.SerializerMethodField()
    count = serializers.IntegerField()
    of = serializers.IntegerField(help_text="All that were counted on both days.")
    percent = serializers.FloatField(help_text="The count in percent of that.")

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python."""
        return {"from": serializers.SerializerMethodField("get_was"), **super().get_fields()}

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_was(self, move: Any) -> str | None:
        """On the earlier day."""
        return move.was or None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_to(self, move: Any) -> str | None:
        """On the later day."""
        return move.now or None


class MovedSerializer(serializers.Serializer[Any]):
    """Two days beside each other, the earlier one first."""

    earlier = serializers.DateField()
    later = serializers.DateField()
    on_both = serializers.IntegerField(help_text="Counted on both days.")
    stayed = serializers.IntegerField()
    moved = serializers.IntegerField()
    moves = MoveSerializer(many=True)


class FiguresAsOfSerializer(StatusFiguresSerializer):
    """The national figures; with `as_of`, `known_at` or `compare` of that day, with the last fields too."""

    as_of = serializers.DateField(required=False)
    known_at = serializers.DateField(required=False, help_text="Left out: as known today.")
    as_today = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Fields grouped as today."
    )
    compare = DayFiguresSerializer(required=False)
    moved = MovedSerializer(required=False)


class Figures:
    """What the shape above says of a day, and of another beside it."""

    def __init__(self, day: Day, other: Day | None = None, compared: Compared | None = None) -> None:
        self.day, self.other, self.compared = day, other, compared

    @cached_property
    def said(self) -> dict[str, Any]:
        """As the serializer takes it."""
        day, counts = self.day, self.day.counts
        said: dict[str, Any] = {
            "total": day.total,
            "last_change_on": day.last_change_on,
            "by_status": counts,
            "groups": folded(counts),
            "by_mechanism": day.lines("mechanism"),
            "by_cluster": day.lines("cluster"),
            "by_institution": day.lines("institution"),
            "as_of": day.instant.as_of,
            "as_today": statistics_as_of.AS_TODAY,
        }
        if day.instant.known_at:
            said["known_at"] = day.instant.known_at
        return said | (self._beside(self.other, self.compared) if self.other and self.compared else {})

    def _beside(self, other: Day, compared: Compared) -> dict[str, Any]:
        return {
            "compare": {
                "as_of": other.instant.as_of,
                "total": other.total,
                "by_status": other.counts,
                "groups": folded(other.counts),
            },
            "moved": {
                "earlier": compared.before.instant.as_of,
                "later": compared.after.instant.as_of,
                "on_both": compared.on_both,
                "stayed": compared.stayed,
                "moved": compared.moved,
                "moves": compared.moves,
            },
        }


def figures(request: Request) -> dict[str, Any] | None:
    """The figures of the day that is asked for; None where none is."""
    found = statistics_as_of.asked(request.query_params)
    if found is None:
        return None
    day, compared = found
    other = None
    if compared:
        other = compared.before if compared.after is day else compared.after
    return Figures(day, other, compared).said
