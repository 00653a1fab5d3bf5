"""Addresses of this room."""

from django.urls import include, path

from recommendations.views import (
    conflicts,
    documents,
    imports,
    imports_waiting,
    replacements,
)

app_name = "recommendations"

# /register/imports/<public_id>/…
import_urls = [
    path("", imports.detail, name="import-detail"),
    path("apply/", imports.apply, name="import-apply"),
    path("discard/", imports.discard, name="import-discard"),
    path("undo/", imports_waiting.undo, name="import-undo"),
    path("waiting/", imports_waiting.settle, name="import-settle"),
    path("rejected.jsonl", imports.rejected, name="import-rejected"),
]

# /register/documents/<public_id>/…
document_urls = [
    path("", documents.detail, name="document-work"),
    path("recommendations/", documents.add, name="recommendation-new"),
]

urlpatterns = [
    path("documents/", documents.index, name="document-list"),
    path("documents/new/", documents.new, name="document-new"),
    path("documents/<uuid:public_id>/", include(document_urls)),
    path("imports/", imports.index, name="import-list"),
    path("imports/new/", imports.new, name="import-new"),
    path("imports/fetch/", imports_waiting.fetch_now, name="import-fetch"),
    path("imports/<uuid:public_id>/", include(import_urls)),
    path("conflicts/", conflicts.index, name="conflict-list"),
    path("conflicts/<uuid:public_id>/", conflicts.detail, name="conflict-detail"),
    path("replacements/", replacements.index, name="replacement-list"),
    path("replacements/decide/", replacements.decide, name="replacement-decide"),
    path("replacements/<uuid:public_id>/", replacements.detail, name="replacement-detail"),
]
