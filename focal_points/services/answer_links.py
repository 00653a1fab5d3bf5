"""Links by which one question is answered without signing in: made, opened, answered once, revoked, logged.

The address carries a random token signed by the house; only its digest is kept. Opening a link writes a line
in its log and changes nothing else. What it may do is what its person may do today: whoever left the
institution holds a dead link.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import (
    AnswerLink,
    AnswerLinkUse,
    AnswerLinkWish,
    Institution,
    ReminderRules,
    RequestAnswer,
)
from focal_points.permissions import Can
from focal_points.services import answering
from focal_points.services.answering import Answerable
from focal_points.services.telling import people_of
from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import notices

SALT = "answer-link"
MOST_LOGGED = 200
"""Lines of a link's log that openings may fill; a mail scanner cannot fill the disk."""
What = AnswerLinkUse.What


@dataclass(frozen=True)
class Wanted:
    """One link to be made: for whom, on whose behalf, about what."""

    person: int
    institution: int
    kind: str
    about: UUID


@dataclass(frozen=True)
class Opened:
    """A link as somebody finds it. `closed_because` is empty while it can be answered."""

    link: AnswerLink
    question: Answerable
    thing: Any
    closed_because: str
    waits: bool


@transaction.atomic
def make(wanted: Sequence[Wanted]) -> list[str]:
    """A link for each, in three statements; their tokens, which nobody can read again later."""
    tokens = [secrets.token_urlsafe(24) for _each in wanted]
    until = timezone.now() + timedelta(days=ReminderRules.now().link_days)
    with history.recorded(by=None, action="answer_link.make"):
        AnswerLink.objects.bulk_create(
            AnswerLink(
                token_digest=_digest(token),
                person_id=one.person,
                institution_id=one.institution,
                kind=one.kind,
                about=one.about,
                expires_at=until,
            )
            for one, token in zip(wanted, tokens, strict=True)
        )
    return [_signer().sign(token) for token in tokens]


def forget(tokens: Iterable[str]) -> None:
    """The mail with these did not leave: nobody has them."""
    digests = [_digest(_signer().unsign(token)) for token in tokens]
    AnswerLink.objects.filter(token_digest__in=digests, answered_at=None, uses=None).delete()


def of_token(token: str) -> AnswerLink | None:
    """The link of an address; None where the address was cut off or tampered with, or never was."""
    try:
        digest = _digest(_signer().unsign(token))
    except signing.BadSignature:
        return None
    rows = AnswerLink.objects.select_related("person", "institution", "update")
    return rows.prefetch_related("institution__names").filter(token_digest=digest).first()


def look(link: AnswerLink) -> Opened:
    """What the page shows; changes nothing."""
    question = answering.KINDS.get(link.kind)
    thing = question.find(link.about) if question else None
    if question is None or thing is None:
        raise NotNow(_("This is not asked any more."), code="gone")
    return Opened(link, question, thing, _closed_because(link, question, thing), _waits(link.institution))


@transaction.atomic
def answer(*, link: AnswerLink, form: Any, address: str = "", agent: str = "") -> AnswerLink:
    """Do what the valid form says, once, in the name of the link's person and by the door `link`.

    Where the institution wants that, its people look at it first; they are told in any case. Raises NotNow
    where the link does not work any more, Invalid with what is missing (the link still works then).
    """
    locked = AnswerLink.objects.select_for_update().get(pk=link.pk)
    opened = look(locked)
    if opened.closed_because:
        raise NotNow(opened.closed_because, code="closed")
    person = locked.person
    with history.recorded(by=person, action="answer_link.answer", door="link"):
        AnswerLink.objects.filter(pk=locked.pk).update(answered_at=timezone.now())
    update = opened.question.answer(thing=opened.thing, form=form, by=person, waits=opened.waits)
    with history.recorded(by=person, action="answer_link.answer", door="link"):
        AnswerLink.objects.filter(pk=locked.pk).update(update=update)
    log(locked, What.ANSWERED, address, agent)
    _tell_colleagues(locked, opened)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def revoke(*, link: AnswerLink, by: User | None = None, door: str = "") -> None:
    """It works no more. Without `by` whoever holds it did that, in its person's name. Twice is harmless."""
    if by is not None:
        require(by, Can.REVOKE_LINK, link)
    who = by or link.person
    with history.recorded(by=who, action="answer_link.revoke", door=door or ("" if by else "link")):
        AnswerLink.objects.filter(pk=link.pk, answered_at=None, revoked_at=None).update(
            revoked_at=timezone.now(), revoked_by=who
        )


@transaction.atomic
def wish(*, institution: Institution, waits: bool, by: User, door: str = "") -> None:
    """Whether what is answered by link waits for somebody of the institution."""
    require(by, Can.KEEP_LINK_WISH, institution)
    with history.recorded(by=by, action="answer_link.wish", door=door):
        AnswerLinkWish.objects.update_or_create(institution=institution, defaults={"waits": waits})


def log(link: AnswerLink, what: str, address: str = "", agent: str = "") -> None:
    """A line in the link's log; openings beyond the most are not written."""
    if what != What.ANSWERED and link.uses.count() >= MOST_LOGGED:
        return
    AnswerLinkUse.objects.create(
        link=link, what=what, address=_place(address), agent=agent.replace("\x00", "")[:200]
    )


def _closed_because(link: AnswerLink, question: Answerable, thing: Any) -> str:
    """In words, with what to do; empty while it works."""
    if link.state == AnswerLink.State.ANSWERED:
        return _("This was answered by this link. Sign in to read it, or to add to it.")
    if link.state == AnswerLink.State.REVOKED:
        return _("This link was revoked. Sign in to answer, or ask the secretariat for another one.")
    if link.state == AnswerLink.State.EXPIRED:
        return _("This link has run out. Sign in to answer; the next mail brings a new link.")
    if not link.person.is_active or not question.may_answer(link.person, thing):
        return _("Whoever got this link does not speak for the institution any more. Sign in to answer.")
    return question.closed_because(thing)


def _waits(institution: Institution) -> bool:
    return AnswerLinkWish.objects.filter(institution=institution, waits=True).exists()


def _tell_colleagues(link: AnswerLink, opened: Opened) -> None:
    """Everybody who writes there hears of it, also whoever the link was for: it may not have been them."""
    text = gettext_lazy("Answered by link in the name of %(who)s: %(what)s")
    if opened.waits:
        text = gettext_lazy("Answered by link in the name of %(who)s, and waits until you send it: %(what)s")
    people = people_of([link.institution_id]).get(link.institution_id, [])
    notices.tell(
        to={person.pk: person for person in [*people, link.person]}.values(),
        key=f"answer-link:{link.pk}",
        text=text % {"who": link.person, "what": opened.question.name(opened.thing)},
        address=opened.question.address(opened.thing),
    )


def was_said(link: AnswerLink, words: Sequence[str]) -> bool:
    """Whether these words are those that the link was answered with: a button pressed twice."""
    if link.update is not None:
        said = [link.update.narrative]
    else:
        answers = RequestAnswer.objects.filter(asked__public_id=link.about)
        said = list(answers.values_list("text", flat=True))
    kept = {" ".join(text.split()) for text in said}  # lines end otherwise in a form
    return link.answered_at is not None and all(" ".join(one.split()) in kept for one in words)


def of_question(kind: str, about: UUID) -> Q:
    """Links about this question, for a filter."""
    return Q(kind=kind, about=about)


def _place(address: str) -> str | None:
    """What is no address of the internet (a socket, a proxy's own words) is none here."""
    try:
        return str(ip_address(address))
    except ValueError:
        return None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep=".")
