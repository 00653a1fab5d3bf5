"""Sign-in by allauth: people are invited, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoors(DefaultAccountAdapter):
    """The house knows who works in it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
