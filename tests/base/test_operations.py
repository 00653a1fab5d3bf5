"""Undo puts back what still stands as the operation left it, and lists the rest."""

import tracemalloc

import pghistory
import pytest

from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import User
from nmrf.base.services import operations, putting_back, touched
from recommendations.models import Instrument, Mechanism

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody():
    return User.objects.create_user("somebody@house.example", name="Somebody")


@pytest.fixture
def operation(somebody):
    return operations.begin(kind="test", label="A bulk act", by=somebody)


def test_undo_removes_what_was_made_restores_what_was_changed_and_puts_back_what_was_deleted(
    operation, somebody
):
    changed = Instrument.objects.create(code="CHANGED", title="before")
    deleted = Instrument.objects.create(code="DELETED", title="kept in history")
    with history.recorded(by=somebody, action="test.act", operation=operation.pk):
        Instrument.objects.create(code="MADE", title="new")
        Instrument.objects.filter(pk=changed.pk).update(title="between")
        Instrument.objects.filter(pk=changed.pk).update(title="after")
        deleted.delete()

    operations.undo(operation=operation, by=somebody)

    left = dict(Instrument.objects.values_list("code", "title"))
    assert left == {"CHANGED": "before", "DELETED": "kept in history"}


def test_undo_leaves_what_somebody_touched_since_and_says_who(operation, somebody):
    touched = Instrument.objects.create(code="TOUCHED", title="before")
    with history.recorded(by=somebody, action="test.act", operation=operation.pk):
        Instrument.objects.filter(pk=touched.pk).update(title="by the operation")
    other = User.objects.create_user("other@house.example", name="Other Person")
    with history.recorded(by=other, action="test.later"):
        Instrument.objects.filter(pk=touched.pk).update(title="by another")

    undone = operations.undo(operation=operation, by=somebody)

    touched.refresh_from_db()
    assert touched.title == "by another"
    assert [("TOUCHED" in row["what"], "Other Person" in row["why"]) for row in undone.kept] == [(True, True)]


def test_undo_keeps_a_row_that_something_rests_on(operation, somebody):
    with history.recorded(by=somebody, action="test.act", operation=operation.pk):
        treaty = Instrument.objects.create(code="RESTED", title="new")
    with history.recorded(by=somebody, action="test.later"):
        Mechanism.objects.create(code="BODY", kind="treaty-body", instrument=treaty)

    undone = operations.undo(operation=operation, by=somebody)

    assert Instrument.objects.filter(code="RESTED").exists()
    assert len(undone.kept) == 1


def test_undo_takes_away_what_rested_on_each_other_in_any_order(operation, somebody):
    with history.recorded(by=somebody, action="test.act", operation=operation.pk):
        treaty = Instrument.objects.create(code="BELOW", title="new")
        Mechanism.objects.create(code="ABOVE", kind="treaty-body", instrument=treaty)

    undone = operations.undo(operation=operation, by=somebody)

    assert not Instrument.objects.filter(code="BELOW").exists()
    assert not Mechanism.objects.filter(code="ABOVE").exists()
    assert undone.kept == []


@pytest.mark.parametrize("rows", [1, 40])
def test_undo_costs_the_same_however_many_rows_it_puts_back(rows, somebody, django_assert_max_num_queries):
    Instrument.objects.bulk_create(Instrument(code=f"OLD{n}", title="before") for n in range(2 * rows))
    operation = operations.begin(kind="test", label="A bulk act", by=somebody)
    with history.recorded(by=somebody, action="test.act", operation=operation.pk):
        Instrument.objects.bulk_create(Instrument(code=f"NEW{n}", title="new") for n in range(rows))
        Instrument.objects.filter(code__in=[f"OLD{n}" for n in range(rows)]).delete()
        Instrument.objects.filter(code__startswith="OLD").update(title="after")

    with django_assert_max_num_queries(70):
        operations.undo(operation=operation, by=somebody)

    assert set(Instrument.objects.values_list("code", "title")) == {
        (f"OLD{n}", "before") for n in range(2 * rows)
    }


def test_undo_goes_through_many_rows_in_slices(operation, somebody, monkeypatch):
    monkeypatch.setattr(putting_back, "BATCH", 7)
    monkeypatch.setattr(touched, "NAMED_AT_ONCE", 7)
    Instrument.objects.bulk_create(Instrument(code=f"OLD{n}", title=f"before {n}") for n in range(30))
    with history.recorded(by=somebody, action="test.act", operation=operation.pk):
        Instrument.objects.bulk_create(Instrument(code=f"NEW{n}", title="new") for n in range(30))
        Instrument.objects.filter(code__startswith="OLD").update(title="after")
        Instrument.objects.filter(code__in=[f"OLD{n}" for n in range(15)]).delete()
    with history.recorded(by=somebody, action="test.later"):
        Instrument.objects.filter(code__in=[f"NEW{n}" for n in range(10)]).update(title="since")

    undone = operations.undo(operation=operation, by=somebody)

    assert dict(Instrument.objects.values_list("code", "title")) == {
        **{f"OLD{n}": f"before {n}" for n in range(30)},
        **{f"NEW{n}": "since" for n in range(10)},
    }
    assert sorted(row["what"].split()[-1] for row in undone.kept) == sorted(f"NEW{n}" for n in range(10))


def test_undo_takes_no_more_memory_for_more_rows(somebody):
    def peak(rows):
        operation = operations.begin(kind="test", label="A bulk act", by=somebody)
        with history.recorded(by=somebody, action="test.act", operation=operation.pk):
            Instrument.objects.bulk_create(Instrument(code=f"N{n}", title="new") for n in range(rows))
        tracemalloc.start()
        operations.undo(operation=operation, by=somebody)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few = peak(putting_back.BATCH)

    assert peak(4 * putting_back.BATCH) < 1.5 * few
    assert not Instrument.objects.exists()


def test_undo_names_many_kept_rows_in_one_go(operation, somebody, django_assert_max_num_queries):
    with history.recorded(by=somebody, action="test.act", operation=operation.pk):
        Instrument.objects.bulk_create(Instrument(code=f"NEW{n}", title="new") for n in range(40))
    with history.recorded(by=somebody, action="test.later"):
        Instrument.objects.update(title="touched since")

    with django_assert_max_num_queries(70):
        undone = operations.undo(operation=operation, by=somebody)

    assert len(undone.kept) == Instrument.objects.count() == 40


def test_undo_happens_once(operation, somebody):
    operations.undo(operation=operation, by=somebody)

    with pytest.raises(NotNow):
        operations.undo(operation=operation, by=somebody)


def test_history_keeps_a_bulk_write_with_its_author_and_door(somebody):
    treaty = Instrument.objects.create(code="BULK", title="before")
    with history.recorded(by=somebody, action="test.bulk", door="command"):
        Instrument.objects.update(title="after")

    event = treaty.events.order_by("-pgh_id").first()
    assert (event.title, event.pgh_context.metadata["name"], event.pgh_context.metadata["door"]) == (
        "after",
        "Somebody",
        "command",
    )


def told(instrument):
    """What history says of the newest version of a row."""
    return instrument.events.order_by("-pgh_id").first().pgh_context.metadata


def test_an_act_inside_another_joins_it_and_the_outer_keeps_its_name_and_operation(operation, somebody):
    treaty = Instrument.objects.create(code="FIRST", title="before")
    with history.recorded(by=somebody, action="outer.act", because="reason", operation=operation.pk):
        Instrument.objects.filter(pk=treaty.pk).update(title="outer")
        with history.recorded(by=somebody, action="inner.act", because="another reason"):
            inner = Instrument.objects.create(code="INNER", title="inner")
        last = Instrument.objects.create(code="LAST", title="after the inner act")

    for row in (treaty, inner, last):
        said = told(row)
        assert (said["action"], said["also"], said["because"]) == ("outer.act", ["inner.act"], "reason")
    operations.undo(operation=operation, by=somebody)
    assert dict(Instrument.objects.values_list("code", "title")) == {"FIRST": "before"}


def test_acts_one_after_the_other_in_one_request_are_two(operation, somebody):
    with pghistory.context(door="page"):
        with history.recorded(by=somebody, action="first.act", because="reason", operation=operation.pk):
            first = Instrument.objects.create(code="FIRST", title="by the operation")
        with history.recorded(by=somebody, action="second.act"):
            second = Instrument.objects.create(code="SECOND", title="by itself")

    assert told(second) == {
        "action": "second.act",
        "door": "page",
        "name": "Somebody",
        "user": told(first)["user"],
    }
    assert [touched.pk for touched in operations.touched_by(operation)] == [first.pk]


def test_an_operation_inside_an_act_that_is_none_can_be_undone_alone(operation, somebody):
    with history.recorded(by=somebody, action="outer.act"):
        Instrument.objects.create(code="OUTER", title="stays")
        with history.recorded(by=somebody, action="inner.act", operation=operation.pk):
            Instrument.objects.create(code="INNER", title="goes")

    operations.undo(operation=operation, by=somebody)

    assert list(Instrument.objects.values_list("code", flat=True)) == ["OUTER"]


def test_history_itself_cannot_be_changed():
    treaty = Instrument.objects.create(code="FIXED", title="before")

    with pytest.raises(Exception, match=r"(?i)cannot update"):
        treaty.events.update(title="forged")
