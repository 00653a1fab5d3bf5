"""What can go wrong everywhere, said so that a person knows what to do."""

from typing import Any

from django.utils.functional import Promise


class HouseError(Exception):
    """A refusal with a message for people. `code` names it for machines; `field` says where, if one."""

    def __init__(self, message: str | Promise, *, code: str = "refused", field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.code = code
        self.field = field


class NotNow(HouseError):
    """The thing is not in a state in which this can be done."""


class Invalid(HouseError):
    """Something needed is missing or wrong; `fields` maps field names to messages."""

    def __init__(self, message: str | Promise, *, fields: dict[str, Any] | None = None) -> None:
        super().__init__(message, code="invalid")
        self.fields = fields or {}


class StaleEdit(HouseError):
    """Somebody else changed it since; `current` is the thing as it is now."""

    def __init__(self, current: Any) -> None:
        from django.utils.translation import gettext_lazy as _

        super().__init__(
            _("Somebody changed this while you were writing. Both texts are shown."), code="stale"
        )
        self.current = current
