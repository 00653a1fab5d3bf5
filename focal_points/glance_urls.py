"""Addresses of what is seen at a glance: figures of the work, ratings that differ, needs, what is missing."""

from django.urls import path

from focal_points.views import asked_for, glance, operations, ratings
from focal_points.views.taking import door

urlpatterns = [
    path("glance/", glance.index, name="glance"),
    path("glance/stuck/", glance.stuck, name="stuck-list"),
    path("glance/stuck/list/<slug:ending>/", door(glance.taken_stuck), name="stuck-download"),
    path("glance/workload/list/<slug:ending>/", door(glance.taken_loads), name="load-download"),
    path("glance/missing/<slug:check>/", glance.lacking, name="lacking-list"),
    path(
        "glance/missing/<slug:check>/list/<slug:ending>/", door(glance.taken_lacking), name="lacking-download"
    ),
    path("ratings/", ratings.index, name="rating-list"),
    path("ratings/list/<slug:ending>/", door(ratings.taken), name="rating-download"),
    path("needs/", asked_for.index, {"sort": "needs"}, name="support-list"),
    path("needs/list/<slug:ending>/", door(asked_for.taken), {"sort": "needs"}, name="support-download"),
    path("obstacles/", asked_for.index, {"sort": "obstacles"}, name="obstacle-list"),
    path(
        "obstacles/list/<slug:ending>/",
        door(asked_for.taken),
        {"sort": "obstacles"},
        name="obstacle-download",
    ),
    path("operations/<uuid:pk>/rows/", operations.rows, name="operation-rows"),
    path(
        "operations/<uuid:pk>/rows/list/<slug:ending>/",
        door(operations.taken_rows),
        name="operation-rows-download",
    ),
]
