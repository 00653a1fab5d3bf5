"""Names are rows: a thing, a language, a name. A further language is rows, never a column."""

from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.db import connection, models
from django.utils.translation import get_language


class NameRow(models.Model):
    """What a thing is called in one language. `is_alias`: an older or another spelling, for matching only."""

    language = models.CharField(max_length=10)
    name = models.CharField(max_length=400)
    is_alias = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="%(class)s_name_not_blank"),
        ]

    def __str__(self) -> str:
        return self.name


class Named(models.Model):
    """Something with `names` rows. Prefetch `names` in lists; `.name` then costs no query."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language, else in English, else in any, else the code."""
        return self.name_in(get_language() or settings.LANGUAGE_CODE)

    def name_in(self, language: str) -> str:
        """As `name`, in a language of the caller's choice."""
        found = {row.language: row.name for row in self.names.all() if not row.is_alias}  # type: ignore[attr-defined]
        for code in (language, language.split("-")[0], "en"):
            if code in found:
                return found[code]
        return next(iter(found.values()), str(getattr(self, "code", self.pk)))


def fetch_names(things: Iterable[Named]) -> None:
    """Prefetch the `names` of things of several kinds, in one statement; what has them already is left."""
    missing: dict[type[Named], dict[int, list[Named]]] = {}
    for thing in things:
        if "names" not in getattr(thing, "_prefetched_objects_cache", {}):
            missing.setdefault(type(thing), {}).setdefault(thing.pk, []).append(thing)
    if not missing:
        return
    parts, values, relations = [], [], []
    for number, (kind, by_key) in enumerate(missing.items()):
        relation = cast(Any, kind)._meta.get_field("names")
        relations.append((relation, list(by_key.values())))
        table = relation.related_model._meta.db_table
        key = relation.field.column
        extra = "acronym" if _has_acronym(relation.related_model) else "''"
        parts.append(
            f"SELECT {number}, id, {key}, language, name, is_alias, {extra} FROM {table} "  # noqa: S608
            f"WHERE {key} = ANY(%s)"
        )
        values.append(list(by_key))
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY 1, 2", values)
        rows = cursor.fetchall()
    for number, (relation, groups) in enumerate(relations):
        _keep(relation, groups, [row for row in rows if row[0] == number])


def _has_acronym(model: type[models.Model]) -> bool:
    return any(field.name == "acronym" for field in model._meta.fields)


def _keep(relation: Any, groups: list[list[Named]], rows: list[tuple[Any, ...]]) -> None:
    """As `prefetch_related("names")` leaves them."""
    model = relation.related_model
    by_key: dict[int, list[NameRow]] = {}
    for _number, pk, key, language, name, is_alias, acronym in rows:
        row = model(pk=pk, language=language, name=name, is_alias=is_alias)
        setattr(row, relation.field.attname, key)
        if _has_acronym(model):
            row.acronym = acronym
        by_key.setdefault(key, []).append(row)
    for group in groups:
        for thing in group:
            names = cast(Any, thing).names.all()
            names._result_cache = by_key.get(thing.pk, [])
            names._prefetch_done = True
            cast(Any, thing)._prefetched_objects_cache = {
                **getattr(thing, "_prefetched_objects_cache", {}),
                "names": names,
            }
