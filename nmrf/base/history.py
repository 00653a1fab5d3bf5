"""History in the database itself: triggers keep each version; a context says who, why, by which door.

`tracked()` is put on every model whose rows carry meaning. `recorded()` wraps each change of state; what
happens outside it is kept all the same, without a name.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def tracked(*, exclude: Sequence[str] = ()) -> Callable[[M], M]:
    """Class decorator: every insert, real change and delete leaves a row in `<Model>Event`."""
    return pghistory.track(
        pghistory.InsertEvent("insert"),
        pghistory.UpdateEvent("update", condition=pghistory.AnyChange(exclude_auto=False)),
        pghistory.DeleteEvent("delete"),
        exclude=list(exclude) or None,
        append_only=True,
    )


@contextmanager
def recorded(
    *, by: Any, action: str, because: str = "", door: str = "", operation: UUID | None = None, at: str = ""
) -> Iterator[None]:
    """Everything written inside belongs to one act.

    `by` is a User or None for the house itself; `action` is `noun.verb`; `door` is page, api, command,
    task or form (the request's middleware sets it when it is left empty); `operation` groups the act
    into something that can be undone; `at` is an ISO moment where the act is entered later.
    """
    said: dict[str, str] = {"action": action}
    if by is not None:
        said |= {"user": str(by.pk), "name": str(by)}
    for key, value in (("because", because), ("door", door), ("operation", operation), ("at", at)):
        if value:
            said[key] = str(value)
    with pghistory.context(**said):
        yield
