"""Addresses of the secretariat's side: desk, verification, selection, clusters, institutions, operations."""

from django.urls import include, path

from focal_points.views import (
    board,
    clusters,
    contests,
    desk,
    institutions,
    operations,
    people,
    published,
    recommendations,
    selection,
    selection_facts,
    stakeholder_views,
    suggestion_selection,
    suggestions,
    tagging,
    verification,
)
from focal_points.views.taking import door

# /work/updates/<public_id>/…: what the secretariat decides
update_urls = [
    path("verify/", verification.verify, name="update-verify"),
    path("return/", verification.send_back, name="update-return"),
    path("approve/", verification.agree, name="update-approve"),
    path("refuse/", verification.disagree, name="update-refuse"),
    path("undo-return/", published.undo_return, name="update-undo-return"),
    path("recall/", published.recall, name="update-recall"),
    path("reinstate/", published.reinstate, name="update-reinstate"),
    path("add-evidence/", verification.add_evidence, name="update-add-evidence"),
]

# /work/recommendations/<public_id>/…
recommendation_urls = [
    path("", recommendations.detail, name="recommendation-detail"),
    *(
        path(f"{action}/", recommendations.act, {"action": action}, name=f"recommendation-{action}")
        for action in recommendations.ACTIONS
    ),
]

# /work/clusters/<public_id>/…
cluster_urls = [
    path("", clusters.detail, name="cluster-detail"),
    path("edit/", clusters.edit, name="cluster-edit"),
    path("members/", clusters.members, name="cluster-members"),
    path("coordinator/", clusters.coordinate, name="cluster-coordinator"),
    path("archive/", clusters.archive, name="cluster-archive"),
]

# /work/institutions/<public_id>/…
institution_urls = [
    path("", institutions.detail, name="institution-work"),
    path("edit/", institutions.edit, name="institution-edit"),
    path("close/", institutions.close, name="institution-close"),
    path("invite/", institutions.invite, name="institution-invite"),
    path("terms/", institutions.begin_term, name="term-begin"),
    path("terms/<uuid:term_id>/end/", institutions.end_term, name="term-end"),
    path("terms/<uuid:term_id>/take-back/", institutions.take_back_term, name="term-take-back"),
]

# /work/suggestions/<pk>/…
suggestion_urls = [
    path("take/", suggestions.take, name="suggestion-take"),
    path("refuse/", suggestions.refuse, name="suggestion-refuse"),
    path("reopen/", suggestions.reopen, name="suggestion-reopen"),
]

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/<slug:queue>/", desk.desk, name="desk-queue"),
    path("desk/<slug:queue>/list/<slug:ending>/", door(desk.taken), name="desk-download"),
    path("updates/<uuid:public_id>/", include(update_urls)),
    path("evidence/<uuid:public_id>/mark/", verification.mark_evidence, name="evidence-mark"),
    path("contests/<int:pk>/", contests.decide, name="contest-decide"),
    path("recommendations/", selection.index, name="recommendation-list"),
    path("recommendations/list/<slug:ending>/", door(selection.taken), name="recommendation-download"),
    path("recommendations/board/", board.index, name="recommendation-board"),
    path("recommendations/board/move/", board.move, name="board-move"),
    path("recommendations/assign/", selection.assign, name="bulk-assign"),
    path("recommendations/cluster/", selection.group, name="bulk-cluster"),
    path("recommendations/positions/", selection_facts.state_positions, name="bulk-position"),
    path("recommendations/follow-up/", selection_facts.mark_followup, name="bulk-followup"),
    path("recommendations/tags/", tagging.tags, name="bulk-tag"),
    path("recommendations/needs/", tagging.needs, name="bulk-need"),
    path("recommendations/suggestions/", suggestion_selection.selection, name="bulk-suggestion"),
    path("recommendations/<uuid:public_id>/", include(recommendation_urls)),
    path("clusters/", clusters.index, name="cluster-list"),
    path("clusters/list/<slug:ending>/", door(clusters.taken), name="cluster-download"),
    path("clusters/new/", clusters.edit, name="cluster-new"),
    path("clusters/<uuid:public_id>/", include(cluster_urls)),
    path("institutions/", institutions.index, name="institution-list"),
    path("institutions/list/<slug:ending>/", door(institutions.taken), name="institution-download"),
    path("institutions/new/", institutions.edit, name="institution-new"),
    path("institutions/<uuid:public_id>/", include(institution_urls)),
    path("people/", people.index, name="person-list"),
    path("people/list/<slug:ending>/", door(people.taken), name="person-download"),
    path("people/<uuid:public_id>/", people.edit, name="person-edit"),
    path("people/<uuid:public_id>/reopen/", people.reopen, name="person-reopen"),
    path("people/<uuid:public_id>/link/", people.send_link, name="person-link"),
    path("people/<uuid:public_id>/close/", people.close, name="person-close"),
    path("suggestions/", suggestions.index, name="suggestion-list"),
    path("suggestions/find/", suggestions.find, name="suggestion-find"),
    path("suggestions/switch/", suggestions.switch, name="suggestion-switch"),
    path("suggestions/hide/", suggestions.hide, name="suggestion-hide"),
    path("suggestions/<int:pk>/", include(suggestion_urls)),
    path("operations/", operations.index, name="operation-list"),
    path("operations/list/<slug:ending>/", door(operations.taken), name="operation-download"),
    path("operations/<uuid:pk>/", operations.detail, name="operation-detail"),
    path("operations/<uuid:pk>/undo/", operations.undo, name="operation-undo"),
    path("views/", stakeholder_views.index, name="view-list"),
    path("views/<uuid:public_id>/", stakeholder_views.state, name="view-state"),
]
