"""Bodies that came under a label nobody knew: mapped to one that is known, or accepted as what they are."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Document, Mechanism, MechanismName, Recommendation
from recommendations.permissions import Can
from recommendations.services.touching import recommendations_of
from recommendations.uhri import vocab

KIND = "mechanism.merge"


@transaction.atomic
def merge(*, mechanism: Mechanism, into: Mechanism, by: User, door: str = "") -> Operation:
    """Move its documents to another body, which answers to its labels from now on.

    A document without a UHRI id whose symbol the other body has already stays, and is listed.
    """
    require(by, Can.EDIT_REGISTER)
    rows = {
        row.pk: row for row in Mechanism.objects.select_for_update().filter(pk__in=[mechanism.pk, into.pk])
    }
    mechanism, into = rows[mechanism.pk], rows[into.pk]
    if mechanism.merged_into_id:
        raise NotNow(_("Somebody mapped it already."), code="merged")
    if mechanism.pk == into.pk or into.merged_into_id:
        wrong = _("Choose another body.")
        raise Invalid(wrong, fields={"into": wrong})
    label = _("Mapped “%(label)s” to “%(tag)s”") % {"label": mechanism.name, "tag": into.name}
    operation = operations.begin(kind=KIND, label=label[:300], by=by)
    with history.recorded(by=by, action=KIND, door=door, operation=operation.pk):
        moved, left = _move_documents(mechanism, into)
        _take_names(mechanism, into)
        Mechanism.objects.filter(merged_into=mechanism).update(merged_into=into)
        Mechanism.objects.filter(pk=mechanism.pk).update(merged_into=into, is_unmapped=False)
        registry.changed(_asked_in(moved))
    skipped = [
        {"what": symbol, "why": _("The other body has a document with this symbol.")} for symbol in left
    ]
    return operations.note(operation, size=max(len(moved), 1), skipped=skipped)


@transaction.atomic
def accept(
    *,
    mechanism: Mechanism,
    kind: str,
    names: Mapping[str, str],
    by: User,
    door: str = "",
) -> Mechanism:
    """It is a body of its own: say of which family, and what it is called."""
    require(by, Can.EDIT_REGISTER)
    named = {language: name.strip()[:400] for language, name in names.items() if name.strip()}
    if not named:
        raise Invalid(_("It needs a name in one language at least."), fields={"name_en": _("Name it.")})
    with history.recorded(by=by, action="mechanism.accept", door=door):
        Mechanism.objects.filter(pk=mechanism.pk).update(kind=Mechanism.Kind(kind), is_unmapped=False)
        for language, name in named.items():
            MechanismName.objects.update_or_create(
                mechanism=mechanism, language=language, is_alias=False, defaults={"name": name}
            )
        registry.changed(_asked_in(list(mechanism.documents.values_list("pk", flat=True))))
    mechanism.refresh_from_db()
    return mechanism


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Part them again; what somebody touched since stays."""
    require(by, Can.EDIT_REGISTER)
    touched = operations.touched_by(operation)
    documents = [one.pk for one in touched if one.model is Document]
    undone = operations.undo(operation=operation, by=by, door=door)
    registry.changed(_asked_in(documents) | recommendations_of(touched))
    return undone


def _move_documents(mechanism: Mechanism, into: Mechanism) -> tuple[list[int], list[str]]:
    there = set(Document.objects.filter(mechanism=into, uhri_id=None).values_list("symbol", flat=True))
    own = Document.objects.filter(mechanism=mechanism)
    left = own.filter(uhri_id=None, symbol__in=there).exclude(symbol="")
    symbols = list(left.values_list("symbol", flat=True))
    moving = list(own.exclude(pk__in=list(left.values_list("pk", flat=True))).values_list("pk", flat=True))
    Document.objects.filter(pk__in=moving).update(mechanism=into)
    return moving, symbols


def _take_names(mechanism: Mechanism, into: Mechanism) -> None:
    rows = MechanismName.objects.filter(mechanism=into)
    known = {vocab.fold(name) for name in rows.values_list("name", flat=True)}
    spellings = [("en", mechanism.uhri_label)] if mechanism.uhri_label else []
    spellings += list(MechanismName.objects.filter(mechanism=mechanism).values_list("language", "name"))
    new = {
        vocab.fold(name): MechanismName(mechanism=into, language=language, name=name, is_alias=True)
        for language, name in spellings
    }
    MechanismName.objects.bulk_create(row for folded, row in new.items() if folded not in known)


def _asked_in(documents: list[int]) -> set[int]:
    return set(Recommendation.objects.filter(document__in=documents).values_list("pk", flat=True))
