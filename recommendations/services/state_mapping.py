"""Names of States that nobody knew: mapped to a State, for all records that carry them and all to come."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Addressee, Country, CountryName, Recommendation, RecommendingState
from recommendations.permissions import Can
from recommendations.services.touching import recommendations_of
from recommendations.services.uhri_vocabulary import own_spellings
from recommendations.uhri import please_look, values
from recommendations.uhri.countries import COUNTRIES, fold_name
from recommendations.uhri.shapes import fields_of

KIND = "state.map"
ADDRESSED, RECOMMENDING = "countries", "recommending_countries"


@dataclass
class UnknownState:
    """A label, with the records that carry it: as the State addressed, or as one that recommends."""

    label: str
    addressed: list[int] = field(default_factory=list)
    recommending: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many records carry it."""
        return len({*self.addressed, *self.recommending})


def unknown() -> list[UnknownState]:
    """Labels in the sources of records that are marked for it; the most frequent first."""
    COUNTRIES.learn(own_spellings())
    found: dict[str, UnknownState] = {}
    for key, name, label in _labels():
        if not values.is_guid(label) and not COUNTRIES.find(label):
            one = found.setdefault(fold_name(label), UnknownState(label))
            (one.addressed if name == ADDRESSED else one.recommending).append(key)
    return sorted(found.values(), key=lambda one: (-one.count, one.label))


@transaction.atomic
def map_label(*, label: str, country: Country, by: User, door: str = "") -> Operation:
    """From now on this label means that State; records that carry it already are completed."""
    require(by, Can.EDIT_REGISTER)
    one = next((one for one in unknown() if fold_name(one.label) == fold_name(label)), None)
    if one is None:
        wrong = _("Nothing carries this label, or it is known.")
        raise Invalid(wrong, fields={"label": wrong})
    said = _("Mapped “%(label)s” to “%(tag)s”") % {"label": one.label, "tag": country.name}
    operation = operations.begin(kind=KIND, label=said[:300], by=by)
    with history.recorded(by=by, action=KIND, door=door, operation=operation.pk):
        CountryName.objects.create(country=country, language="en", name=one.label[:400], is_alias=True)
        for model, keys in ((Addressee, one.addressed), (RecommendingState, one.recommending)):
            _add(model, country, keys)
        if country.iso3 == settings.HOME_STATE:
            Recommendation.objects.filter(pk__in=one.addressed).update(is_home=True)
        registry.changed({*one.addressed, *one.recommending})
    return operations.note(operation, size=one.count, skipped=[])


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """The label is unknown again."""
    require(by, Can.EDIT_REGISTER)
    touched = recommendations_of(operations.touched_by(operation))
    undone = operations.undo(operation=operation, by=by, door=door)
    registry.changed(touched)
    return undone


def _labels() -> Iterator[tuple[int, str, str]]:
    """Key, field and label of every State named in a record that is marked for an unknown label."""
    marked = Recommendation.objects.filter(please_look__contains=[please_look.UNKNOWN_LABEL])
    for key, row in marked.values_list("pk", "source_row").iterator(chunk_size=500):
        fields = fields_of(row) if isinstance(row, dict) else {}
        for name in (ADDRESSED, RECOMMENDING):
            for label in _split(fields.get(name)):
                yield key, name, label


def _split(value: Any) -> tuple[str, ...]:
    try:
        return values.labels_of(value)
    except values.NotUnderstood:
        return ()


def _add(model: Any, country: Country, keys: list[int]) -> None:
    """The State's rows where they are missing."""
    there = set(
        model.objects.filter(country=country, recommendation__in=keys).values_list(
            "recommendation", flat=True
        )
    )
    model.objects.bulk_create(
        [model(recommendation_id=key, country=country) for key in dict.fromkeys(keys) if key not in there],
        batch_size=1_000,
    )
