"""What a fetch is asked for and what comes of it: its patience, what was got, why nothing could be had."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

_MESSAGES = {
    "status": _("%(host)s answered with %(status)s. Please try again later, or check the address."),
    "redirects": _("%(host)s sends from one address to the next without end."),
    "too_large": _("The file at %(host)s is larger than %(limit)s MB. It was not fetched."),
    "timeout": _("%(host)s took longer than %(limit)s seconds. Please try again later."),
    "connection": _("The connection to %(host)s broke off. Please try again later."),
    "silent": _("%(host)s did not answer within %(limit)s seconds. Please try again later."),
    "asked_to_wait": _(
        "%(host)s asks to be left alone for %(minutes)s minutes. Please try again after that."
    ),
    "encoded": _("%(host)s sends the file in an encoding that was not asked for."),
}


class FetchFailed(Exception):
    """The address was allowed, but the file could not be had."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return str(_MESSAGES[self.code]) % self.values


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, how much and how often. Seconds and bytes."""

    connect: float = 10
    read: float = 60
    altogether: float = 3600
    most_bytes: int = 2 << 30
    redirects: int = 5
    attempts: int = 6
    first_pause: float = 2
    longest_pause: float = 120
    longest_asked: float = 900


USUAL = Patience()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was got. `unchanged` means that the server says nothing is new, and no file was written."""

    url: str
    name: str
    bytes: int
    etag: str
    last_modified: str
    unchanged: bool = False
