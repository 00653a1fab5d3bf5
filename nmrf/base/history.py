"""History in the database itself: triggers keep each version; a context says who, why, by which door.

`tracked()` is put on every model whose rows carry meaning. `recorded()` wraps each change of state; what
happens outside it is kept all the same, without a name.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pghistory
from django.db import models
from pghistory import config, runtime

M = TypeVar("M", bound=type[models.Model])


def tracked(*, exclude: Sequence[str] = ()) -> Callable[[M], M]:
    """Class decorator: every insert, real change and delete leaves a row in `<Model>Event`.

    One trigger a statement, not a row: a bulk write of thousands of rows asks once whose act it is.
    """
    return pghistory.track(
        pghistory.InsertEvent("insert"),
        pghistory.UpdateEvent("update", condition=pghistory.AnyChange(exclude_auto=False)),
        pghistory.DeleteEvent("delete"),
        exclude=list(exclude) or None,
        append_only=True,
        level=pghistory.Statement,
    )


@contextmanager
def recorded(
    *, by: Any, action: str, because: str = "", door: str = "", operation: UUID | None = None, at: str = ""
) -> Iterator[None]:
    """Everything written inside belongs to one act.

    `by` is a User or None for the house itself; `action` is `noun.verb`; `door` is page, api, command,
    task or form (the request's middleware sets it when it is left empty); `operation` groups the act
    into something that can be undone; `at` is an ISO moment where the act is entered later.

    An act inside another joins it: the outer keeps its name, reason and operation, and lists the inner
    one under `also`. Acts one after the other are two, even in one request.
    """
    said: dict[str, Any] = {"action": action}
    if by is not None:
        said |= {"user": str(by.pk), "name": str(by)}
    for key, value in (("because", because), ("door", door), ("operation", operation), ("at", at)):
        if value:
            said[key] = str(value)
    around = _around()
    if "action" in around and ("operation" in around or not operation):
        if action not in around.get("also", ()):  # once however often: it travels with every statement
            around["also"] = [*around.get("also", []), action]
        for key, value in said.items():
            around.setdefault(key, value)
        yield
    else:
        who = {key: around[key] for key in ("user", "name", "door") if key in around}
        with _apart(who | said):
            yield


def tell(cursor: Any) -> None:
    """Say on this cursor whose act the next statement is, where the statement cannot carry it: a COPY."""
    said = getattr(runtime._tracker, "value", None)
    if said is not None:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [str(said.id), json.dumps(said.metadata, cls=config.json_encoder())],
        )


def _around() -> dict[str, Any]:
    """What is being said of the writes at this moment; changing it changes what is kept."""
    context = getattr(runtime._tracker, "value", None)
    return {} if context is None else context.metadata


@contextmanager
def _apart(said: dict[str, Any]) -> Iterator[None]:
    """A context of its own. pghistory alone would pour it into the one around, and leave it there."""
    before = getattr(runtime._tracker, "value", None)
    if before is None:
        with pghistory.context(**said):
            yield
        return
    runtime._tracker.value = runtime.Context(id=uuid4(), metadata=said)
    try:
        yield
    finally:
        runtime._tracker.value = before
