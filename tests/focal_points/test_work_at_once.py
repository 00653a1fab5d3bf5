"""Two clicks in the same moment, on two connections: one act, nothing doubled, nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from focal_points.models import StatusUpdate
from focal_points.services import status_updates
from focal_points.services.status_updates import UpdateFields
from nmrf.base.errors import HouseError, StaleEdit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run each on a thread of its own, started together; what each returned or raised."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait()
            return act()
        except HouseError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_two_starts_open_one_update(assignment, owner, alternate):
    first, second = at_once(
        lambda: status_updates.start(assignment=assignment, by=owner),
        lambda: status_updates.start(assignment=assignment, by=alternate),
    )

    assert first == second
    assert StatusUpdate.objects.count() == 1


def test_two_savers_do_not_overwrite_each_other(draft, owner, alternate):
    said = UpdateFields(narrative="Mine.")

    def save(by, fields):
        return lambda: status_updates.save(update=draft, version=1, by=by, fields=fields)

    outcome = at_once(save(owner, said), save(alternate, replace(said, narrative="Theirs.")))

    draft.refresh_from_db()
    assert sum(isinstance(one, StaleEdit) for one in outcome) == 1
    assert (draft.version, draft.narrative in {"Mine.", "Theirs."}) == (2, True)


def test_two_nothing_news_leave_one_note(assignment, owner):
    at_once(*[lambda: status_updates.nothing_new(assignment=assignment, by=owner)] * 2)

    assert StatusUpdate.objects.count() == 1
    assignment.refresh_from_db()
    assert assignment.reminded_until == timezone.localdate()
