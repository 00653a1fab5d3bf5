"""What of an import stays when it is undone: records on which work rests, with all that is theirs."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from nmrf.base.services.operations import tracked_models
from nmrf.base.services.putting_back import Touched
from recommendations.models import (
    Addressee,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
)

OWN = (RecommendationText, Addressee, RecommendingState, RecommendationTag)
Key = tuple[type[models.Model], Any]


def spared(touched: Iterable[Touched]) -> dict[Key, str]:
    """Model and key → why it stays: each record made by the import that carries work, and its own rows."""
    found = list(touched)
    made = {one.pk for one in found if one.model is Recommendation and one.first.pgh_label == "insert"}
    reasons = _resting(made, found)
    kept: dict[Key, str] = {(Recommendation, pk): reason for pk, reason in reasons.items()}
    for one in found:
        if one.model in OWN and one.last.recommendation_id in reasons:
            kept[one.model, one.pk] = reasons[one.last.recommendation_id]
    return kept


def owners(touched: Iterable[Touched]) -> set[int]:
    """Recommendations whose texts, tags or States were touched."""
    return {one.last.recommendation_id for one in touched if one.model in OWN}


def _resting(made: set[int], touched: list[Touched]) -> dict[int, str]:
    """Recommendation → what rests on it that the import did not bring itself."""
    tracked = {model for model, _event in tracked_models()}
    own: dict[type[models.Model], set[Any]] = defaultdict(set)
    for one in touched:
        own[one.model].add(one.pk)
    reasons: dict[int, str] = {}
    for relation in Recommendation._meta.related_objects:
        model: Any = relation.related_model
        if model not in tracked:
            continue
        rows = model._base_manager.filter(**{f"{relation.field.name}__in": made}).exclude(pk__in=own[model])
        what = _("%(what)s rest on it.") % {"what": model._meta.verbose_name_plural}
        for pk in set(rows.values_list(relation.field.attname, flat=True)):
            reasons.setdefault(pk, what)
    return reasons
