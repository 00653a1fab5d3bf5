"""What can be answered by a link, without signing in: each kind of question registers how.

The link's own rules (whose it is, until when, once) are in `answer_links`; what stands on the page and
what an answer does are the kind's. A page opened by a link is read by whoever holds it: nothing internal
may stand in its template or form.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from focal_points.models import Institution
from nmrf.base.models import User


class Answerable(ABC):
    """One kind of question. A `thing` is what `find` gives: loaded with all that the page shows."""

    kind: ClassVar[str]
    """In the link's row and in `Due.answer`; never renamed."""
    template: ClassVar[str]
    """What stands above and inside the form: gets `thing`, `form`."""

    @abstractmethod
    def find(self, about: UUID) -> Any:
        """The thing with this public id, or None."""

    def find_many(self, abouts: Iterable[UUID]) -> dict[UUID, Any]:
        """The same for a list; a kind with many things answers in a few queries."""
        return {about: thing for about in set(abouts) if (thing := self.find(about)) is not None}

    @abstractmethod
    def institution(self, thing: Any) -> Institution:
        """Whose answer is asked for."""

    @abstractmethod
    def name(self, thing: Any) -> str:
        """A few public words."""

    @abstractmethod
    def address(self, thing: Any) -> str:
        """Where somebody who signs in goes on with it."""

    @abstractmethod
    def may_answer(self, person: User, thing: Any) -> bool:
        """Whether this person, signed in, could answer it today."""

    @abstractmethod
    def closed_because(self, thing: Any) -> str:
        """Empty while it waits for an answer; else why it does not any more, and what to do: for people."""

    @abstractmethod
    def form(self, data: Any, thing: Any) -> Any:
        """A form with `is_valid`, `refuse(fields)` and `mistakes`; empty for None."""

    @abstractmethod
    def answer(self, *, thing: Any, form: Any, by: User, waits: bool) -> Any:
        """Do what the valid form says, in the name of `by`; with `waits`, the institution still sends it.

        Called inside a transaction with history named already. Returns the update that came of it, or None.
        Raises Invalid with fields of the form, NotNow where it is closed by now.
        """


KINDS: dict[str, Answerable] = {}


def register(answerable: Answerable) -> None:
    """Called from `AppConfig.ready()`."""
    if answerable.kind in KINDS:
        raise ValueError(f"There is a kind {answerable.kind!r} already")
    KINDS[answerable.kind] = answerable
