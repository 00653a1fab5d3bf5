"""What the database refuses, whoever asks: each rule is broken once, past every form and service.

The rules are read from the models and from the database itself. One without an attempt in
`tests.breaking.cases` fails here, as does a table without a row in `tests.breaking.rows`.
"""

from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from tests.breaking import people, talked  # noqa: F401 (each adds its rows and attempts)
from tests.breaking.cases import BREAKS
from tests.breaking.rows import CHANGES, MAKERS, TAKEN_FOR, make

pytestmark = pytest.mark.django_db

OURS = ("nmrf.", "recommendations", "focal_points", "reporting")
ALL = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith(OURS)
    for model in config.get_models()
]
EVENTS = {model: model.pgh_tracked_model for model in ALL if hasattr(model, "pgh_tracked_model")}
TABLES = [model for model in ALL if model not in EVENTS]
HISTORY = {"insert_insert", "update_update", "delete_delete", "append_only"}  # broken for each table below
NAMED = {rule.name for model in TABLES for rule in model._meta.constraints} | {
    f"{model._meta.label}: {trigger.name}"
    for model, trigger in pgtrigger.registered()
    if model in TABLES and trigger.name not in HISTORY
}
ALONE = [
    field for model in TABLES for field in model._meta.local_fields if field.unique and not field.primary_key
]


def _names(models_: Any) -> list[str]:
    return sorted(model._meta.label for model in models_)


def test_every_rule_has_an_attempt_and_no_attempt_its_rule_lost():
    assert sorted(BREAKS) == sorted(NAMED)


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_what_may_not_be_is_refused(name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREAKS[name]()

    assert refused.value.__cause__.diag.constraint_name == name.split(": ")[-1]


@pytest.mark.parametrize("field", ALONE, ids=lambda field: f"{field.model.__name__}.{field.name}")
def test_what_may_stand_once_stands_once(field):
    """A second row may not take the first one's value."""
    given = TAKEN_FOR.get(f"{field.model._meta.label}.{field.name}")
    first, second = make(field.model), make(field.model)
    for row in (first, second) if given else ():
        values = given()  # a dict where other columns have to change with it
        told = values if isinstance(values, dict) else {field.name: values}
        field.model._default_manager.filter(pk=row.pk).update(**told)
    first.refresh_from_db()
    taken = getattr(first, field.name)
    assert taken is not None

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        field.model._default_manager.filter(pk=second.pk).update(**{field.name: taken})

    assert "duplicate key" in str(refused.value)


def test_the_database_holds_the_rules_that_the_models_name_and_no_others():
    """A rule lost in a migration shows here, and one written in SQL alone."""
    alone = {(field.model._meta.db_table, field.column) for field in ALONE}
    whole = {
        (model._meta.db_table, field.column)
        for model in ALL
        for field in model._meta.local_fields
        if "Positive" in type(field).__name__
    }
    named = {
        rule.name
        for model in TABLES
        for rule in model._meta.constraints
        if not isinstance(rule, ExclusionConstraint)
    }
    found, strange = set(), []
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            for name, rule in connection.introspection.get_constraints(cursor, table).items():
                if rule["primary_key"] or not (rule["unique"] or rule["check"]):
                    continue
                columns = {(table, column) for column in rule["columns"] or ()}
                if name in named:
                    found.add(name)
                elif not columns or not columns <= (whole if rule["check"] else alone):
                    strange.append((table, name))

    assert (sorted(named - found), strange) == ([], [])


def test_every_table_has_a_row_here_and_every_history_a_change():
    """Tables that other tests fill (the search table, beats, steps of filling) say nothing by themselves."""
    with_rules = {model for model in TABLES if model._meta.constraints} | {field.model for field in ALONE}

    assert _names(MAKERS) == _names(with_rules | set(EVENTS.values()))
    assert _names(CHANGES) == _names(EVENTS.values())


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_history_is_kept_of_every_write_and_is_never_rewritten(event):
    """Bulk writes too: each write here goes past `save` and `delete`."""
    model = EVENTS[event]
    with transaction.atomic():
        row = make(model)
        rows = model._default_manager.filter(pk=row.pk)
        rows.update(**CHANGES[model]())
        rows._raw_delete(rows.db)
        kept = event._default_manager.filter(pgh_obj_id=row.pk)

        assert kept.order_by("pgh_id").values_list("pgh_label", flat=True).first() == "insert"
        assert set(kept.values_list("pgh_label", flat=True)) == {"insert", "update", "delete"}
        _refused(lambda: kept.update(pgh_label="other"))
        _refused(lambda: kept._raw_delete(kept.db))
        transaction.set_rollback(True)


def _refused(attempt: Any) -> None:
    with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
        attempt()


def test_a_rule_is_one_of_the_kinds_that_are_broken_here():
    kinds = {type(rule) for model in TABLES for rule in model._meta.constraints}
    assert kinds == {models.CheckConstraint, models.UniqueConstraint, ExclusionConstraint}
