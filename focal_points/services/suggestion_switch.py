"""Suggestions switched off: by a setting, by the secretariat for all, by anybody for themselves."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from focal_points.models import SuggestionSwitch
from focal_points.permissions import Can
from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require


def is_on() -> bool:
    """For the house: neither the setting nor the secretariat switched it off."""
    off = SuggestionSwitch.objects.filter(person=None, is_off=True)
    return bool(settings.SUGGESTIONS) and not off.exists()


def shown_to(person: Any) -> bool:
    """Whether this person is shown suggestions."""
    hidden = SuggestionSwitch.objects.filter(person=person, is_off=True)
    return is_on() and not hidden.exists()


def require_on() -> None:
    """Return quietly, or raise NotNow."""
    if not is_on():
        raise NotNow(_("Suggestions are switched off."), code="suggestions_off")


@transaction.atomic
def switch_house(*, is_off: bool, by: User, door: str = "") -> None:
    """Off: nothing is looked for and nothing shown, to anybody. What was decided stays."""
    require(by, Can.DECIDE_SUGGESTIONS)
    with history.recorded(by=by, action="suggestions.switch", door=door):
        SuggestionSwitch.objects.update_or_create(person=None, defaults={"is_off": is_off})


@transaction.atomic
def hide(*, is_off: bool, by: User, door: str = "") -> None:
    """For oneself alone."""
    require(by, Can.SEE_DESK)
    with history.recorded(by=by, action="suggestions.hide", door=door):
        SuggestionSwitch.objects.update_or_create(person=by, defaults={"is_off": is_off})
