"""The request as our views see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from nmrf.base.models import User


class Request(HttpRequest):
    """A request of somebody signed in, with what django-htmx adds."""

    user: User
    htmx: HtmxDetails
