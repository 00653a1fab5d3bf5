"""Addresses of recurring requests, in the register: /register/recurring/…"""

from django.urls import include, path

from focal_points.views import ask, asks

app_name = "asks"

# /register/recurring/<public_id>/…
ask_urls = [
    path("", ask.detail, name="detail"),
    path("divide/", ask.divide, name="divide"),
    path("join/", ask.join, name="join"),
    path("name/", ask.name, name="name"),
    path("cluster/", ask.cluster, name="cluster"),
]

urlpatterns = [
    path("", asks.index, name="list"),
    path("decide/", asks.decide, name="decide"),
    path("confirm-above/", asks.confirm_above, name="confirm-above"),
    path("look/", asks.look, name="look"),
    path("<uuid:public_id>/", include(ask_urls)),
]
