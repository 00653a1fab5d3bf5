"""Who may change the register."""

from enum import StrEnum
from typing import Any

from nmrf.base.permissions import Rule


class Can(StrEnum):
    """Verbs of this room."""

    SEE_IMPORTS = "recommendations.see_imports"
    IMPORT = "recommendations.import"
    UNDO_IMPORT = "recommendations.undo_import"
    EDIT_REGISTER = "recommendations.edit_register"
    DIVIDE = "recommendations.divide"
    CLUSTER = "recommendations.cluster"
    SEE_OPERATIONS = "recommendations.see_operations"


def _secretariat(user: Any, obj: Any) -> bool:
    return bool(user.is_secretariat)


def _house(user: Any, obj: Any) -> bool:
    return bool(user.is_house)


RULES: dict[StrEnum, Rule] = {
    Can.SEE_IMPORTS: _house,
    Can.IMPORT: _secretariat,
    Can.UNDO_IMPORT: _secretariat,
    Can.EDIT_REGISTER: _secretariat,
    Can.DIVIDE: _secretariat,
    Can.CLUSTER: _secretariat,
    Can.SEE_OPERATIONS: _house,
}
