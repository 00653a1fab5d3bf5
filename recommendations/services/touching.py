"""Which recommendations an operation touched: for refreshing what is made of them when it is undone."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from nmrf.base.models import Operation
from nmrf.base.services import operations
from nmrf.base.services.operations import Touched
from recommendations.models import Recommendation


def recommendations_of(touched: Iterable[Touched]) -> set[int]:
    """Keys of the recommendations among these rows, and of those that the rows belong to."""
    keys: set[int] = set()
    for one in touched:
        if one.model is Recommendation:
            keys.add(one.pk)
        elif getattr(one.last, "recommendation_id", None):
            keys.add(one.last.recommendation_id)
    return keys


def touched_in(operation: Operation) -> QuerySet[Recommendation]:
    """The recommendations that still stand of those that an operation touched, in the order of documents."""
    contexts = operations.contexts_of(operation)
    wanted = Q(pk__in=[])
    for model, event_model in operations.written_models(contexts):
        if column := _owner(model):
            events = event_model.objects.filter(pgh_context__in=contexts)
            wanted |= Q(pk__in=events.values(column))
    return Recommendation.objects.filter(wanted).for_list().in_document_order()


def what_was_done(operation: Operation, keys: Collection[int]) -> dict[int, list[str]]:
    """Recommendation → what of it the operation touched, in words: "new", or the kinds of its rows."""
    contexts = operations.contexts_of(operation)
    found: dict[int, list[str]] = {key: [] for key in keys}
    for model, event_model in operations.written_models(contexts):
        column = _owner(model)
        if not column:
            continue
        events = event_model.objects.filter(pgh_context__in=contexts, **{f"{column}__in": list(keys)})
        for key, label in set(events.values_list(column, "pgh_label")):
            if model is not Recommendation:
                word = str(model._meta.verbose_name_plural)
            else:
                word = _("new") if label == "insert" else _("the record itself")
            if word not in found[key]:
                found[key].append(word)
    return {key: [_("new")] if _("new") in words else sorted(words) for key, words in found.items()}


def _owner(model: Any) -> str:
    """The column of a model's history that names the recommendation; nothing where it has none."""
    if model is Recommendation:
        return "pgh_obj_id"
    has_owner = any(field.attname == "recommendation_id" for field in model._meta.concrete_fields)
    return "recommendation_id" if has_owner else ""
