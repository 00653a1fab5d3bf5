"""An institution's assignments as a workbook to fill in offline."""

from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from focal_points.models import Assignment, Institution, Status, StatusUpdate, Trend
from focal_points.permissions import Can
from focal_points.services import workbook_lines
from focal_points.services.targets import Target
from focal_points.services.workbook_lines import Here
from focal_points.sheets import book, values
from focal_points.sheets.book import Line
from focal_points.sheets.columns import BY_KEY, OPEN
from focal_points.sheets.stamps import BookStamp
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.templatetags.house import day

MOST = 5_000


def workbook(*, institution: Institution, language: str, by: User) -> IO[bytes]:
    """The workbook of what the institution answers for today, as `by` sees it: an open file.

    Raises Invalid for a language that is none of the house's, NotNow where there is nothing to fill in.
    """
    require(by, Can.BRING_WORKBOOK, institution)
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose a language from the list."), fields={"language": _("Not one of them.")})
    rows = list(assignments(institution, by)[: MOST + 1])
    if not rows:
        raise NotNow(_("Nothing is assigned to this institution."), code="nothing")
    if len(rows) > MOST:
        raise NotNow(_("These are more than %(most)s assignments.") % {"most": MOST}, code="too_many")
    found = workbook_lines.here(rows, by=by)
    with translation.override(language):
        stamp = BookStamp(institution.pk, timezone.now().isoformat(timespec="seconds"), language)
        return book.workbook(
            stamp=stamp.signed(),
            title=_("%(institution)s: recommendations to report on") % {"institution": institution},
            lines=_lines(found, language),
            about=_about(institution),
        )


def assignments(institution: Institution, by: User) -> QuerySet[Assignment]:
    """What the institution answers for, of what `by` may see; in the order of the documents."""
    return (
        Assignment.objects.visible_to(by)
        .current()
        .filter(institution=institution)
        .for_list()
        .order_by(
            "cluster_id",
            "recommendation__document__mechanism__position",
            "recommendation__document_id",
            "recommendation__paragraph_order",
            "part__position",
            "pk",
        )
    )


def _lines(found: list[Here], language: str) -> Iterator[Line]:
    for one in found:
        is_closed = one.is_hidden or not one.targets or one.assignment.state == Assignment.State.CONTESTED
        is_closed = is_closed or bool(one.update and not one.update.is_writable)
        for number, target in enumerate(one.targets):
            is_first = number == 0
            said = one.said(target, is_first, one.update)
            cells = _shown(one, target, language) | _open(said)
            yield Line(one.stamp(target, is_first).signed(), cells, is_first, is_closed)


def _open(said: dict[str, str]) -> dict[str, str]:
    """Column → value; what has several columns is divided among them, the last takes what is left."""
    found: dict[str, str] = {}
    for column in OPEN:
        value = said.get(column.said, "")
        if column.said == column.key:
            found[column.key] = value
            continue
        place = int(column.key.rsplit("_", 1)[1]) - 1
        several = values.parts(value)
        if place < 2:
            found[column.key] = several[place] if place < len(several) else ""
        else:
            found[column.key] = "; ".join(values.shown(column.said, one) for one in several[2:])
    return found


def _shown(one: Here, target: Target, language: str) -> dict[str, str]:
    """The columns that are there to be read."""
    assignment = one.assignment
    text = target.part.quoted if target.part else ""
    if not text and (row := target.recommendation.text_in(language.split("-")[0])):
        text = row.text
    name = target.recommendation.reference
    if target.part:
        name = f"{name} {target.part.label}"
    if assignment.cluster:
        name = f"{assignment.cluster.name}: {name}"
    return {
        "reference": name,
        "asked": text,
        "role": str(assignment.get_role_display()),
        "due": day(assignment.due_on, "short"),
        "verified": _verified(one, target),
        "open": _state(one),
    }


def _verified(one: Here, target: Target) -> str:
    status = one.verified.get(target.key)
    if status is None:
        return str(Status.NOT_ASSESSED.label)
    said = _("%(status)s, since %(day)s") % {
        "status": status.get_status_display(),
        "day": day(status.effective_on, "short"),
    }
    moved = "" if status.trend == Trend.NONE else f" ({status.get_trend_display()})"
    return said + moved


def _state(one: Here) -> str:
    if one.is_hidden:
        return _("the institution has a draft of its own")
    if one.assignment.state == Assignment.State.CONTESTED:
        return str(one.assignment.get_state_display())
    if one.update is None:
        return _("none begun")
    state = str(one.update.get_state_display())
    closed = one.update.state in StatusUpdate.AWAY
    return _("%(state)s: cannot be changed") % {"state": state} if closed else state


def _about(institution: Institution) -> list[tuple[str, str]]:
    """The instructions."""
    return [
        (
            _("What it is for"),
            _("Say here how far each recommendation is, without a connection. Then hand the file in."),
        ),
        (_("Your institution"), str(institution)),
        (_("One row"), _("One row is one recommendation, or one lettered part of it.")),
        (
            _("Several rows together"),
            _(
                "Where an assignment has several rows, what was done is told once, in its first row. "
                "The status is proposed in each row."
            ),
        ),
        (
            _("Grey cells"),
            _("Grey cells are there to be read. What is written over them is not taken in."),
        ),
        (_("Lists"), _("Status, obstacles, support needed and readers are chosen from lists.")),
        (_("Dates"), _("Write 2024-03-31: year, month, day.")),
        (
            _("Sorting and columns"),
            _(
                "You may sort rows, move or hide columns, and leave out rows; the protection has no password "
                "and can be taken off for it. Do not copy a row."
            ),
        ),
        (
            _("Emptying a cell"),
            _("A cell that was filled and is empty now is emptied here too. You see that before."),
        ),
        (
            _("Handing it in"),
            _(
                "Under “Work in Excel”, hand in the file. You see cell by cell what would change. Nothing "
                "is saved before you confirm, and all of it can be undone."
            ),
        ),
        (
            _("When others wrote meanwhile"),
            _("What a colleague changed since stands beside yours. Nothing is overwritten: you choose."),
        ),
        ("", ""),
        *((str(column.heading), str(column.help)) for column in BY_KEY.values() if column.help),
    ]
