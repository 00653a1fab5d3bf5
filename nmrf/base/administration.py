"""What Django's administration pages hold: little, for people and work have pages with rules of their own."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from knox.models import AuthToken

# A second address would be a way into somebody else's account, a token one past `make_token`.
ELSEWHERE = (EmailAddress, AuthToken, Group)


class SecondFactors(admin.ModelAdmin):
    """Whose second factors there are: a lost one is deleted here, so that its owner can set up another."""

    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__email", "user__name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody sets one up for another."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor looks at its secret."""
        return False


def keep_to_its_own() -> None:
    """Called once, when the addresses are made; libraries have registered their tables by then."""
    for model in ELSEWHERE:
        if admin.site.is_registered(model):
            admin.site.unregister(model)
    admin.site.unregister(Authenticator)
    admin.site.register(Authenticator, SecondFactors)
