"""Who may draft reports."""

from enum import StrEnum
from typing import Any

from nmrf.base.permissions import Rule


class Can(StrEnum):
    """Verbs of this room."""

    SEE_DRAFTS = "reporting.see_drafts"
    DRAFT_REPORT = "reporting.draft_report"


def _house(user: Any, obj: Any) -> bool:
    return bool(user.is_house)


RULES: dict[StrEnum, Rule] = {Can.SEE_DRAFTS: _house, Can.DRAFT_REPORT: _house}
