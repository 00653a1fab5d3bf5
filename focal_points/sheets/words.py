"""Words to choose from, in every language of the house, and the values behind them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from focal_points.models import Need, Obstacle, Status
from focal_points.sheets import columns as kinds
from recommendations.uhri.vocab import fold

PUBLIC, INTERNAL = "public", "internal"
_STATUSES = {value: label for value, label in Status.choices if value != Status.NOT_ASSESSED}
CHOICES: Mapping[str, Mapping[str, Any]] = {
    kinds.STATUS: _STATUSES,
    kinds.OBSTACLE: dict(Obstacle.choices),
    kinds.NEED: dict(Need.choices),
    kinds.READERS: {PUBLIC: _("public, once verified"), INTERNAL: _("internal")},
}


@cache
def spellings(holds: str) -> dict[str, str]:
    """Label in every language, and the value itself, folded → the value."""
    found = {fold(value): value for value in CHOICES[holds]}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for value, label in CHOICES[holds].items():
                found.setdefault(fold(str(label)), value)
    return found


def shown(holds: str) -> list[str]:
    """What can be chosen, in the reader's language."""
    return [str(label) for label in CHOICES[holds].values()]


def word_of(holds: str, value: str) -> str:
    """A value in the reader's language."""
    return str(CHOICES[holds].get(value, value))
