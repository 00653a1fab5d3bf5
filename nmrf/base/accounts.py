"""Sign-in by allauth: people are invited, nobody signs up; and what lockouts count: account and address."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest


class ClosedDoors(DefaultAccountAdapter):
    """The house knows who works in it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


def account_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The account somebody tries to sign in to, however it is spelt; so that only that one is locked."""
    said = credentials or {}
    typed = said.get("email") or said.get("username") or said.get("login")
    return str(typed or request.POST.get("login", "")).strip().casefold()


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: what the last of our own proxies saw, never what the sender claims."""
    seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    proxies: int = settings.TRUSTED_PROXIES
    if proxies and len(seen) >= proxies:
        return seen[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def note_that_it_was_shown(
    sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **more: Any
) -> None:
    """Whoever sets up a second factor shows it with that, and is not asked for it in the same session."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", type=authenticator.type)
