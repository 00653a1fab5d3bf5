"""What the pages say of a mail with reminders."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import Digest
from focal_points.services.reminders import wording

register = template.Library()


@register.filter
def digest_says(digest: Digest) -> str:
    """`3 things wait for you, 1 of them is overdue`."""
    return wording.subject(digest.content.get("count", 0), digest.content.get("late", 0))


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
