"""Addresses of this room."""

from django.urls import URLPattern

app_name = "focal_points"

urlpatterns: list[URLPattern] = []
