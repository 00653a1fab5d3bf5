"""What pages and downloads of needs and obstacles show, for the working and the public side alike."""

from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points import asked_for
from focal_points.asked_for import Line, Narrowed, Sort
from focal_points.taken_away import Taken

PER_PAGE = 50


def context(sort: Sort, person: Any, query: Any) -> dict[str, Any]:
    """A page of lines, the counts that narrow it, and what it is narrowed by. `person` None: the public."""
    rows = asked_for.standing(sort, asked_for.seen_by(person))
    by = Narrowed.by(sort, query)
    page = Paginator(asked_for.for_list(asked_for.narrowed(rows, by)), PER_PAGE).get_page(query.get("page"))
    return {
        "sort": sort,
        "page": page,
        "lines": asked_for.lines(sort, page.object_list),
        "counted": asked_for.count(sort, rows),
        "by": by,
        "today": timezone.localdate(),
    }


def taken(sort: Sort, person: Any, query: Any) -> Taken:
    """The whole list, with the columns the page shows."""
    rows = asked_for.standing(sort, asked_for.seen_by(person))
    found = asked_for.for_list(asked_for.narrowed(rows, Narrowed.by(sort, query)))
    head = [str(sort.heading), _("In words"), _("Recommendation"), _("Document"), _("Paragraph")]
    head += [_("Institution"), _("Since"), _("Said in the update until"), _("Verified on"), _("Read by")]
    return Taken(sort.name, head, [_line(one) for one in asked_for.lines(sort, found)], str(sort.title))


def _line(one: Line) -> list[Any]:
    recommendation = one.assignment.recommendation
    document = recommendation.document if recommendation else None
    decided = one.update.decided_at
    return [
        *(one.kind, one.words, one.name, (document.symbol or document.title) if document else ""),
        *(recommendation.paragraph if recommendation else "", str(one.assignment.institution), one.since),
        *(one.update.period_to, timezone.localdate(decided) if decided else None),
        _("public") if one.update.is_public else _("internal"),
    ]
