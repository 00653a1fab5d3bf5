"""The public interface: read only, for anyone, in step with the public pages."""

from typing import Any, cast

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from focal_points import as_it_stood
from focal_points.filters import FILTERS
from focal_points.listing import for_lines
from focal_points.models import Institution, SearchRow
from focal_points.search import SORTS, Search
from recommendations.models import Cluster, Document, Mechanism, Part
from reporting.api import as_of, shapes
from reporting.api.searching import FoundPages, FoundRows, facets
from reporting.services import statistics
from reporting.services.table import Names

FILTER_PARAMETERS = [
    OpenApiParameter("q", str, description="Words, “a phrase”, one OR other, -without, begin*, a symbol."),
    *(
        OpenApiParameter(name, str, many=True, description=f"{one.title}; given twice means either.")
        for name, one in FILTERS.items()
    ),
    OpenApiParameter("stale", bool, description="Not verified for twelve months, something is left to do."),
    OpenApiParameter("unassigned", bool, description="No institution leads yet."),
    OpenApiParameter("state", str, description="ISO 3166-1 alpha-3, or `all`; this State where left out."),
    OpenApiParameter("kind", str, enum=["ask", "observation", "all"], description="`ask` where left out."),
    OpenApiParameter("sort", str, enum=list(SORTS)),
    OpenApiParameter("facets", bool, description="Adds `facets`, each counted under the other filters."),
]

PAGE = cast(int, settings.REST_FRAMEWORK["PAGE_SIZE"])


def api_rows(rows: QuerySet[SearchRow]) -> QuerySet[SearchRow]:
    """With all that the shape says, fetched at once."""
    return for_lines(rows).prefetch_related(
        "recommendation__addressees__country",
        Prefetch("recommendation__parts", Part.objects.filter(removed_at=None), to_attr="standing_parts"),
    )


class Public(APIView):
    """Open to anyone. The tag of an answer is made of what it says, and that is public facts alone."""

    permission_classes = (AllowAny,)


@method_decorator(conditional_page, name="dispatch")
@extend_schema_view(
    list=extend_schema(parameters=FILTER_PARAMETERS, summary="Search and list recommendations"),
    retrieve=extend_schema(
        summary="One recommendation, today or as it stood on a day",
        parameters=[as_of.AS_OF, as_of.KNOWN_AT],
        responses=as_of.RecommendationAsOfSerializer,
    ),
)
class RecommendationViewSet(
    Public, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[SearchRow]
):
    """What was asked, and how far it is. Filters are the same as of the page."""

    queryset = SearchRow.objects.none()
    serializer_class = shapes.RecommendationSerializer
    pagination_class = FoundPages
    filter_backends = ()
    lookup_field = "recommendation__public_id"
    lookup_url_kwarg = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[SearchRow]:
        """All that stand, for the page of one."""
        return api_rows(SearchRow.objects.filter(is_current=True))

    def get_serializer_context(self) -> dict[str, Any]:
        """With names, read once an answer."""
        return {**super().get_serializer_context(), "names": Names()}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """`count`, `asks` (distinct ones), `next`, `previous`, `results`; `notes` say what was left out."""
        search = Search.from_query(request._request.GET, None)
        paginator = cast(FoundPages, self.paginator)
        size = paginator.get_page_size(request) or PAGE
        found = FoundRows(search, request.query_params.get("page"), size, api_rows)
        page = self.paginate_queryset(cast(Any, found))
        response = self.get_paginated_response(self.get_serializer(page, many=True).data)
        response.data["asks"] = found.found.asks
        response.data["notes"] = search.notes
        if request.query_params.get("facets") in {"1", "true"}:
            response.data["facets"] = facets(search, found)
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Today; with `as_of` or `known_at` as it stood, texts, tags, parts and responsibility too."""
        instant = as_of.asked(request)
        if instant is None:
            return super().retrieve(request, *args, **kwargs)
        stood = as_it_stood.of(kwargs["public_id"], instant)
        if stood is None or stood.is_withdrawn:
            raise Http404
        context = self.get_serializer_context()
        return Response(as_of.RecommendationAsOfSerializer(as_of.row_of(stood), context=context).data)


@method_decorator(conditional_page, name="dispatch")
class DocumentViewSet(Public, viewsets.ReadOnlyModelViewSet[Document]):
    """Documents that ask something of this State."""

    queryset = Document.objects.none()
    serializer_class = shapes.DocumentSerializer
    filter_backends = ()
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Document]:
        """The newest first."""
        documents = Document.objects.addressed_to(settings.HOME_STATE)
        return documents.select_related("mechanism").newest_first()


@method_decorator(conditional_page, name="dispatch")
class MechanismViewSet(Public, viewsets.ReadOnlyModelViewSet[Mechanism]):
    """Bodies that make recommendations."""

    queryset = (
        Mechanism.objects.filter(merged_into=None).prefetch_related("names").order_by("position", "code")
    )
    serializer_class = shapes.MechanismSerializer
    filter_backends = ()
    lookup_field = "code"
    lookup_value_converter = "code"


@method_decorator(conditional_page, name="dispatch")
class InstitutionViewSet(Public, viewsets.ReadOnlyModelViewSet[Institution]):
    """Bodies that can be responsible."""

    queryset = Institution.objects.current().for_list().select_related("parent").order_by("kind", "code")
    serializer_class = shapes.InstitutionSerializer
    filter_backends = ()
    lookup_field = "code"
    lookup_value_converter = "code"


@method_decorator(conditional_page, name="dispatch")
class ClusterViewSet(Public, viewsets.ReadOnlyModelViewSet[Cluster]):
    """National groups of recommendations."""

    queryset = Cluster.objects.filter(archived_at=None).prefetch_related("texts").order_by("code")
    serializer_class = shapes.ClusterSerializer
    filter_backends = ()
    lookup_field = "code"
    lookup_value_converter = "code"


@method_decorator(conditional_page, name="dispatch")
class StatusFigures(Public):
    """How far this State's recommendations are."""

    @extend_schema(
        responses=as_of.FiguresAsOfSerializer,
        summary="National figures by verified status, today or as of a day",
        operation_id="statistics_status",
        parameters=[
            OpenApiParameter("format", OpenApiTypes.STR, exclude=True),
            *(as_of.AS_OF, as_of.KNOWN_AT, as_of.COMPARE),
        ],
    )
    def get(self, request: Request) -> Response:
        """By status, and by status within mechanism, cluster and institution; of two days, what moved."""
        of_a_day = as_of.figures(request)
        if of_a_day:
            return Response(as_of.FiguresAsOfSerializer(of_a_day | {"state": settings.HOME_STATE}).data)
        counts = statistics.by_status()
        figures = {
            "state": settings.HOME_STATE,
            "total": sum(counts.values()),
            "last_change_on": statistics.last_change_on(),
            "by_status": counts,
            "groups": statistics.folded(counts),
            "by_mechanism": statistics.lines("mechanism"),
            "by_cluster": statistics.lines("cluster"),
            "by_institution": statistics.lines("institution"),
        }
        return Response(shapes.StatusFiguresSerializer(figures).data)
