"""Why a record is rejected, and why a person should look at one, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from recommendations.uhri.records import Reason

REASONS = {
    Reason.NO_ID: _("It has no AnnotationId."),
    Reason.BAD_ID: _("Its AnnotationId is none: “%(detail)s”."),
    Reason.NO_OBJECT: _("It is no record: “%(detail)s”."),
    Reason.DOUBLED_ID: _("AnnotationId %(detail)s occurs twice; the first counts."),
    Reason.TOO_DEEP: _("It is nested too deeply."),
    Reason.TEXT_TOO_LONG: _("Its text has %(detail)s characters, which no paragraph has."),
    Reason.CUT_ROW: _(
        "The cells of row %(detail)s do not fit the headings: a line break or a delimiter stands in a cell "
        "without quotation marks. Save the table as .xlsx, or mend it in the file of rejected records."
    ),
}


def said(sentences: dict[str, Any], code: str, detail: Any) -> str:
    """The sentence of a code with what was seen; the code itself where it has none."""
    return str(sentences.get(code, code)) % {"detail": str(detail)[:80]}


def in_words(reason: str, detail: Any) -> str:
    """Why a record is rejected."""
    return said(REASONS, reason, detail)
