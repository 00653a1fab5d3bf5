"""Addresses of this room."""

from django.urls import include, path

from recommendations.views import (
    care,
    conflicts,
    document_files,
    documents,
    entries,
    follow_up,
    imports,
    imports_waiting,
    replacements,
    table_columns,
    tables,
    tags,
    tags_waiting,
    treaties,
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
    path("to-mend/", tables.to_mend, name="import-mend"),
    path("columns/", table_columns.columns, name="import-columns"),
]

# /register/documents/<public_id>/…
document_urls = [
    path("", documents.detail, name="document-work"),
    path("recommendations/", entries.add, name="recommendation-new"),
    path("paste/", entries.paste, name="document-paste"),
    path("follow-up/", follow_up.mark, name="document-followup"),
    path("positions/", follow_up.state_positions, name="document-positions"),
    path("reports/new/", follow_up.send, name="document-report"),
    path("files/", document_files.add, name="document-file-add"),
]

# /register/follow-up-reports/<public_id>/…
report_urls = [
    path("", follow_up.change, name="follow-up-change"),
    path("remove/", follow_up.remove, name="follow-up-remove"),
]

# /register/treaties/…
treaty_urls = [
    path("", treaties.index, name="treaty-list"),
    path("new/", treaties.new, name="treaty-new"),
    path("<int:pk>/", treaties.detail, name="treaty-detail"),
    path("<int:pk>/reservations/", treaties.reserve, name="treaty-reserve"),
    path("reservations/<uuid:public_id>/", treaties.change, name="reservation-change"),
]

# /register/care/…
care_urls = [
    path("", care.index, name="care"),
    path("look/", care.look, name="care-look"),
    path("<int:pk>/", care.decide, name="care-decide"),
    path("wording/", care.wording, name="smart-check"),
]

# /register/tags/…
tag_urls = [
    path("", tags.index, name="tag-list"),
    path("waiting/", tags_waiting.waiting, name="tag-waiting"),
    path("waiting/states/", tags_waiting.state, name="state-settle"),
    path("waiting/bodies/<int:pk>/", tags_waiting.mechanism, name="mechanism-settle"),
    path("new/<slug:vocabulary>/", tags.new, name="tag-new"),
    path("<int:pk>/", tags.detail, name="tag-detail"),
    path("<int:pk>/merge/", tags.merge, name="tag-merge"),
    path("<int:pk>/retire/", tags.retire, name="tag-retire"),
]

urlpatterns = [
    path("tags/", include(tag_urls)),
    path("documents/", documents.index, name="document-list"),
    path("documents/new/", documents.new, name="document-new"),
    path("document-files/<uuid:public_id>/remove/", document_files.remove, name="document-file-remove"),
    path("documents/<uuid:public_id>/", include(document_urls)),
    path("follow-up-reports/<uuid:public_id>/", include(report_urls)),
    path("mechanisms/new/", documents.new_mechanism, name="mechanism-new"),
    path("treaties/", include(treaty_urls)),
    path("care/", include(care_urls)),
    path("imports/", imports.index, name="import-list"),
    path("imports/new/", imports.new, name="import-new"),
    path("imports/fetch/", imports_waiting.fetch_now, name="import-fetch"),
    path("imports/tables/", tables.new, name="table-kinds"),
    path("imports/tables/template.xlsx", tables.template, {"ending": "xlsx"}, name="table-template"),
    path("imports/tables/template.csv", tables.template, {"ending": "csv"}, name="table-template-text"),
    path("imports/tables/entered.xlsx", tables.entered, name="table-entered"),
    path("imports/tables/<slug:table>/", tables.new, name="table-new"),
    path("imports/<uuid:public_id>/", include(import_urls)),
    path("conflicts/", conflicts.index, name="conflict-list"),
    path("conflicts/<uuid:public_id>/", conflicts.detail, name="conflict-detail"),
    path("replacements/", replacements.index, name="replacement-list"),
    path("replacements/decide/", replacements.decide, name="replacement-decide"),
    path("replacements/<uuid:public_id>/", replacements.detail, name="replacement-detail"),
]
