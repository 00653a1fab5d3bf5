"""What the house knows of mechanisms and choices, for readers and for the template's lists."""

from django.utils.translation import gettext_lazy as _

from recommendations.models import Document, Mechanism, Recommendation
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.tables.vocabulary import TableVocabulary

Position = Recommendation.Position
CHOICES = {
    "document_kind": dict(Document.Kind.choices),
    "kind": dict(Recommendation.Kind.choices),
    "position": {
        Position.SUPPORTED.value: Position.SUPPORTED.label,
        Position.NOTED.value: Position.NOTED.label,
        "supported/noted": _("supported in part"),
        Position.PENDING.value: Position.PENDING.label,
    },
}


def vocabulary(words: Vocabulary | None = None) -> TableVocabulary:
    """Mechanisms by every name, acronym and alias; names in the reader's language to choose from."""
    words = words or Vocabulary.load()
    here = list(Mechanism.objects.prefetch_related("names"))
    codes = {one.pk: one.code for one in here}
    return TableVocabulary(
        mechanisms={label: codes[pk] for label, pk in words.mechanisms.items() if pk in codes},
        mechanism_names=tuple(shown(one) for one in here if not one.is_unmapped),
        choices=CHOICES,
    )


def shown(mechanism: Mechanism) -> str:
    """As it can be chosen: its name with its code, by which it is known again."""
    return f"{mechanism.name} ({mechanism.code})"
