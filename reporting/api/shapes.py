"""What the interface says of each thing: read from the search table, so nothing internal is in it."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from focal_points.models import Institution, SearchRow, Status, Trend
from recommendations.models import Cluster, Document, Mechanism, Recommendation

STATUSES = Status.choices


class NamedSerializer(serializers.Serializer[Any]):
    """A code and the name in the caller's language."""

    code = serializers.CharField()
    name = serializers.CharField(source="__str__")


class PartSerializer(serializers.Serializer[Any]):
    """One part of a divided recommendation."""

    id = serializers.UUIDField(source="public_id")
    label = serializers.CharField()  # type: ignore[assignment]  # a field named like an attribute of fields
    title = serializers.CharField()
    text = serializers.CharField(source="quoted")
    status = serializers.ChoiceField(choices=STATUSES)


class ResponsibleSerializer(serializers.Serializer[Any]):
    """An institution and what it does there."""

    code = serializers.CharField()
    name = serializers.CharField()
    is_lead = serializers.BooleanField()


class RecommendationSerializer(serializers.ModelSerializer[SearchRow]):
    """One recommendation: its original text, and the verified status (null for another State’s)."""

    id = serializers.UUIDField(source="recommendation.public_id")
    annotation_id = serializers.UUIDField(source="recommendation.annotation_id", allow_null=True)
    symbol = serializers.CharField(source="recommendation.document.symbol")
    paragraph = serializers.CharField(source="recommendation.paragraph")
    title = serializers.CharField(source="recommendation.title")
    kind = serializers.ChoiceField(source="recommendation.kind", choices=Recommendation.Kind.choices)
    text = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField()
    mechanism = serializers.CharField(source="recommendation.document.mechanism.code")
    document = serializers.UUIDField(source="recommendation.document.public_id")
    cycle = serializers.IntegerField(allow_null=True)
    year = serializers.IntegerField(allow_null=True)
    position = serializers.CharField(source="upr_position", help_text="supported, noted, pending, or empty")
    is_partly_supported = serializers.BooleanField(source="recommendation.is_partly_supported")
    position_on = serializers.DateField(source="recommendation.upr_position_on", allow_null=True)
    position_source = serializers.CharField(source="recommendation.upr_position_source")
    recommending_states = serializers.SerializerMethodField()
    addressed_to = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    status_on = serializers.DateField(allow_null=True, help_text="In force since.")
    verified_on = serializers.DateField(
        allow_null=True, help_text="Verified here; null where only the State’s own table says so."
    )
    trend = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()
    institutions = serializers.SerializerMethodField()
    clusters = serializers.SerializerMethodField()
    themes = serializers.SerializerMethodField()
    persons = serializers.SerializerMethodField()
    sdgs = serializers.SerializerMethodField()
    ask = serializers.SerializerMethodField()
    followup_due_on = serializers.DateField(source="recommendation.followup_due_on", allow_null=True)
    due_on = serializers.DateField(
        source="recommendation.due_on", allow_null=True, help_text="To be done by."
    )
    url = serializers.SerializerMethodField()

    class Meta:
        model = SearchRow
        fields = (
            *("id", "annotation_id", "symbol", "paragraph", "title", "kind", "text", "language", "mechanism"),
            *("document", "cycle", "year", "position", "is_partly_supported", "position_on"),
            *("position_source", "recommending_states", "addressed_to", "status"),
            *("status_on", "verified_on", "trend", "parts", "institutions", "clusters", "themes", "persons"),
            *("sdgs", "ask", "followup_due_on", "due_on", "url"),
        )

    def get_text(self, row: SearchRow) -> str:
        """The original, corrected where the house corrected it."""
        original = row.recommendation.original
        return original.text if original else ""

    def get_language(self, row: SearchRow) -> str:
        """Of the text."""
        original = row.recommendation.original
        return original.language if original else ""

    def get_recommending_states(self, row: SearchRow) -> list[str]:
        """ISO 3166-1 alpha-3."""
        return sorted(one.country.iso3 for one in row.recommendation.recommending_states.all())

    def get_addressed_to(self, row: SearchRow) -> list[str]:
        """ISO 3166-1 alpha-3."""
        return sorted(one.country.iso3 for one in row.recommendation.addressees.all())

    @extend_schema_field(serializers.ChoiceField(choices=STATUSES, allow_null=True))
    def get_status(self, row: SearchRow) -> str | None:
        """The verified status."""
        return row.status if row.is_home and row.is_ask else None

    @extend_schema_field(serializers.ChoiceField(choices=Trend.choices, allow_null=True))
    def get_trend(self, row: SearchRow) -> str | None:
        """Where it is going."""
        return row.trend or None

    @extend_schema_field(PartSerializer(many=True))
    def get_parts(self, row: SearchRow) -> Any:
        """Of a divided recommendation, in order, each with its own status."""
        recommendation: Any = row.recommendation  # prefetched to `standing_parts`
        parts = recommendation.standing_parts
        for part, status in zip(parts, row.statuses, strict=False):
            part.status = status
        return PartSerializer(parts, many=True).data

    @extend_schema_field(ResponsibleSerializer(many=True))
    def get_institutions(self, row: SearchRow) -> Any:
        """Who is responsible."""
        names: dict[int, Any] = self.context["names"].institutions
        return [
            {"code": names[key].code, "name": str(names[key]), "is_lead": key == row.lead}
            for key in row.institutions
            if key in names
        ]

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_ask(self, row: SearchRow) -> str | None:
        """The recurring request it makes with others; null where it is alone."""
        key: str | None = self.context["names"].asks.get(row.ask)
        return key

    @extend_schema_field(NamedSerializer(many=True))
    def get_clusters(self, row: SearchRow) -> Any:
        """National groups it is in."""
        return self._named(row.clusters, self.context["names"].clusters)

    @extend_schema_field(NamedSerializer(many=True))
    def get_themes(self, row: SearchRow) -> Any:
        """UHRI themes and what stands above them."""
        return self._named(row.themes, self.context["names"].tags)

    @extend_schema_field(NamedSerializer(many=True))
    def get_persons(self, row: SearchRow) -> Any:
        """People concerned."""
        return self._named(row.persons, self.context["names"].tags)

    @extend_schema_field(NamedSerializer(many=True))
    def get_sdgs(self, row: SearchRow) -> Any:
        """Goals and targets."""
        return self._named(row.sdgs, self.context["names"].tags)

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, row: SearchRow) -> str:
        """Its page."""
        address: str = self.context["request"].build_absolute_uri(row.recommendation.get_absolute_url())
        return address

    def _named(self, keys: list[int], things: dict[int, Any]) -> Any:
        return NamedSerializer([things[key] for key in keys if key in things], many=True).data


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """One outcome."""

    id = serializers.UUIDField(source="public_id")
    mechanism = serializers.CharField(source="mechanism.code")
    source = serializers.CharField(source="source_address")  # type: ignore[assignment]  # a field named like an attribute of fields

    class Meta:
        model = Document
        fields = (
            *("id", "symbol", "title", "kind", "mechanism", "cycle", "session", "adopted_on", "published_on"),
            *(
                "case_number",
                "visited_from",
                "visited_until",
                "followup_due_on",
                "next_report_due_on",
                "source",
            ),
        )


class MechanismSerializer(serializers.ModelSerializer[Mechanism]):
    """A body that makes recommendations."""

    name = serializers.CharField()

    class Meta:
        model = Mechanism
        fields = ("code", "name", "kind")


class InstitutionSerializer(serializers.ModelSerializer[Institution]):
    """A body that can be responsible."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    parent = serializers.CharField(source="parent.code", allow_null=True, default=None)  # type: ignore[assignment]  # a field named like an attribute of fields

    class Meta:
        model = Institution
        fields = ("id", "code", "name", "kind", "parent")


class ClusterSerializer(serializers.ModelSerializer[Cluster]):
    """A national group of recommendations."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    desired_outcome = serializers.CharField()

    class Meta:
        model = Cluster
        fields = ("id", "code", "name", "desired_outcome")


class LineSerializer(serializers.Serializer[Any]):
    """One line of figures."""

    code = serializers.CharField()
    name = serializers.CharField(source="label")
    total = serializers.IntegerField()
    distinct_asks = serializers.IntegerField(
        source="asks", help_text="Recommendations of one confirmed recurring request count once."
    )
    by_status = serializers.DictField(source="counts", child=serializers.IntegerField())


class StatusFiguresSerializer(serializers.Serializer[Any]):
    """The national figures by verified status."""

    state = serializers.CharField()
    total = serializers.IntegerField()
    last_change_on = serializers.DateField(allow_null=True)
    by_status = serializers.DictField(child=serializers.IntegerField())
    groups = serializers.DictField(
        child=serializers.IntegerField(), help_text="The four public groups, and two that are counted apart."
    )
    by_mechanism = LineSerializer(many=True)
    by_cluster = LineSerializer(many=True)
    by_institution = LineSerializer(many=True)
