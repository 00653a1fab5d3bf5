"""Digests leave, each once: taken by a lease, begun, handed over, noted as sent.

A worker that dies before it began a mail loses its lease, and another takes the mail. One that dies
between beginning and noting leaves it begun: whether it left is not known, so it is not sent again by itself
but shown to the secretariat. What the mail server surely did not take is tried again, later each time.
"""

import logging
import smtplib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from focal_points.models import Digest
from focal_points.permissions import Can
from focal_points.services.reminders import mail
from nmrf.base.errors import NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require

BATCH = 20
WAITS = [timedelta(minutes=n) for n in (10, 60, 240, 720, 1440)]
"""After the first, second, … refusal; after the last nobody tries by themselves."""
PATIENCE = 60
"""Seconds for which a mail that has left is tried to be noted as sent, while the database is away."""
UNKNOWN = (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionResetError, BrokenPipeError)
"""What a server may answer with although it took the mail."""
log = logging.getLogger(__name__)


@dataclass
class Sent:
    """What became of a run: the people whose mail left, and those whose mail did not."""

    sent: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def send_waiting(*, now: datetime | None = None) -> Sent:
    """Send every digest whose time has come by `now`, as long as there is one nobody else holds."""
    worker, outcome = uuid4(), Sent()
    for batch in _batches(worker, now):
        with mail.tokens_for(batch) as tokens:
            _send(batch, tokens, worker, now or timezone.now(), outcome)
    return outcome


def try_again(*, digest: Digest, by: User) -> None:
    """Send what failed, or what may not have left, now and with all its tries before it."""
    require(by, Can.KEEP_REMINDERS)
    stuck = Digest.objects.filter(pk=digest.pk, sent_at=None, lease_until__lt=timezone.now())
    if not stuck.update(started_at=None, next_try_at=timezone.now(), attempts=0):
        raise NotNow("", code="done")


def _batches(worker: UUID, now: datetime | None) -> Iterator[list[Digest]]:
    """Taken by this worker, a few at a time: what a lost worker held is free again soon."""
    while True:
        with transaction.atomic():
            rows = Digest.objects.to_send(now or timezone.now()).filter(person__is_active=True)
            keys = list(
                rows.order_by("next_try_at", "pk")
                .select_for_update(skip_locked=True, of=("self",))
                .values_list("pk", flat=True)[:BATCH]
            )
            Digest.objects.filter(pk__in=keys).update(worker=worker, lease_until=timezone.now() + _lease())
        if not keys:
            return
        yield list(Digest.objects.filter(pk__in=keys).select_related("person").order_by("pk"))


def _send(batch: list[Digest], tokens: mail.Tokens, worker: UUID, now: datetime, outcome: Sent) -> None:
    """Over one connection. Where none can be opened, nothing was handed over."""
    server = get_connection()
    for digest in batch:
        message = _written(digest, tokens, now, outcome)
        if message is None or not _begin(digest, worker):
            continue
        try:
            server.open()
            server.send_messages([message])
        except UNKNOWN as lost:
            log.warning("Whether digest %s left is not known: %s", digest.pk, type(lost).__name__)
            _note(digest, error=_said(lost), lease_until=timezone.now())
            outcome.failed.append(digest.person_id)
            server = get_connection()
        except (smtplib.SMTPException, OSError) as refused:
            log.warning("The mail server did not take digest %s: %s", digest.pk, type(refused).__name__)
            tokens.unused(digest)
            _note(
                digest,
                started_at=None,
                lease_until=timezone.now(),
                error=_said(refused),
                **_later(digest.attempts + 1, now),
            )
            outcome.failed.append(digest.person_id)
            server = get_connection()
        else:
            _note(digest, sent_at=timezone.now(), error="")
            outcome.sent.append(digest.person_id)
    _close(server)


def _written(digest: Digest, tokens: mail.Tokens, now: datetime, outcome: Sent) -> EmailMessage | None:
    """The mail; one that cannot be written stands in nobody else's way."""
    try:
        return mail.message(digest, tokens)
    except Exception as broken:  # whatever it is, the others are sent
        log.exception("Digest %s cannot be written", digest.pk)
        tries = digest.attempts + 1
        _note(digest, attempts=tries, error=_said(broken), **_later(tries, now))
        outcome.failed.append(digest.person_id)
        return None


def _begin(digest: Digest, worker: UUID) -> bool:
    """Mine, and nobody began it: from here on it is never sent by anybody else."""
    mine = Digest.objects.filter(pk=digest.pk, worker=worker, started_at=None, sent_at=None)
    begun = timezone.now()
    return bool(mine.update(started_at=begun, lease_until=begun + _lease(), attempts=F("attempts") + 1))


def _lease() -> timedelta:
    """Longer than one mail can take; pushed forward as each mail begins."""
    return timedelta(seconds=settings.DIGEST_LEASE_SECONDS)


def _later(tries: int, now: datetime) -> dict[str, Any]:
    return {"next_try_at": now + WAITS[tries - 1] if tries <= len(WAITS) else None}


def _note(digest: Digest, **said: Any) -> None:
    """Write down what became of it; a database that is away for a while does not make it unknown."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            Digest.objects.filter(pk=digest.pk).update(**said)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(1)
        else:
            return


def _said(error: BaseException) -> str:
    """What the server said, in a line, without anybody's address."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()[:300]


def _close(server: Any) -> None:
    try:
        server.close()
    except (smtplib.SMTPException, OSError):
        log.warning("The mail server hung up.")
