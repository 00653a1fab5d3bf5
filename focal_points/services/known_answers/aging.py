"""Why a kept answer should be read again before it is used: its time is over, or what it rests on changed."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import ImplementationStatus, KnownAnswer, KnownAnswerAbout, RequestAnswer
from nmrf.base.templatetags.house import day
from recommendations.models import RecommendationText


def with_age(rows: QuerySet[KnownAnswer]) -> Any:
    """Adds the four columns that `warnings` reads, in the same query."""
    about = KnownAnswerAbout.objects.filter(known=OuterRef("pk"))
    since = OuterRef(OuterRef("checked_at"))
    key = OuterRef("recommendation")
    statuses = ImplementationStatus.objects.filter(recommendation=key, recorded_at__gt=since)
    texts = RecommendationText.objects.filter(recommendation=key, at__gt=since)
    gone = Q(recommendation__withdrawn_on__isnull=False) | Q(recommendation__replaced_by__isnull=False)
    return rows.annotate(
        status_moved=Exists(about.filter(Exists(statuses))),
        text_moved=Exists(about.filter(Exists(texts.exclude(origin=RecommendationText.Origin.PLAIN)))),
        about_gone=Exists(about.filter(gone)),
        source_state=F("made_from__state"),
    )


def aged(rows: QuerySet[KnownAnswer]) -> Any:
    """Those with a warning."""
    today = timezone.localdate()
    long_ago = timezone.now() - timedelta(days=settings.STALE_AFTER_DAYS)
    return with_age(rows).filter(
        Q(valid_to__lt=today)
        | Q(checked_at__lt=long_ago)
        | Q(status_moved=True)
        | Q(text_moved=True)
        | Q(about_gone=True)
        | Q(made_from__isnull=False) & ~Q(made_from__state=RequestAnswer.State.ACCEPTED)
    )


def warnings(known: Any) -> list[str]:
    """In words, of one that was read `with_age`; empty where it can be used as it stands."""
    today = timezone.localdate()
    found = []
    if known.valid_to and known.valid_to < today:
        found.append(_("It held until %(day)s.") % {"day": day(known.valid_to)})
    elif known.valid_from > today:
        found.append(_("It holds only from %(day)s.") % {"day": day(known.valid_from)})
    if known.checked_at < timezone.now() - timedelta(days=settings.STALE_AFTER_DAYS):
        found.append(_("Nobody has checked it since %(day)s.") % {"day": day(known.checked_at)})
    if known.status_moved:
        found.append(_("A verified status of what it is about has changed since."))
    if known.text_moved:
        found.append(_("The text of a recommendation that it is about has changed since."))
    if known.about_gone:
        found.append(_("A recommendation that it is about was withdrawn or replaced."))
    if known.source_state and known.source_state != RequestAnswer.State.ACCEPTED:
        found.append(_("The answer that it was taken from was opened again."))
    return found


def of_all(rows: Iterable[Any]) -> dict[int, list[str]]:
    """Key → warnings, of rows that were read `with_age`."""
    return {row.pk: warnings(row) for row in rows}
