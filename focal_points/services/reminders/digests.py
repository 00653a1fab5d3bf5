"""Digests: who is reminded of what today, written down once, before any mail leaves.

A run finds what has come due for everybody, notes each new reminder (one row a person and occasion), tells it
in the house, and makes one digest for each person whose day it is. A second run for the same day finds
nothing new. Sending is in `sending`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from focal_points.models import Digest, Reminder, ReminderRules
from focal_points.services.reminders import wording
from focal_points.services.reminders.directory import Directory
from focal_points.services.reminders.ladder import Nudge, nudges
from focal_points.services.reminders.sources import Asked, found
from nmrf.base.models import Heartbeat, Notice

RUN = "digests"
"""Name of the heartbeat that says when digests were last made, and of the lock under which they are."""
BATCH = 2000
MOST_NOTICES = 3
"""Of one run; who would get more is told in one notice."""


@transaction.atomic
def make(*, now: datetime | None = None) -> list[int]:
    """Write down every reminder and digest that is due at `now`; keys of the people who get a mail.

    Runs wait for each other, so that none takes for new what the other is writing down.
    """
    moment = now or timezone.now()
    today = timezone.localdate(moment)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('focal_points.digests'))")
    told, directory = _told_by(today)
    unmailed = _note(told, moment)
    _tell_in_house(unmailed.new, directory, today)
    made = _write(unmailed.waiting, directory, today, moment)
    Heartbeat.objects.update_or_create(name=RUN, defaults={"at": moment})
    return made


class _Noted:
    """What a run found: reminders nobody had noted before, and all that no mail has told yet."""

    def __init__(self) -> None:
        self.new: list[Nudge] = []
        self.waiting: list[Nudge] = []


def _told_by(today: date) -> tuple[list[Nudge], Directory]:
    rules, directory = ReminderRules.now(), Directory.read(today)
    first = max(rules.before, default=0)
    waiting = found(Asked(today, until=date.fromordinal(today.toordinal() + first), first_nudge=first))
    directory.add({person for _source, due in waiting for person in due.people})
    return list(nudges(waiting, directory, rules, today)), directory


def _note(told: Sequence[Nudge], moment: datetime) -> _Noted:
    """One row a person and occasion; those there were stay as they are."""
    rows = Reminder.objects.filter(occasion__in={nudge.occasion for nudge in told})
    known: dict[tuple[int, str], int | None] = {
        (person, occasion): digest
        for person, occasion, digest in rows.values_list("person", "occasion", "digest")
    }
    noted = _Noted()
    for nudge in told:
        key = (nudge.person, nudge.occasion)
        if key not in known:
            known[key] = None
            noted.new.append(nudge)
            noted.waiting.append(nudge)
        elif known[key] is None:
            noted.waiting.append(nudge)
    Reminder.objects.bulk_create(
        [Reminder(person_id=one.person, occasion=one.occasion, made_at=moment) for one in noted.new],
        batch_size=BATCH,
    )
    return noted


def _tell_in_house(new: Iterable[Nudge], directory: Directory, today: date) -> None:
    """A notice for each, in each reader's language; one for all where they are many."""
    rows: list[Notice] = []
    for person, theirs in _by_person(new).items():
        reader = directory.people[person]
        if len(theirs) > MOST_NOTICES:
            told = [(f"{RUN}:{today}", *wording.many(theirs, reader))]
        else:
            told = [(f"reminder:{one.occasion}", *wording.notice(one, reader)) for one in theirs]
        rows += [
            Notice(to=reader, key=key[:200], text=text[:500], address=address) for key, text, address in told
        ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def _write(waiting: Iterable[Nudge], directory: Directory, today: date, moment: datetime) -> list[int]:
    """A digest for each person whose day it is, and who has none for that day; reminders point at it."""
    days = _days(directory, today)
    theirs = {person: lines for person, lines in _by_person(waiting).items() if person in days}
    has_one = set(
        Digest.objects.filter(person__in=theirs, for_day__in=set(days.values())).values_list(
            "person", "for_day"
        )
    )
    due = {person: lines for person, lines in theirs.items() if (person, days[person]) not in has_one}
    digests = Digest.objects.bulk_create(
        [
            Digest(
                person_id=person,
                for_day=days[person],
                content=wording.content(lines, directory.people[person]),
                made_at=moment,
                next_try_at=moment,
            )
            for person, lines in due.items()
        ],
        batch_size=BATCH,
    )
    _point_at(digests, due)
    return [digest.person_id for digest in digests]


def _point_at(digests: Sequence[Digest], due: dict[int, list[Nudge]]) -> None:
    """In one statement, however many."""
    pairs = [
        (digest.pk, digest.person_id, line.occasion) for digest in digests for line in due[digest.person_id]
    ]
    if not pairs:
        return
    digest_keys, people, occasions = (list(column) for column in zip(*pairs, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE focal_points_reminder AS r SET digest_id = told.digest"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS told (digest, person, occasion)"
            " WHERE r.person_id = told.person AND r.occasion = told.occasion AND r.digest_id IS NULL",
            [digest_keys, people, occasions],
        )


def _days(directory: Directory, today: date) -> dict[int, date]:
    """Person → the day whose mail is due. A weekday that has passed counts if no run was on it or since."""
    ran = Heartbeat.objects.filter(name=RUN).values_list("at", flat=True).first()
    last_run = timezone.localdate(ran) if ran else None
    found_days = {}
    for person, wish in directory.wishes().items():
        day = wish.day_for(today)
        if day and (day == today or last_run is None or last_run < day):
            found_days[person] = day
    return found_days


def _by_person(lines: Iterable[Nudge]) -> dict[int, list[Nudge]]:
    found_lines: defaultdict[int, list[Nudge]] = defaultdict(list)
    for line in lines:
        found_lines[line.person].append(line)
    return dict(found_lines)


def summary(content: dict[str, Any]) -> tuple[int, int]:
    """How many things a digest tells of, and how many of them are late."""
    return content.get("count", 0), content.get("late", 0)
