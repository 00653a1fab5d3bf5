"""Who may speak to the API by token, and how often anybody may ask."""

import logging
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from redis.exceptions import RedisError
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from nmrf.base.accounts import client_address

log = logging.getLogger(__name__)


class PatientJSONParser(JSONParser):
    """JSON, but none that is nested without end."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """As the library does; what is too deep is what cannot be read."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("This is nested too deeply.")) from None


class InstitutionsToken(TokenAuthentication):
    """A token of a person of an institution. The house signs in on the page, with its second factor."""

    def authenticate_credentials(self, token: bytes) -> Any:
        """As the library does, for what can be a token at all."""
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: Any) -> Any:
        """Nobody who became secretariat or administrator since goes on with an old token."""
        if auth_token.user.is_house:
            raise AuthenticationFailed(_("Tokens are for people who speak for an institution."))
        return super().validate_user(auth_token)


class InstitutionsTokenScheme(OpenApiAuthenticationExtension):
    """What the API's description says of it."""

    target_class = InstitutionsToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A header with a prefix."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": 'A token with the prefix "Token".',
        }


class AccountAndAddress(SimpleRateThrottle):
    """So many requests an account and address together; so many an address for whoever is not signed in.

    Forty officials behind one address do not use up each other's. Rates are `settings.API_THROTTLES`,
    read at each request; a scope without one is not limited.
    """

    def __init__(self) -> None:
        """The rate depends on who asks."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Counted in the cache; while that is away nobody is refused."""
        self.scope = "account" if request.user.is_authenticated else "anybody"
        self.rate = settings.API_THROTTLES.get(self.scope) or None
        if self.rate is None:
            return True
        self.num_requests, self.duration = self.parse_rate(self.rate)
        try:
            return super().allow_request(request, view)
        except (RedisError, OSError):
            log.exception("requests are not counted: the cache is away")
            return True

    def get_cache_key(self, request: Request, view: Any) -> str:
        """By account and address."""
        who = f"{request.user.pk or ''}@{client_address(request._request)}"
        return self.cache_format % {"scope": self.scope, "ident": who}
