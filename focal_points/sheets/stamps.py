"""The stamp of a row: what it is about, what it was made from, signed by this house.

A row is known again wherever it was sorted to, and nobody makes one up. The stamp gives no right: whether
the person may write about the assignment is asked again when the row comes home.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core import signing

_SALT = "focal_points.workbook"
_SHORT = 10


@dataclass(frozen=True)
class BookStamp:
    """What stands in the head of the sheet: whose workbook it is, and when it was made."""

    institution: int
    made_on: str
    language: str

    def signed(self) -> str:
        """As it stands in the file."""
        return signing.dumps([self.institution, self.made_on, self.language], salt=f"{_SALT}.book")

    @classmethod
    def read(cls, text: str) -> "BookStamp | None":
        """The stamp, or None where this house did not write it."""
        given = _loads(text, f"{_SALT}.book", 3)
        return cls(*given) if given else None


@dataclass(frozen=True)
class RowStamp:
    """One row: assignment, target, whether the update's own fields stand in it, and what it was made from."""

    institution: int
    assignment: UUID
    target: str
    is_first: bool
    update: str = ""
    version: int = 0
    was: Mapping[str, str] = field(default_factory=dict)

    def signed(self) -> str:
        """As it stands in the file."""
        given = [
            self.institution,
            self.assignment.hex,
            self.target,
            int(self.is_first),
            self.update,
            self.version,
            dict(self.was),
        ]
        return signing.dumps(given, salt=_SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> "RowStamp | None":
        """The stamp, or None where this house did not write it."""
        given = _loads(text, _SALT, 7)
        if not given:
            return None
        institution, assignment, target, is_first, update, version, was = given
        return cls(institution, UUID(assignment), target, bool(is_first), update, version, was)

    def is_as_made(self, field_name: str, value: str) -> bool:
        """Whether the value is the one that stood there when the workbook was made."""
        return self.was.get(field_name, digest("")) == digest(value)


def digest(value: str) -> str:
    """A short sign of a value; enough to see whether somebody changed it."""
    return hashlib.sha256(value.encode()).hexdigest()[:_SHORT] if value else ""


def _loads(text: str, salt: str, length: int) -> list[Any]:
    try:
        given = signing.loads(text.strip(), salt=salt)
    except (signing.BadSignature, ValueError):
        return []
    return given if isinstance(given, list) and len(given) == length else []
