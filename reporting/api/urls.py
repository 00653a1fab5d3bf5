"""Addresses of the interface for programs."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from reporting.api import docs, reading, similar, writing

app_name = "api"


class Code(StringConverter):
    """The code of a thing: one piece of an address, with nothing in it that PostgreSQL cannot hold."""

    regex = r"[^/\x00]+"


register_converter(Code, "code")

router = SimpleRouter(use_regex_path=False)
router.register("recommendations", reading.RecommendationViewSet, basename="recommendation")
router.register("documents", reading.DocumentViewSet, basename="document")
router.register("mechanisms", reading.MechanismViewSet, basename="mechanism")
router.register("institutions", reading.InstitutionViewSet, basename="institution")
router.register("clusters", reading.ClusterViewSet, basename="cluster")
router.register("assignments", writing.AssignmentViewSet, basename="assignment")
router.register("updates", writing.UpdateViewSet, basename="update")

urlpatterns = [
    path("v1/", include(router.urls)),
    path(
        "v1/recommendations/<uuid:public_id>/similar/",
        similar.Similar.as_view(),
        name="recommendation-similar",
    ),
    path("v1/statistics/status/", reading.StatusFigures.as_view(), name="statistics-status"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs.docs, name="docs"),
]
