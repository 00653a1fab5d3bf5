"""A validator's second thoughts: a signature is taken back while nobody has decided."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import StatusUpdate, UpdateStep
from focal_points.permissions import Can
from focal_points.services import audience
from focal_points.services.moving import claim, fresh, its_people, recorded, step, tell
from nmrf.base.errors import NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require

State = StatusUpdate.State


@transaction.atomic
def take_back(*, update: StatusUpdate, version: int, by: User, door: str = "") -> StatusUpdate:
    """It waits for a signature again, and the secretariat sees it no longer.

    Only of whoever signed. Raises NotNow once it was decided or taken back, StaleEdit where it changed.
    """
    require(by, Can.SIGN_UPDATE, update)
    current = fresh(update)
    if current.state != State.SUBMITTED or current.signed_by_id is None:
        raise NotNow(_("This cannot be done any more: somebody was faster."), code="done")
    if current.signed_by_id != by.pk:
        raise NotNow(_("Only whoever signed takes the signature back."), code="own")
    with recorded(by, "status_update.take_signature_back", door):
        claim(
            current,
            version,
            (State.SUBMITTED,),
            state=State.VALIDATION,
            signed_by=None,
            signed_at=None,
            submitted_at=None,
        )
    step(current, UpdateStep.Action.SIGNATURE_BACK, by, timezone.now())
    text = gettext_lazy("{who} took the signature back: {subject}")
    told = {one.pk: one for one in (*audience.secretariat(), *its_people(current, by))}
    tell(told.values(), current, "signature-back", text, by)
    return current
