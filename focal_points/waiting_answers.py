"""What waits of information requests: answers to check, institutions that are late."""

from typing import Any

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from focal_points.models import AskedInstitution, RequestAnswer

State = RequestAnswer.State


def to_check() -> Any:
    """Institutions with answers that wait for the secretariat; `n` says how many, `since` the oldest."""
    waiting = Q(answers__state=State.SUBMITTED)
    rows = AskedInstitution.objects.open().for_list().annotate(n=Count("answers", filter=waiting))
    since = TruncDate(Min("answers__submitted_at", filter=waiting))
    return rows.filter(n__gt=0).annotate(since=since).order_by("since", "pk")


def late() -> Any:
    """Institutions whose day has passed with something unanswered; `n` says how many questions."""
    waiting = Q(answers__state__in=RequestAnswer.WITH_INSTITUTION)
    rows = AskedInstitution.objects.open().for_list().annotate(n=Count("answers", filter=waiting))
    rows = rows.filter(n__gt=0).annotate(since=Coalesce("due_on", F("request__due_on")))
    return rows.filter(since__lt=timezone.localdate()).order_by("since", "pk")
