"""The three sides of a conflict as people see them: what UHRI said, what it says now, what the house says."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from nmrf.base.words import Words, diff
from recommendations.models import ImportConflict
from recommendations.models.text import RIGHT_TO_LEFT
from recommendations.services import conflict_decisions
from recommendations.views.imports_preview import FIELDS, language_name

RestsOn = ImportConflict.RestsOn


@dataclass
class Side:
    """One of the three: its heading and its words, marked where they differ from UHRI's before."""

    heading: Any
    words: Words
    language: str = ""
    is_main: bool = False

    @property
    def direction(self) -> str:
        """Of the language."""
        return "rtl" if self.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def title(conflict: ImportConflict) -> str:
    """What it is about, in words."""
    if conflict.is_text:
        return str(language_name(conflict.field.removeprefix("text:")))
    return str(FIELDS.get(conflict.field, conflict.field))


def of(conflict: ImportConflict) -> list[Side]:
    """UHRI before, UHRI now, and ours."""
    before, now, ours = (_said(conflict, value) for value in (conflict.before, conflict.now, conflict.ours))
    language = conflict.field.removeprefix("text:") if conflict.is_text else ""
    comparable = conflict.rests_on in (RestsOn.FIELD, RestsOn.CORRECTION)
    return [
        Side(_("UHRI before"), [("=", before)] if before else [], language),
        Side(_("UHRI now"), diff(before, now) if conflict.is_text else [("=", now)], language),
        Side(
            _OURS[RestsOn(conflict.rests_on)],
            diff(before, ours) if comparable and conflict.is_text else [("=", ours)],
            conflict.language or language,
            is_main=True,
        ),
    ]


def _said(conflict: ImportConflict, value: str) -> str:
    return str(dict(conflict_decisions.possible(conflict.field)).get(value, value))


_OURS = {
    RestsOn.FIELD: _("Set here"),
    RestsOn.CORRECTION: _("Our correction"),
    RestsOn.TRANSLATION: _("Our translation"),
    RestsOn.PLAIN: _("Our plain wording"),
}
