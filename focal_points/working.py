"""The search behind the working lists: the public one, and what only the house asks: what is still without.

`without=update` in the address leaves what no institution has handed an update in on; given twice, both hold.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import Assignment, ProposedStatus, SearchRow, StatusUpdate
from focal_points.search import Search, Token

WITHOUT = {
    "institution": gettext_lazy("Without an institution"),
    "update": gettext_lazy("Without an update"),
    "answer": gettext_lazy("Without an answer of the institution"),
    "cluster": gettext_lazy("Without a cluster"),
}


@dataclass
class WorkingSearch(Search):
    """One search of the house; everything else is as in the public one."""

    without: list[str] = field(default_factory=list)

    @classmethod
    def from_query(cls, query: QueryDict, user: Any = None) -> "WorkingSearch":
        """As `Search.from_query`; what somebody else asks for is left aside."""
        search: Any = super().from_query(query, user)
        if user is not None and getattr(user, "is_house", False):
            asked = list(dict.fromkeys(search.query.getlist("without")))
            search.without = [name for name in WITHOUT if name in asked]
            for name in asked:
                if name not in WITHOUT:
                    search._left_out(_("Without"), name)
        made: WorkingSearch = search
        return made

    def base(self) -> QuerySet[SearchRow]:
        """What is left before any filter."""
        rows = super().base()
        for name in self.without:
            rows = rows.filter(_LACKS[name]())
        return rows

    @cached_property
    def chosen(self) -> list[Token]:
        """What the list is narrowed by, each with the address without it."""
        tokens = [
            Token("without", str(WITHOUT[name]), self.address(drop=("without", name)))
            for name in self.without
        ]
        return [*super().chosen, *tokens]


def _lacks_update() -> Q:
    """Nothing that left its institution is about it."""
    left = StatusUpdate.objects.filter(
        state__in=[*StatusUpdate.LEFT_THE_INSTITUTION, StatusUpdate.State.NOTED], submitted_at__isnull=False
    )
    own = left.filter(assignment__recommendation=OuterRef("pk"))
    proposed = ProposedStatus.objects.filter(recommendation=OuterRef("pk"), update__in=left.values("pk"))
    return ~Q(Exists(own)) & ~Q(Exists(proposed))


def _lacks_answer() -> Q:
    """Somebody was given it, and has neither accepted nor contested."""
    waiting = Assignment.objects.filter(state=Assignment.State.ASSIGNED)
    return Q(Exists(waiting.filter(recommendation=OuterRef("pk"))))


_LACKS = {
    "institution": lambda: Q(lead=None),
    "update": _lacks_update,
    "answer": _lacks_answer,
    "cluster": lambda: Q(clusters=[]),
}
