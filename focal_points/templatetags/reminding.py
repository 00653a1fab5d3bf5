"""What pages say of mails with reminders, of links, and of an institution's calendar."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import AnswerLink, AnswerLinkWish, CalendarFeed, Digest, Institution, StatusUpdate
from focal_points.services.reminders import calendars, wording

register = template.Library()


@register.filter
def digest_says(digest: Digest) -> str:
    """`3 things, 1 of them is overdue`."""
    return wording.counted(digest.content.get("count", 0), digest.content.get("late", 0))


@register.filter
def digest_state(digest: Digest) -> str:
    """Where the mail is."""
    if digest.sent_at:
        return _("sent")
    if digest.started_at:
        if digest.lease_until and digest.lease_until > timezone.now():
            return _("is being sent")
        return _("It is not known whether the mail left.")
    if digest.error:
        return (
            _("The mail server did not take it.")
            if digest.next_try_at
            else _("Not tried any more by itself.")
        )
    return _("waits to be sent")


@register.simple_tag
def by_link(update: StatusUpdate) -> AnswerLink | None:
    """The link by which the update was written, if it was."""
    return AnswerLink.objects.select_related("person").filter(update=update).first()


@register.simple_tag
def link_and_calendar(institution: Institution) -> dict[str, Any]:
    """Whether the institution's answers by link wait, and its calendar's address."""
    feed = CalendarFeed.objects.filter(institution=institution, revoked_at=None).first()
    return {
        "waits": AnswerLinkWish.objects.filter(institution=institution, waits=True).exists(),
        "address": calendars.address(feed) if feed else "",
    }
