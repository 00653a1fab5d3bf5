"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, include, path

from reporting.views import (
    about,
    asks,
    compare,
    documents,
    downloads,
    feed,
    handovers,
    home,
    institutions,
    needs,
    ratings,
    recommendations,
    reports,
    states,
)

app_name = "reporting"

public_urls = [
    path("", home.home, name="home"),
    path("recommendations/", recommendations.index, name="recommendation-list"),
    path("recommendations.csv", downloads.as_csv, name="recommendation-csv"),
    path("recommendations.xlsx", downloads.as_xlsx, name="recommendation-xlsx"),
    path("recommendations/feed/", feed.changes, name="recommendation-feed"),
    path("recommendations/<uuid:public_id>/", recommendations.detail, name="recommendation-detail"),
    path("requests/", asks.index, name="ask-list"),
    path("requests/<uuid:public_id>/", asks.detail, name="ask-detail"),
    path("documents/", documents.index, name="document-list"),
    path("documents/feed/", feed.documents, name="document-feed"),
    path("documents/<uuid:public_id>/", documents.detail, name="document-detail"),
    path("pledges/", documents.pledges, name="pledges"),
    path("treaties/", documents.treaties, name="treaties"),
    path("clusters/", institutions.clusters, name="cluster-list"),
    path("clusters/<uuid:public_id>/", institutions.cluster, name="cluster-detail"),
    path("institutions/", institutions.institutions, name="institution-list"),
    path("institutions/<uuid:public_id>/", institutions.institution, name="institution-detail"),
    path("states/", states.index, name="state-list"),
    path("states/compare/", compare.compare, name="state-compare"),
    path("states/compare.csv", compare.as_csv, name="state-compare-csv"),
    path("states/<slug:iso3>/", states.detail, name="state-detail"),
    path("figures/", about.figures, name="figures"),
    path("ratings/", ratings.index, name="rating-list"),
    path("ratings.<slug:ending>", ratings.download, name="rating-download"),
    path("needs/", needs.index, name="need-list"),
    path("needs.<slug:ending>", needs.download, name="need-download"),
    path("about/statuses/", about.statuses, name="statuses"),
    path("open-data/", about.open_data, name="open-data"),
]

# reports/…: drafts of periodic reports, for the house
report_urls = [
    path("", reports.index, name="report-list"),
    path("<uuid:public_id>/", reports.detail, name="report-detail"),
    path("<uuid:public_id>/use/", reports.use_kept, name="report-use"),
    path("<uuid:public_id>/<slug:file_format>/", reports.download, name="report-download"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *public_urls,
    path("reports/", include(report_urls)),
    path("handovers/<uuid:public_id>/pack.pdf", handovers.pdf, name="handover-pdf"),
]
