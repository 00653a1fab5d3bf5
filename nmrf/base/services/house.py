"""The house's settings: the set-up assistant's steps, its one-time code, and changes by administrators.

The assistant is open while no administrator exists, to whoever brings the code that the server's log or
`manage.py setup_code` shows; once the first administrator is made, to administrators alone, until its end.
"""

import hashlib
import hmac
import logging
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history, house
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import HouseSettings, SetupStep, StoredFile, User
from nmrf.base.permissions import Can, require
from nmrf.base.services import files, people

log = logging.getLogger(__name__)
FIELDS = {
    SetupStep.STATE: ("home_state", "site_name"),
    SetupStep.LANGUAGES: ("languages", "time_zone"),
    SetupStep.LOGO: ("logo",),
    SetupStep.MAIL: ("from_email", "mail_tested_at"),
}
LATER = ("site_name", "languages", "time_zone", "logo", "from_email")
"""What an administrator changes afterwards. The State is fixed: what was taken in counts for it."""
MOST_LOGO_BYTES = 500_000
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def load() -> HouseSettings:
    """The row, or one that says nothing where none was written yet."""
    return HouseSettings.objects.select_related("logo").first() or HouseSettings()


def has_no_administrator() -> bool:
    """A fresh installation."""
    return not User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exists()


def is_open_to(user: Any) -> bool:
    """An administrator goes on with what was begun. Whoever is not signed in needs the code: `opens`."""
    if not (user.is_authenticated and user.is_active and user.is_administrator):
        return False
    row = HouseSettings.objects.first()
    return bool(row and SetupStep.ADMINISTRATOR in row.steps_done and row.finished_at is None)


@transaction.atomic
def make_code() -> str:
    """A new one-time code; the one before is void. NotNow where there is an administrator already."""
    if not has_no_administrator():
        raise NotNow(_("There is an administrator already. The assistant is closed."), code="closed")
    code = "-".join("".join(secrets.choice(ALPHABET) for _n in range(5)) for _part in range(4))
    row = _locked()
    HouseSettings.objects.filter(pk=row.pk).update(code_digest=_digest(code))
    return code


def say_code() -> None:
    """Into the server's log, once: whoever opens the assistant again does not make another."""
    if not load().code_digest:
        log.warning("Set-up code: %s (another: manage.py setup_code)", make_code())


def opens(code: str) -> bool:
    """Whether this is the code, and the assistant is still open to it."""
    kept = load().code_digest
    right = bool(kept) and hmac.compare_digest(kept, _digest(code))
    if not right:
        log.warning("A wrong set-up code was tried.")
    return right and has_no_administrator()


@transaction.atomic
def save_step(*, step: str, by: User | None, values: dict[str, Any] | None = None) -> HouseSettings:
    """Keep what a step says. `by` is None while nobody is there yet; the door asked for the code.

    What the environment fixes is left out. Raises Invalid where something is impossible.
    """
    _require_open(by)
    fields = FIELDS.get(SetupStep(step), ())
    said = {
        name: value for name, value in (values or {}).items() if name in fields and not house.is_fixed(name)
    }
    _check(said)
    return _write(said, by, "house.set_up", done=step)


@transaction.atomic
def take_back_step(*, step: str, by: User | None) -> HouseSettings:
    """As if the step had not been done: its settings are empty again, which is what the environment says."""
    _require_open(by)
    fields = FIELDS.get(SetupStep(step))
    if fields is None:
        raise NotNow(_("An administrator is closed on the page of people."), code="step")
    empty = {name: HouseSettings._meta.get_field(name).get_default() for name in fields}  # type: ignore[union-attr]
    return _write(empty, by, "house.take_back_step", undone=step)


@transaction.atomic
def make_administrator(*, name: str, email: str, password: str, language: str) -> User:
    """The first one, and no other: two at once are one. The code is void from now on."""
    _locked()
    if not has_no_administrator():
        raise NotNow(_("There is an administrator already. The assistant is closed."), code="closed")
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as weak:
        raise Invalid(_("Choose another password."), fields={"password": " ".join(weak.messages)}) from None
    people.check(email, name)
    with history.recorded(by=None, action="house.make_administrator"):
        person = User.objects.create_user(
            email.strip(), password, name=name.strip(), language=language, role=User.Role.ADMINISTRATOR
        )
        HouseSettings.objects.update(code_digest="")
    _write({}, person, "house.set_up", done=SetupStep.ADMINISTRATOR)
    return person


def second_factor(user: User) -> tuple[bool, bool]:
    """Whether it is set up, and whether recovery codes were made."""
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists()
    return is_mfa_enabled(user), codes


@transaction.atomic
def finish(*, by: User) -> HouseSettings:
    """The assistant closes. Raises NotNow while the second factor or its recovery codes are missing."""
    require(by, Can.KEEP_HOUSE)
    if not all(second_factor(by)):
        raise NotNow(_("Set up the second factor and its recovery codes first."), code="second_factor")
    _write({}, by, "house.set_up", done=SetupStep.SECOND_FACTOR)
    return _write({"finished_at": timezone.now()}, by, "house.finish")


@transaction.atomic
def change(*, values: dict[str, Any], version: int, by: User, door: str = "") -> HouseSettings:
    """Change settings afterwards. Raises StaleEdit where somebody did since `version`."""
    require(by, Can.KEEP_HOUSE)
    row = _locked()
    said = {name: value for name, value in values.items() if name in LATER and not house.is_fixed(name)}
    _check(said)
    if all(getattr(row, name) == value for name, value in said.items()):
        return row
    if row.version != version:
        raise StaleEdit(row)
    return _write(said, by, "house.change", door=door)


def test_mail(*, to: str, sender: str) -> None:
    """Hand a short mail over. Raises Invalid with what the mail server answered."""
    subject = _("Test: %(site)s") % {"site": settings.SITE_NAME}
    body = _("If you read this, mail from %(site)s arrives.") % {"site": settings.SITE_NAME}
    try:
        send_mail(subject, body, sender or settings.DEFAULT_FROM_EMAIL, [to])
    except OSError as refused:
        raise Invalid(
            _("The mail server did not take it."),
            fields={"to": _("The mail server did not take it: %(why)s") % {"why": str(refused)[:300]}},
        ) from None


def store_logo(*, upload: Any, by: User | None) -> StoredFile:
    """A PNG or JPEG, of no more than half a megabyte."""
    if upload.size > MOST_LOGO_BYTES:
        raise Invalid(_("Too large."), fields={"logo": _("A logo has at most 500 KB.")})
    name = files.clean_name(upload.name or "")
    if not files.checked_type(name, upload).startswith("image/"):
        raise Invalid(_("No picture."), fields={"logo": _("Send a PNG or JPEG picture.")})
    return files.store(upload=upload, by=by)


def _require_open(by: User | None) -> None:
    if not (has_no_administrator() if by is None else is_open_to(by)):
        raise PermissionDenied("setup")


def _check(said: dict[str, Any]) -> None:
    if "languages" in said and not said["languages"]:
        raise Invalid(_("Choose a language."), fields={"languages": _("Choose at least one.")})


def _locked() -> HouseSettings:
    HouseSettings.objects.get_or_create(only=True)
    return HouseSettings.objects.select_for_update().get()


def _write(
    said: dict[str, Any], by: User | None, action: str, *, done: str = "", undone: str = "", door: str = ""
) -> HouseSettings:
    """One version of the row; this process follows once it is committed."""
    row = _locked()
    steps = [one for one in row.steps_done if one not in {done, undone}] + ([done] if done else [])
    with history.recorded(by=by, action=action, door=door):
        HouseSettings.objects.filter(pk=row.pk).update(
            **said, steps_done=[str(one) for one in steps], version=F("version") + 1
        )
    row.refresh_from_db()
    transaction.on_commit(_follow)
    return row


def _follow() -> None:
    with connection.cursor() as cursor:
        house.take(cursor)


def _digest(code: str) -> str:
    plain = "".join(character for character in code.upper() if character in ALPHABET)
    return hashlib.sha256(f"setup:{plain}".encode()).hexdigest()
