"""What the NHRI says of a recommendation: attributed, and kept apart from the verified status."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import StakeholderView, Status
from focal_points.permissions import Can
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations.models import Part, Recommendation


@transaction.atomic
def state(
    *,
    recommendation: Recommendation,
    organisation: str,
    status: str,
    text: str,
    reference: str,
    stated_on: date,
    is_public: bool,
    by: User,
    part: Part | None = None,
    door: str = "",
) -> StakeholderView:
    """Record a view. A later one joins it and takes its place on the page; none is ever overwritten."""
    require(by, Can.STATE_VIEW, recommendation)
    if not recommendation.is_home:
        raise NotNow(_("Views are stated on recommendations to this State."), code="not_home")
    _check(organisation, status, text, reference, stated_on)
    values = {
        "recommendation": recommendation,
        "part": part,
        "organisation": organisation.strip(),
        "is_nhri": by.role == User.Role.NHRI,
        "status": status,
        "text": text.strip(),
        "reference": reference.strip(),
        "stated_on": stated_on,
        "is_public": is_public,
        "by": by,
    }
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    same = StakeholderView.objects.filter(**values).first()
    if same:
        return same
    with history.recorded(by=by, action="view.state", door=door):
        return StakeholderView.objects.create(**values)


def _check(organisation: str, status: str, text: str, reference: str, stated_on: date) -> None:
    fields = {}
    if not organisation.strip():
        fields["organisation"] = _("Say whose view it is.")
    if status not in Status.values or status == Status.NOT_ASSESSED:
        fields["status"] = _("Choose how far you see it.")
    if not (text.strip() or reference.strip()):
        fields["text"] = _("Say why, or where it is said.")
    if stated_on > timezone.localdate():
        fields["stated_on"] = _("This day is still to come.")
    if fields:
        raise Invalid(_("Something is missing."), fields=fields)
