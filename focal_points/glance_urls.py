"""Addresses of what is seen at a glance: figures of the work, ratings that differ, needs, what is missing."""

from django.urls import path

from focal_points.views import asked_for, glance, operations, ratings

urlpatterns = [
    path("glance/", glance.index, name="glance"),
    path("glance/stuck/", glance.stuck, name="stuck-list"),
    path("glance/stuck/csv/", glance.stuck_csv, name="stuck-csv"),
    path("glance/missing/<slug:check>/", glance.lacking, name="lacking-list"),
    path("glance/missing/<slug:check>/csv/", glance.lacking_csv, name="lacking-csv"),
    path("ratings/", ratings.index, name="rating-list"),
    path("ratings/csv/", ratings.as_csv, name="rating-csv"),
    path("needs/", asked_for.index, {"sort": "needs"}, name="support-list"),
    path("needs/csv/", asked_for.as_csv, {"sort": "needs"}, name="support-csv"),
    path("needs/xlsx/", asked_for.as_xlsx, {"sort": "needs"}, name="support-xlsx"),
    path("obstacles/", asked_for.index, {"sort": "obstacles"}, name="obstacle-list"),
    path("obstacles/csv/", asked_for.as_csv, {"sort": "obstacles"}, name="obstacle-csv"),
    path("obstacles/xlsx/", asked_for.as_xlsx, {"sort": "obstacles"}, name="obstacle-xlsx"),
    path("operations/<uuid:pk>/rows/", operations.rows, name="operation-rows"),
    path("operations/<uuid:pk>/rows/csv/", operations.rows_csv, name="operation-rows-csv"),
]
