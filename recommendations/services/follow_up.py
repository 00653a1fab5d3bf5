"""The committees' follow-up clock: which paragraphs by when, what was sent, how it was graded."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Document, FollowUpParagraph, FollowUpReport, Recommendation
from recommendations.permissions import Can
from recommendations.services import selections

MARK = "followup.mark"


@transaction.atomic
def mark(*, recommendation: Recommendation, due_on: date | None, by: User, door: str = "") -> Recommendation:
    """The committee asks to be told early about this one, by `due_on`."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.mark_followup", door=door):
        return _write(recommendation, is_followup=True, followup_due_on=due_on)


@transaction.atomic
def unmark(*, recommendation: Recommendation, by: User, door: str = "") -> Recommendation:
    """It was marked by mistake."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.unmark_followup", door=door):
        return _write(recommendation, is_followup=False, followup_due_on=None)


@transaction.atomic
def mark_many(
    *, recommendations: Iterable[Recommendation], due_on: date | None, by: User, door: str = ""
) -> Operation:
    """Several paragraphs, one deadline: as the committee names them at the end of its document."""
    require(by, Can.EDIT_REGISTER)
    wanted, skipped = selections.sorted_out(
        selections.chosen(recommendations), lambda row: _why_not_marked(row, due_on)
    )
    label = ngettext(
        "Marked %(count)s paragraph for follow-up", "Marked %(count)s paragraphs for follow-up", len(wanted)
    ) % {"count": len(wanted)}
    operation = operations.begin(kind=MARK, label=label, by=by)
    with history.recorded(by=by, action=MARK, door=door, operation=operation.pk):
        keys = [row.pk for row in wanted]
        Recommendation.objects.filter(pk__in=keys).update(is_followup=True, followup_due_on=due_on)
        registry.changed(keys)
    return selections.noted(operation, size=len(wanted), skipped=skipped)


@transaction.atomic
def send_report(
    *,
    document: Document,
    sent_on: date,
    paragraphs: Iterable[Recommendation],
    by: User,
    symbol: str = "",
    address: str = "",
    door: str = "",
) -> FollowUpReport:
    """Note that a follow-up report was sent, and which paragraphs it answers."""
    require(by, Can.EDIT_REGISTER)
    symbol = " ".join(symbol.upper().split())
    answered = _checked(document, sent_on, paragraphs)
    if FollowUpReport.objects.filter(document=document, sent_on=sent_on, symbol=symbol).exists():
        raise Invalid(
            _("This report was noted already."), fields={"sent_on": _("A report of this day is there.")}
        )
    with history.recorded(by=by, action="followup.send", door=door):
        report = FollowUpReport.objects.create(
            document=document, sent_on=sent_on, symbol=symbol, address=address
        )
        FollowUpParagraph.objects.bulk_create(
            FollowUpParagraph(report=report, recommendation=one) for one in answered
        )
    return report


@transaction.atomic
def change_report(
    *,
    report: FollowUpReport,
    sent_on: date,
    paragraphs: Iterable[Recommendation],
    by: User,
    symbol: str = "",
    address: str = "",
    door: str = "",
) -> FollowUpReport:
    """Mend what was noted of a report."""
    require(by, Can.EDIT_REGISTER)
    answered = {one.pk for one in _checked(report.document, sent_on, paragraphs)}
    symbol = " ".join(symbol.upper().split())
    if (
        FollowUpReport.objects.filter(document=report.document_id, sent_on=sent_on, symbol=symbol)
        .exclude(pk=report.pk)
        .exists()
    ):
        raise Invalid(
            _("This report was noted already."), fields={"sent_on": _("A report of this day is there.")}
        )
    with history.recorded(by=by, action="followup.change", door=door):
        FollowUpReport.objects.filter(pk=report.pk).update(sent_on=sent_on, symbol=symbol, address=address)
        standing = set(report.paragraphs.values_list("recommendation_id", flat=True))
        report.paragraphs.filter(recommendation__in=standing - answered).delete()
        FollowUpParagraph.objects.bulk_create(
            FollowUpParagraph(report=report, recommendation_id=key) for key in answered - standing
        )
    report.refresh_from_db()
    return report


@transaction.atomic
def remove_report(*, report: FollowUpReport, by: User, door: str = "") -> None:
    """It was noted by mistake; while a grade rests on it, it stays."""
    require(by, Can.EDIT_REGISTER)
    if report.grades.exists():
        raise Invalid(_("A grade rests on this report. Take the grade away first."))
    with history.recorded(by=by, action="followup.remove", door=door):
        report.paragraphs.all().delete()
        FollowUpReport.objects.filter(pk=report.pk).delete()


def _checked(document: Document, sent_on: date, paragraphs: Iterable[Recommendation]) -> list[Recommendation]:
    answered = list(paragraphs)
    if sent_on > timezone.localdate():
        raise Invalid(
            _("A report is noted when it was sent."), fields={"sent_on": _("This day has not come yet.")}
        )
    if not answered:
        raise Invalid(_("Say which paragraphs it answers."), fields={"paragraphs": _("Choose at least one.")})
    if any(one.document_id != document.pk for one in answered):
        raise Invalid(_("A report answers paragraphs of its own document."))
    return answered


def _why_not_marked(row: Recommendation, due_on: date | None) -> str:
    if not row.is_home:
        return _("Not addressed to this State.")
    if row.kind not in Recommendation.ASKS:
        return _("It asks for nothing.")
    if row.is_followup and row.followup_due_on == due_on:
        return _("It says so already.")
    return ""


def _write(recommendation: Recommendation, **fields: object) -> Recommendation:
    """One row, only where something differs, so that a second click leaves no history."""
    Recommendation.objects.filter(pk=recommendation.pk).exclude(**fields).update(**fields)
    registry.changed([recommendation.pk])
    recommendation.refresh_from_db()
    return recommendation
