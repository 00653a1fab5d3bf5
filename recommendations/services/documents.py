"""Documents entered by hand, and what the house says of any document."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations import registry
from recommendations.models import Document, Mechanism
from recommendations.permissions import Can

DESCRIBED = {
    "title",
    "session",
    "cycle",
    "case_number",
    "instrument",
    "visited_from",
    "visited_until",
    "adopted_on",
    "published_on",
    "followup_due_on",
    "next_report_due_on",
    "address",
}
"""What the house may add to a document, UHRI's too."""
ENTERED = {"symbol", "kind", "mechanism"}
"""What is mended only where no source says it."""
IMPORTED = {"session", "cycle", "published_on"}
"""What a source says too: once the house set it, an import leaves it."""


@transaction.atomic
def add_document(
    *,
    mechanism: Mechanism,
    kind: str,
    title: str,
    by: User,
    symbol: str = "",
    door: str = "",
    **described: Any,
) -> Document:
    """Enter a document that no import brings: a judgment, views, an NHRI report, a plan."""
    require(by, Can.EDIT_REGISTER)
    _only_described(described)
    symbol, title = " ".join(symbol.upper().split()), title.strip()
    if not (title or symbol):
        raise Invalid(_("A document needs a title or a symbol."), fields={"title": _("Give its title.")})
    if symbol and Document.objects.filter(mechanism=mechanism, symbol=symbol).exists():
        raise Invalid(
            _("This document is in the register already."),
            fields={"symbol": _("%(symbol)s of this mechanism is in the register.") % {"symbol": symbol}},
        )
    _check_days(described)
    described["published_on"] = described.get("published_on") or described.get("adopted_on")
    with history.recorded(by=by, action="document.add", door=door):
        return Document.objects.create(
            mechanism=mechanism, kind=kind, symbol=symbol, title=title, **described
        )


@transaction.atomic
def describe_document(*, document: Document, by: User, door: str = "", **fields: Any) -> Document:
    """Add what the source does not say, to a document of UHRI too: its own text is not touched."""
    require(by, Can.EDIT_REGISTER)
    locked = Document.objects.select_for_update().get(pk=document.pk)
    _only_described(dict.fromkeys(fields.keys() - (set() if locked.uhri_id else ENTERED)))
    _check_entered(locked, fields)
    _check_days({name: getattr(locked, name) for name in ("visited_from", "visited_until")} | fields)
    news = {name: value for name, value in fields.items() if getattr(locked, name) != value}
    if locked.uhri_id and news.keys() & IMPORTED:
        news["national_fields"] = sorted({*locked.national_fields, *(news.keys() & IMPORTED)})
    with history.recorded(by=by, action="document.describe", door=door):
        if news:
            Document.objects.filter(pk=locked.pk).update(**news)
            registry.changed(list(locked.recommendations.values_list("pk", flat=True)))
    document.refresh_from_db()
    return document


def _check_entered(document: Document, fields: dict[str, Any]) -> None:
    """The symbol in its one form, and once a mechanism; a document keeps a title or a symbol."""
    if "symbol" in fields:
        fields["symbol"] = " ".join(fields["symbol"].upper().split())
    symbol, title = fields.get("symbol", document.symbol), fields.get("title", document.title)
    if not (symbol or title.strip()):
        raise Invalid(_("A document needs a title or a symbol."), fields={"title": _("Give its title.")})
    mechanism = fields.get("mechanism", document.mechanism_id)
    same = Document.objects.filter(mechanism=mechanism, symbol=symbol).exclude(pk=document.pk)
    if symbol and fields.keys() & {"symbol", "mechanism"} and same.exists():
        raise Invalid(
            _("This document is in the register already."),
            fields={"symbol": _("%(symbol)s of this mechanism is in the register.") % {"symbol": symbol}},
        )


def _only_described(fields: dict[str, Any]) -> None:
    unknown = fields.keys() - DESCRIBED
    if unknown:
        raise ValueError(f"Not of a document's description: {sorted(unknown)}")


def _check_days(fields: dict[str, Any]) -> None:
    began, ended = fields.get("visited_from"), fields.get("visited_until")
    if ended and (not began or ended < began):
        raise Invalid(
            _("A visit ends after it began."),
            fields={"visited_until": _("Give a day after the visit began.")},
        )
