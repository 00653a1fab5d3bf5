"""Who may change the register."""

from enum import StrEnum
from typing import Any

from nmrf.base.permissions import Rule, may


class Can(StrEnum):
    """Verbs of this room."""

    SEE_IMPORTS = "recommendations.see_imports"
    IMPORT = "recommendations.import"
    UNDO_IMPORT = "recommendations.undo_import"
    EDIT_REGISTER = "recommendations.edit_register"
    DIVIDE = "recommendations.divide"
    CLUSTER = "recommendations.cluster"
    SEE_ASKS = "recommendations.see_asks"
    DECIDE_ASKS = "recommendations.decide_asks"
    SEE_OPERATIONS = "recommendations.see_operations"


def _secretariat(user: Any, obj: Any) -> bool:
    return bool(user.is_secretariat)


def _house(user: Any, obj: Any) -> bool:
    return bool(user.is_house)


def may_read_source(user: Any, file: Any) -> bool:
    """Whoever sees imports may read what was imported."""
    return may(user, Can.SEE_IMPORTS) and bool(file.import_runs.exists())


def may_read_document_file(user: Any, file: Any) -> bool:
    """Everybody reads what was put up with a document, until it is taken off."""
    return bool(file.documents.filter(removed_at=None).exists())


RULES: dict[StrEnum, Rule] = {
    Can.SEE_IMPORTS: _house,
    Can.IMPORT: _secretariat,
    Can.UNDO_IMPORT: _secretariat,
    Can.EDIT_REGISTER: _secretariat,
    Can.DIVIDE: _secretariat,
    Can.CLUSTER: _secretariat,
    Can.SEE_ASKS: _house,
    Can.DECIDE_ASKS: _secretariat,
    Can.SEE_OPERATIONS: _house,
}
