"""Addresses of this room."""

from django.urls import URLPattern

app_name = "recommendations"

urlpatterns: list[URLPattern] = []
