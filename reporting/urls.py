"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, include, path

from reporting.views import reports

app_name = "reporting"

# reports/…: drafts of periodic reports, for the house
report_urls = [
    path("", reports.index, name="report-list"),
    path("<uuid:public_id>/", reports.detail, name="report-detail"),
    path("<uuid:public_id>/<slug:file_format>/", reports.download, name="report-download"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", include(report_urls)),
]
