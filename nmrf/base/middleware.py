"""What happens around every request: content policy, language, second factor, the door in history."""

from collections.abc import Callable

import pghistory
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

Answer = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class ContentSecurityPolicy:
    """No request leaves for a third party, nothing inline runs."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class PersonsLanguage:
    """The language chosen on the page, else the signed-in person's own, else the browser's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SecondFactorRequired:
    """With MFA_REQUIRED, secretariat and administrators reach nothing but the pages that set it up.

    Whoever has one shows it in each session: one that began with a password alone, before it was set up,
    reaches nothing but the page that asks for it.
    """

    ALWAYS = ("/static/", "/healthz/", "/i18n/", "/accounts/logout/")
    TO_SET_UP = (*ALWAYS, "/accounts/")
    TO_SHOW = (*ALWAYS, "/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/reauthenticate/")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not settings.MFA_REQUIRED or not user.is_authenticated or not user.is_house:
            return self.get_response(request)
        if not is_mfa_enabled(user):
            if not request.path.startswith(self.TO_SET_UP):
                messages.warning(request, _("Your role needs a second factor. Set one up to go on."))
                return redirect("mfa_index")
        elif not _has_shown_it(request) and not request.path.startswith(self.TO_SHOW):
            by_code = is_mfa_enabled(user, [Authenticator.Type.TOTP])
            return redirect("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
        return self.get_response(request)


def _has_shown_it(request: HttpRequest) -> bool:
    """Whether this session saw the second factor, or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


class HistoryDoor:
    """Each change made while answering says by which door and by whom, even outside a service."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        said = {"door": "api" if request.path.startswith("/api/") else "page"}
        if request.user.is_authenticated:
            said |= {"user": str(request.user.pk), "name": str(request.user)}
        with pghistory.context(**said):
            return self.get_response(request)
