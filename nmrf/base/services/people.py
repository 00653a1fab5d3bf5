"""People of the house: invited by mail, renamed, closed. Nobody signs up by themselves."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as UNUSABLE
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import Can, require

log = logging.getLogger(__name__)
Listener = Callable[[User, User], object]
LISTENERS: list[Listener] = []
HOUSE = {User.Role.SECRETARIAT, User.Role.ADMINISTRATOR}


def on_closed(listener: Listener) -> None:
    """Have `listener` called with each person who is closed, and who did it, in the same transaction."""
    if listener not in LISTENERS:
        LISTENERS.append(listener)


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    language: str,
    by: User,
    role: str = "",
    organisation: str = "",
    password: str | None = None,
    mails: bool = True,
    door: str = "",
) -> User:
    """Make a person and send them the link with which they choose a password; with `password`, none is sent.

    Without `mails` none is sent now: many are made at once, and the link can be sent later.
    Only an administrator makes people of the house itself.
    """
    require(by, Can.KEEP_PEOPLE)
    if role in HOUSE:
        require(by, Can.KEEP_HOUSE)
    email, name = email.strip(), name.strip()
    check(email, name)
    with history.recorded(by=by, action="person.invite", door=door):
        person = User.objects.create_user(
            email, password, name=name, role=role, language=language, organisation=organisation.strip()
        )
    if password is None and mails:
        transaction.on_commit(partial(_send_link, person))
    return person


def forget_invitations(keys: Iterable[int]) -> None:
    """Of these people, those who have not chosen a password yet: what the mailed link left goes.

    It would hold up an account that is taken back; the link leads nowhere once the account is gone.
    """
    waiting = User.objects.filter(pk__in=list(keys), last_login=None, password__startswith=UNUSABLE)
    EmailAddress.objects.filter(user__in=waiting).delete()


def send_link(*, person: User, by: User) -> None:
    """Send the link again: the first was lost, or ran out."""
    require(by, Can.KEEP_PEOPLE)
    if person.role in HOUSE:
        require(by, Can.KEEP_HOUSE)
    if not person.is_active:
        raise NotNow(_("This account is closed."), code="closed")
    _send_link(person)


@transaction.atomic
def close(*, person: User, by: User, door: str = "") -> None:
    """They sign in no more; what they did keeps their name."""
    require(by, Can.KEEP_PEOPLE)
    if person.role in HOUSE:
        require(by, Can.KEEP_HOUSE)
    if person.pk == by.pk:
        raise NotNow(_("Nobody closes their own account."), code="own")
    with history.recorded(by=by, action="person.close", door=door):
        closed = User.objects.filter(pk=person.pk, is_active=True).update(is_active=False)
    person.is_active = False
    for listener in LISTENERS if closed else ():
        listener(person, by)


@transaction.atomic
def reopen(*, person: User, by: User, door: str = "") -> None:
    """They sign in again. Their terms stay ended: a new one is begun where they are to speak for somebody."""
    require(by, Can.KEEP_PEOPLE)
    if person.role in HOUSE:
        require(by, Can.KEEP_HOUSE)
    with history.recorded(by=by, action="person.reopen", door=door):
        User.objects.filter(pk=person.pk, is_active=False).update(is_active=True)
    person.is_active = True


@transaction.atomic
def describe(
    *,
    person: User,
    by: User,
    name: str,
    email: str,
    phone: str,
    language: str,
    organisation: str,
    door: str = "",
) -> User:
    """Change what is known of somebody. Raises Invalid where the address is another's, or no address.

    Their sign-in is the address: whoever changes it says so to the person. Of the house's own people only
    an administrator changes anything.
    """
    require(by, Can.KEEP_PEOPLE)
    if person.role in HOUSE:
        require(by, Can.KEEP_HOUSE)
    email, name = email.strip().lower(), name.strip()
    check(email, name, but=person)
    with history.recorded(by=by, action="person.describe", door=door):
        User.objects.filter(pk=person.pk).update(
            name=name,
            email=email,
            phone=phone.strip(),
            language=language,
            organisation=organisation.strip(),
        )
        # allauth keeps addresses of its own: an old one would still sign in.
        EmailAddress.objects.filter(user=person).exclude(email__iexact=email).delete()
    person.refresh_from_db()
    return person


@transaction.atomic
def describe_oneself(*, by: User, name: str, phone: str, language: str, door: str = "") -> User:
    """One's own name, telephone and language; the address is changed by the secretariat."""
    name = name.strip()
    if not name:
        raise Invalid(_("The name is missing."), fields={"name": _("Give your name.")})
    with history.recorded(by=by, action="person.describe_oneself", door=door):
        User.objects.filter(pk=by.pk).update(name=name, phone=phone.strip(), language=language)
    by.refresh_from_db()
    return by


def check(email: str, name: str, but: User | None = None) -> None:
    """Raises Invalid where the name is missing, the address is none, or somebody else has it."""
    if not name:
        raise Invalid(_("The name is missing."), fields={"name": _("Give the person's name.")})
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(
            _("This is no e-mail address."), fields={"email": _("Give an e-mail address.")}
        ) from None
    taken = User.objects.filter(email__iexact=email).exclude(pk__in=[but.pk] if but else [])
    if taken.exists():
        raise Invalid(_("Somebody has this address already."), fields={"email": _("This address is in use.")})


def _send_link(person: User) -> None:
    """By mail, in their language. A mail server that is away is logged: the link can be sent again."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    with translation.override(person.language):
        subject = _("Your account at %(site)s") % {"site": settings.SITE_NAME}
        body = _(
            "Hello %(name)s,\n\nan account was made for you at %(site)s. Choose your password here:\n"
            "%(link)s\n\nThe link works for a few days. If it has run out, ask the secretariat for another."
        ) % {"name": person.name, "site": settings.SITE_NAME, "link": settings.PUBLIC_URL + path}
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])
    except OSError:
        log.exception("the invitation of person %s could not be sent", person.pk)
