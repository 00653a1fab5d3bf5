"""Evidence of an update: files checked by their content, or links; each internal or public."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import Evidence, StatusUpdate
from focal_points.permissions import Can
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import files
from recommendations.models import Part

MOST = 50
_is_web_address = URLValidator(schemes=["http", "https"])


@transaction.atomic
def add_file(
    *,
    update: StatusUpdate,
    upload: "File[bytes]",
    title: str = "",
    is_public: bool,
    part: Part | None = None,
    by: User,
    door: str = "",
) -> Evidence:
    """Keep the file and attach it. Raises Invalid, with a message that names the file.

    Without a title the file's name is one. The same file twice is the same piece of evidence.
    """
    with _writing(update, part, by, "evidence.add_file", door):
        file = files.store(upload=upload, by=by)
        same = Evidence.objects.filter(
            update=update, part=part, file__sha256=file.sha256, file__name=file.name, removed_at=None
        ).first()
        if same:
            file.content.delete(save=False)
            file.delete()
            return same
        files.attached(file, by)
        return Evidence.objects.create(
            update=update,
            part=part,
            file=file,
            title=title.strip()[:300] or file.name.rsplit(".", 1)[0][:300] or file.name,
            is_public=is_public,
        )


@transaction.atomic
def add_link(
    *,
    update: StatusUpdate,
    link: str,
    title: str = "",
    is_public: bool,
    part: Part | None = None,
    by: User,
    door: str = "",
) -> Evidence:
    """Attach a web address; without a title the address is one."""
    address = _checked(link)
    with _writing(update, part, by, "evidence.add_link", door):
        found, _made = Evidence.objects.get_or_create(
            update=update,
            part=part,
            link=address,
            removed_at=None,
            defaults={"title": title.strip()[:300] or address[:300], "is_public": is_public},
        )
        return found


@transaction.atomic
def add_by_verifier(
    *,
    update: StatusUpdate,
    uploads: Sequence["File[bytes]"],
    link: str,
    title: str,
    is_public: bool,
    by: User,
    door: str = "",
) -> int:
    """What the secretariat itself found, while it decides: marked as its own. How many pieces.

    A step back that the institution did not show needs it.
    """
    require(by, Can.ADD_VERIFIERS_EVIDENCE, update)
    current = StatusUpdate.objects.select_for_update().get(pk=update.pk)
    if current.state != StatusUpdate.State.SUBMITTED:
        raise NotNow(_("This update is not waiting to be verified."), code="not_waiting")
    common = {"update": current, "is_public": is_public, "is_of_secretariat": True}
    with history.recorded(by=by, action="evidence.add_by_verifier", door=door):
        for upload in uploads:
            file = files.store(upload=upload, by=by)
            files.attached(file, by)
            Evidence.objects.create(file=file, title=title.strip()[:300] or file.name[:300], **common)
        if link.strip():
            address = _checked(link)
            Evidence.objects.create(link=address, title=title.strip()[:300] or address[:300], **common)
    return len(uploads) + bool(link.strip())


def _checked(link: str) -> str:
    """A web address. Raises Invalid for anything else."""
    address = link.strip()
    try:
        _is_web_address(address)
    except ValidationError:
        raise Invalid(
            _("“%(link)s” is no web address. It begins with https://") % {"link": address[:80]},
            fields={"link": _("Give an address that begins with https://")},
        ) from None
    return address


@transaction.atomic
def show(*, evidence: Evidence, is_public: bool, by: User, door: str = "") -> Evidence:
    """Make it public (once the update is verified), or internal."""
    with _writing(evidence.update, None, by, "evidence.show", door):
        Evidence.objects.filter(pk=evidence.pk).update(is_public=is_public)
    evidence.refresh_from_db()
    return evidence


@transaction.atomic
def remove(*, evidence: Evidence, by: User, door: str = "") -> Evidence:
    """Take it off the update; the row and the bytes stay, nobody is shown them. Twice is harmless."""
    with _writing(evidence.update, None, by, "evidence.remove", door):
        Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=timezone.now())
    evidence.refresh_from_db()
    return evidence


@contextmanager
def _writing(update: StatusUpdate, part: Part | None, by: User, action: str, door: str) -> Iterator[None]:
    """While the update can be written by this person; locked, so that it is not sent in between."""
    require(by, Can.WRITE_UPDATE, update)
    current = StatusUpdate.objects.select_for_update().get(pk=update.pk)
    if not current.is_writable:
        raise NotNow(_("This was sent already. Take it back to change it."), code="done")
    if part and part.recommendation_id != update.assignment.recommendation_id:
        raise Invalid(
            _("This part belongs to another recommendation."), fields={"part": _("Not a part of it.")}
        )
    if current.evidence.filter(removed_at=None).count() >= MOST and action.startswith("evidence.add"):
        raise Invalid(_("An update can carry %(most)d pieces of evidence.") % {"most": MOST})
    with history.recorded(by=by, action=action, door=door):
        yield
