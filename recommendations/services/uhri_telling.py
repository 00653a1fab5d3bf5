"""One message to the secretariat each time UHRI was fetched: what is new, what waits, what failed."""

import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nmrf.base.models import Job, User
from nmrf.base.services import jobs, notices
from recommendations.models import ImportConflict, ImportRun, Replacement
from recommendations.services import uhri_settling

log = logging.getLogger(__name__)
State = ImportRun.State
ATTEMPTS = 20


def report(job_id: UUID) -> None:
    """What a worker does when all runs of an occasion are over: mail, and a notice, once."""
    with jobs.leased(job_id) as lease:
        if lease is None:
            return
        job = Job.objects.get(pk=lease.job_id)
        try:
            with transaction.atomic():
                tell(job.payload["occasion"])
                jobs.finish(lease)
        except OSError:  # the mail server is away: the lease runs out, and the job is taken up again
            log.exception("the message about %s could not be sent", job.payload["occasion"])
            if job.attempts >= ATTEMPTS:
                raise


@transaction.atomic
def tell(occasion: str) -> int:
    """Tell the secretariat, unless it was told, or nothing is worth telling. How many people were told.

    The runs are locked and marked in the transaction in which the mail leaves: a task that is delivered
    twice finds them marked, and a mail that cannot leave marks nothing.
    """
    runs = list(
        ImportRun.objects.filter(occasion=occasion, is_scheduled=True)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    news = [run for run in runs if _is_news(run)]
    if not news or any(run.told_at for run in runs):
        return 0
    people = User.objects.filter(role=User.Role.SECRETARIAT, is_active=True)
    ImportRun.objects.filter(pk__in=[run.pk for run in runs]).update(told_at=timezone.now())
    letters = []
    for person in people:
        with translation.override(person.language):
            letters.append(_message(news, occasion, person))
    failed = any(run.state == State.REFUSED for run in news)
    text = (
        gettext_lazy("UHRI could not be fetched or read.")
        if failed
        else gettext_lazy("UHRI was fetched: see what was written and what waits for you.")
    )
    notices.tell(to=people, key=f"uhri:{occasion}", text=text, address=news[0].get_absolute_url())
    if letters:
        get_connection().send_messages(letters)
    return len(letters)


def _is_news(run: ImportRun) -> bool:
    """Whether anybody has to know: something was written, waits, or went wrong."""
    if run.state in (State.REFUSED, State.PREVIEW):
        return True
    return run.state == State.APPLIED and any(run.counts.get(name) for name in ("created", "changed", "gone"))


def _message(runs: list[ImportRun], occasion: str, person: User) -> EmailMessage:
    """In the person's language. Its id is the occasion's own, so that mail servers know a second one."""
    failed = any(run.state == State.REFUSED for run in runs)
    waiting = sum(uhri_settling.waiting(run).count() for run in runs)
    if failed:
        subject = _("UHRI could not be taken in")
    elif waiting:
        subject = ngettext(
            "UHRI: %(count)s record waits for you", "UHRI: %(count)s records wait for you", waiting
        ) % {"count": waiting}
    else:
        subject = _("UHRI: what is new")
    lines = [_("Hello %(name)s,") % {"name": person.name}, ""]
    for run in runs:
        lines += [*_lines_of(run), ""]
    lines += _queues()
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">") or "localhost"
    return EmailMessage(
        f"{settings.SITE_NAME}: {subject}",
        "\n".join(lines),
        settings.DEFAULT_FROM_EMAIL,
        [person.email],
        headers={"Message-ID": f"<uhri.{occasion}.{person.public_id}@{domain}>"},
    )


def _lines_of(run: ImportRun) -> list[str]:
    found = [run.source]
    counts = run.counts
    if run.state == State.REFUSED:
        found.append(_("Nothing was written: %(problem)s") % {"problem": run.problem})
    else:
        found.append(
            _("%(new)s new, %(changed)s changed, %(gone)s gone, %(rejected)s rejected.")
            % {
                "new": counts.get("created", 0),
                "changed": counts.get("changed", 0),
                "gone": counts.get("gone", 0),
                "rejected": counts.get("rejected", 0),
            }
        )
        waiting = uhri_settling.waiting(run).count()
        if run.state == State.PREVIEW:
            found.append(_("Nothing is written before you confirm it."))
        elif waiting:
            found.append(
                ngettext(
                    "%(count)s of them waits for you, as its text differs, it is gone, or both changed it.",
                    "%(count)s of them wait for you, as their text differs, they are gone, "
                    "or both changed them.",
                    waiting,
                )
                % {"count": waiting}
            )
        else:
            found.append(_("All of it is written."))
    found.append(settings.PUBLIC_URL + run.get_absolute_url())
    return found


def _queues() -> list[str]:
    """What else waits for a decision, with its address."""
    asked: list[tuple[int, Any, str]] = [
        (
            ImportConflict.objects.open().count(),
            _("Conflicts with UHRI: %(count)s"),
            reverse("recommendations:conflict-list"),
        ),
        (
            Replacement.objects.waiting().count(),
            _("Proposed replacements: %(count)s"),
            reverse("recommendations:replacement-list"),
        ),
    ]
    return [
        f"{text % {'count': count}}\n{settings.PUBLIC_URL}{address}"
        for count, text, address in asked
        if count
    ]
