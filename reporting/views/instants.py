"""The day in the address of a public page: read, and said again in the form that asks for it."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from focal_points import instants
from focal_points.instants import Instant
from nmrf.base.errors import Invalid


@dataclass
class Asked:
    """What the form shows: the days as typed, why one of them was refused, and what was understood."""

    typed: dict[str, str]
    instant: Instant | None = None
    problems: dict[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> str:
        """The last day that can be asked for."""
        return timezone.localdate().isoformat()

    @property
    def is_open(self) -> bool:
        """The form is shown unfolded: something was typed."""
        return bool(any(self.typed.values()))

    @property
    def status(self) -> int:
        """Of the answer."""
        return 400 if self.problems else 200


def asked(request: HttpRequest) -> Asked:
    """What the address asks for; a day that is none, or to come, is named in `problems`."""
    found = Asked({name: request.GET.get(name, "")[:40] for name in instants.NAMES})
    try:
        found.instant = instants.asked(request.GET)
        instants.one_day(request.GET, "compare")
    except Invalid as refused:
        found.instant, found.problems = None, dict(refused.fields)
    return found
