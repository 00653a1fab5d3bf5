"""The one place that decides: each room registers its verbs with a rule; what is not listed is refused."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied

Rule = Callable[[Any, Any], bool]


class Can(StrEnum):
    """Verbs of the house itself; each room has its own."""

    KEEP_PEOPLE = "base.keep_people"
    KEEP_HOUSE = "base.keep_house"


RULES: dict[StrEnum, Rule] = {
    Can.KEEP_PEOPLE: lambda user, obj: bool(user.is_house),
    Can.KEEP_HOUSE: lambda user, obj: bool(user.is_administrator),
}


def register(rules: Mapping[Any, Rule]) -> None:
    """Add a room's rules; a verb has one rule."""
    doubled = RULES.keys() & rules.keys()
    if doubled:
        raise ValueError(f"These verbs have a rule already: {sorted(doubled)}")
    RULES.update(rules)


def may(user: Any, can: StrEnum, obj: Any = None) -> bool:
    """Whether `user` may do `can` to `obj`; False for whoever is not signed in or not active."""
    rule = RULES.get(can)
    return bool(rule and user.is_authenticated and user.is_active and rule(user, obj))


def require(user: Any, can: StrEnum, obj: Any = None) -> None:
    """Return quietly, or raise PermissionDenied."""
    if not may(user, can, obj):
        raise PermissionDenied(str(can))
