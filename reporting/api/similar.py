"""Recommendations like one: the same fields as the list, each with how alike it is."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from focal_points.models import SearchRow
from focal_points.similar import similar_to
from recommendations.models import Country, Recommendation
from reporting.api.reading import Public, api_rows
from reporting.api.shapes import RecommendationSerializer
from reporting.services.table import Names

USUAL, MOST = 20, 80


class SimilarSerializer(RecommendationSerializer):
    """One recommendation like another; `score` goes from 0 to 1."""

    score = serializers.SerializerMethodField()

    class Meta(RecommendationSerializer.Meta):
        fields = (*RecommendationSerializer.Meta.fields, "score")  # type: ignore[assignment]  # one more

    def get_score(self, row: SearchRow) -> float:
        """The weight of the word stems that both texts hold, against what each holds."""
        return round(float(self.context["scores"][row.pk]), 3)


class SimilarAnswer(serializers.Serializer[Any]):
    """The most alike first."""

    count = serializers.IntegerField()
    results = SimilarSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())


@method_decorator(conditional_page, name="dispatch")
class Similar(Public):
    """“More like this”, in the language of the text."""

    @extend_schema(
        responses=SimilarAnswer,
        summary="Recommendations like one, ranked",
        operation_id="recommendations_similar",
        parameters=[
            OpenApiParameter(
                "state",
                str,
                description="Asked of this State: ISO 3166-1 alpha-3; all States where left out.",
            ),
            OpenApiParameter("limit", int, description=f"{USUAL} where left out, {MOST} at the most."),
        ],
    )
    def get(self, request: Request, public_id: Any) -> Response:
        """Of this State and of others; what stands, and nothing internal."""
        rows = SearchRow.objects.filter(is_current=True)
        row = get_object_or_404(rows, recommendation__public_id=public_id)
        notes: list[str] = []
        state = self._state(request, notes)
        limit = self._limit(request, notes)
        recommendation = Recommendation.objects.prefetch_related("texts").get(pk=row.pk)
        found = similar_to(recommendation, states=[state] if state else [])
        keys = found.best(limit=limit)
        held = {one.pk: one for one in api_rows(SearchRow.objects.filter(pk__in=keys))}
        context = {"request": request, "names": Names(), "scores": found.scores}
        results = SimilarSerializer([held[key] for key in keys if key in held], many=True, context=context)
        return Response({"count": len(results.data), "results": results.data, "notes": notes})

    def _state(self, request: Request, notes: list[str]) -> int | None:
        """The State's key; None for all."""
        wanted = request.query_params.get("state", "").replace("\x00", "").strip()
        if not wanted or wanted.lower() == "all":
            return None
        country = Country.objects.filter(iso3=wanted.upper()[:3]).first() if len(wanted) == 3 else None
        if country is None:
            notes.append(
                _("%(filter)s: “%(value)s” is not known and was left out.")
                % {"filter": _("State"), "value": wanted[:60]}
            )
        return country.pk if country else None

    def _limit(self, request: Request, notes: list[str]) -> int:
        wanted = request.query_params.get("limit", "").strip()
        if not wanted:
            return USUAL
        if wanted.isascii() and wanted.isdigit() and 0 < int(wanted[:6]) <= MOST:
            return int(wanted)
        notes.append(_("limit: a number from 1 to %(most)d was expected.") % {"most": MOST})
        return MOST if wanted.isascii() and wanted.isdigit() and int(wanted[:6]) > MOST else USUAL
