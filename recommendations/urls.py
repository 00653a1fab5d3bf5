"""Addresses of this room."""

from django.urls import include, path

from recommendations.views import imports

app_name = "recommendations"

# /register/imports/<public_id>/…
import_urls = [
    path("", imports.detail, name="import-detail"),
    path("apply/", imports.apply, name="import-apply"),
    path("discard/", imports.discard, name="import-discard"),
    path("undo/", imports.undo, name="import-undo"),
    path("rejected.jsonl", imports.rejected, name="import-rejected"),
]

urlpatterns = [
    path("imports/", imports.index, name="import-list"),
    path("imports/new/", imports.new, name="import-new"),
    path("imports/<uuid:public_id>/", include(import_urls)),
]
