"""Makes `migrate` many times quicker, in demonstrations, tests and production alike.

With each operation Django builds the model, and all that are related to it, anew: in a house where everything
hangs together this took minutes, for nothing.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger


class AtOnce(Operation):
    """Several operations that need no state but the last: all models are built once, then all is written.

    For whole rooms: `CreateModel`, `AddTrigger`, `RunSQL`. What alters a table stands outside.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """What each does to the state, while no model is built."""
        state.__dict__.pop("apps", None)
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """What each writes, with the models of the end."""
        for one in self.operations:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The same from the last to the first, while all still stands."""
        for one in reversed(self.operations):
            one.database_backwards(app_label, schema_editor, from_state, from_state)

    def describe(self) -> str:
        """One line for `migrate --plan`."""
        return f"{len(self.operations)} operations at once"

    @property
    def reversible(self) -> bool:  # type: ignore[override]
        """As long as each is."""
        return all(one.reversible for one in self.operations)


def _added(operation: Any, app_label: str, state: Any) -> None:
    _set(operation, app_label, state, [*_triggers(operation, app_label, state), operation.trigger])


def _removed(operation: Any, app_label: str, state: Any) -> None:
    known = _triggers(operation, app_label, state)
    _set(operation, app_label, state, [one for one in known if one.name != operation.name])


def _triggers(operation: Any, app_label: str, state: Any) -> list[Any]:
    return list(state.models[app_label, operation.model_name.lower()].options.get("triggers", []))


def _set(operation: Any, app_label: str, state: Any, triggers: list[Any]) -> None:
    model = state.models[app_label, operation.model_name.lower()]
    model.options = {**model.options, "triggers": triggers}


def hasten() -> None:
    """Keep what pgtrigger's two operations do to the state, but build no model for it.

    A trigger changes no field, and only the table's name is asked of the model afterwards.
    """
    AddTrigger.state_forwards = _added  # type: ignore[assignment, method-assign]
    RemoveTrigger.state_forwards = _removed  # type: ignore[assignment, method-assign]
