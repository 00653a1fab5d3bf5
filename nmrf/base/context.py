"""What every template may know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info


def house(request: HttpRequest) -> dict[str, Any]:
    """The house's name, whether it is a demonstration, and the languages it is offered in."""
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.DEMO,
        "house_logo": settings.HOUSE_LOGO,
        "house_being_set_up": settings.HOUSE_BEING_SET_UP,
        "offered_languages": [get_language_info(code) for code in settings.OFFERED_LANGUAGES],
    }
