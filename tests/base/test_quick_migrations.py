"""Many operations at once: the state Django would have come to, the tables, and back again."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from nmrf.base.quick_migrations import AtOnce

KEY = [("id", models.BigAutoField(primary_key=True))]
OPERATIONS = [
    migrations.CreateModel("Shelf", [*KEY, ("name", models.CharField(max_length=9))]),
    migrations.CreateModel("Box", [*KEY, ("shelf", models.ForeignKey("try.Shelf", models.CASCADE))]),
    migrations.RunSQL("CREATE VIEW try_full AS SELECT * FROM try_box", "DROP VIEW try_full"),
]


def _forwards(operations):
    """The states before and after, of which the first is already built as `migrate` builds it."""
    before = ProjectState()
    assert before.apps is not None
    after = before.clone()
    for one in operations:
        one.state_forwards("try", after)
    return before, after


def _tables():
    with connection.cursor() as cursor:
        return {one.name for one in connection.introspection.get_table_list(cursor) if one.name[:4] == "try_"}


def test_the_state_is_the_same_as_one_by_one():
    at_once, one_by_one = _forwards([AtOnce(OPERATIONS)])[1], _forwards(OPERATIONS)[1]
    assert at_once == one_by_one
    assert at_once.apps.get_model("try", "Shelf")._meta.related_objects[0].related_model.__name__ == "Box"


def test_no_model_is_built_before_the_last():
    assert "apps" not in vars(_forwards([AtOnce(OPERATIONS)])[1])


@pytest.mark.django_db
def test_it_writes_all_and_takes_all_away():
    operation = AtOnce(OPERATIONS)
    before, after = _forwards([operation])
    with connection.schema_editor() as editor:
        operation.database_forwards("try", editor, before, after)
    assert _tables() == {"try_shelf", "try_box", "try_full"}
    with connection.schema_editor() as editor:
        operation.database_backwards("try", editor, after, before)
    assert _tables() == set()
    assert operation.reversible
    assert not AtOnce([*OPERATIONS, migrations.RunSQL("SELECT 1")]).reversible


@pytest.mark.django_db
def test_a_database_that_has_the_tables_passes_on():
    """The first migrations stand for all that came before them; none of those may be asked for again."""
    graph = MigrationLoader(connection).graph
    for room in ("base", "recommendations", "focal_points", "reporting"):
        first = graph.root_nodes(room)
        assert first == [(room, "0001_tables")]
        assert graph.nodes[first[0]].replaces
