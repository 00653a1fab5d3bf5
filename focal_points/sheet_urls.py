"""Addresses of tables that people hand in: workbooks, the State's own table, institutions and people."""

from typing import Any

from django.urls import include, path

from focal_points.views import matrices, people_tables, sheets, workbooks


def _of(kind: str) -> list[Any]:
    """What every kind of table has: /…/<public_id>/…"""
    given = {"kind": kind}
    return [
        path("", sheets.detail, given, name=f"{kind}-detail"),
        path("apply/", sheets.apply, given, name=f"{kind}-apply"),
        path("discard/", sheets.discard, given, name=f"{kind}-discard"),
        path("undo/", sheets.undo, given, name=f"{kind}-undo"),
        path("left/", sheets.left, given, name=f"{kind}-left"),
    ]


urlpatterns = [
    path("workbooks/", workbooks.index, name="workbook-list"),
    path("workbooks/download/", workbooks.download, name="workbook-download"),
    path(
        "workbooks/<uuid:public_id>/",
        include([*_of("workbook"), path("choose/", workbooks.choose, name="workbook-choose")]),
    ),
    path("matrix/", matrices.index, name="matrix-list"),
    path(
        "matrix/<uuid:public_id>/",
        include(
            [
                *_of("matrix"),
                path("columns/", matrices.columns, name="matrix-columns"),
                path("choose/", matrices.choose, name="matrix-choose"),
            ]
        ),
    ),
    path("people-table/", people_tables.index, name="people-list"),
    path("people-table/template/", people_tables.template, name="people-template"),
    path("people-table/entered/", people_tables.entered, name="people-entered"),
    path("people-table/<uuid:public_id>/", include(_of("people"))),
]
