"""Addresses of the set-up assistant."""

from django.urls import path

from nmrf.setup import views

app_name = "setup"
urlpatterns = [
    path("", views.start, name="start"),
    path("finish/", views.finish, name="finish"),
    path("<slug:step>/", views.step, name="step"),
    path("<slug:step>/take-back/", views.take_back, name="take-back"),
]
