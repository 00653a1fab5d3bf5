"""Calendars of due dates: RFC 5545 to the letter, behind a secret address that can be made useless."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from focal_points.models import Assignment, CalendarFeed
from focal_points.services.reminders import calendars
from nmrf.base.models import User
from tests.factories import AssignmentFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=40)


def path(feed):
    return "/" + calendars.address(feed).split("/", 3)[3]


def entries(text):
    """The calendar as its readers see it: unfolded lines."""
    return text.replace("\r\n ", "").split("\r\n")


def test_it_holds_what_is_due_and_nothing_of_others(institution, owner, another_institution, client):
    mine = AssignmentFactory(institution=institution, due_on=SOON)
    AssignmentFactory(institution=another_institution, due_on=SOON, recommendation=RecommendationFactory())
    AssignmentFactory(institution=institution, due_on=None, recommendation=RecommendationFactory())
    feed = calendars.renew(person=owner, by=owner)

    answer = client.get(path(feed))

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = entries(answer.content.decode())
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}" in lines
    assert f"UID:assignment-{mine.pk}@localhost" in lines
    assert any(line.endswith(mine.get_absolute_url()) for line in lines if line.startswith("URL:"))


def test_lines_end_as_they_must_and_are_folded_between_characters(institution, owner, client):
    whole = RecommendationFactory()
    AssignmentFactory(institution=institution, recommendation=whole, due_on=SOON)
    User.objects.filter(pk=owner.pk).update(name="عائشة " * 20)
    feed = calendars.renew(person=User.objects.get(pk=owner.pk), by=owner)

    raw = client.get(path(feed)).content

    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    for line in raw.split(b"\r\n"):
        line.decode()
    assert "عائشة عائشة" in raw.decode().replace("\r\n ", "")


@pytest.mark.parametrize(
    ("said", "written"),
    [("a, b; c\\d", "a\\, b\\; c\\\\d"), ("one\r\ntwo\nthree", "one\\ntwo\\nthree"), ("a\x00b\x07", "ab")],
)
def test_texts_are_escaped(said, written):
    assert calendars._escaped(said) == written


def test_folding_keeps_every_character():
    line = "SUMMARY:" + "ü" * 200
    pieces = calendars.fold(line).split("\r\n")

    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


def test_a_new_address_makes_the_old_one_useless_and_it_can_be_switched_off(owner, client):
    first = path(calendars.renew(person=owner, by=owner))
    feed = calendars.renew(person=owner, by=owner)

    assert client.get(first).status_code == 404
    assert client.get(path(feed)).status_code == 200

    calendars.revoke(feed=feed, by=owner)
    assert client.get(path(feed)).status_code == 404


def test_the_address_tells_nobody_and_is_kept_by_nobody(owner, client):
    answer = client.get(path(calendars.renew(person=owner, by=owner)))

    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]


@pytest.mark.parametrize("token", ["x", "0" * 32, "0" * 32 + ".abc", "%00", "ü.ü"])
def test_what_is_no_address_of_ours_is_not_there(token, client):
    assert client.get(f"/work/calendar/{token}.ics").status_code == 404


def test_the_calendar_of_an_institution_is_for_its_people(institution, owner, stranger, above, client):
    AssignmentFactory(institution=institution, due_on=date(2027, 1, 4))
    renew = reverse("focal_points:institution-feed-renew", args=[institution.public_id])

    client.force_login(stranger)
    assert client.post(renew).status_code == 404
    assert not CalendarFeed.objects.exists()

    client.force_login(above)
    client.post(renew)
    feed = CalendarFeed.objects.get(institution=institution)
    client.logout()
    assert "20270104" in client.get(path(feed)).content.decode()


def test_whoever_has_left_reads_nothing_any_more(institution, owner, client):
    AssignmentFactory(institution=institution, due_on=SOON)
    feed = calendars.renew(person=owner, by=owner)
    owner.terms.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert "BEGIN:VEVENT" not in client.get(path(feed)).content.decode()

    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.get(path(feed)).status_code == 404


def test_what_is_done_is_not_due(institution, owner, client):
    row = AssignmentFactory(institution=institution, due_on=SOON)
    Assignment.objects.filter(pk=row.pk).update(state="withdrawn")
    feed = calendars.renew(person=owner, by=owner)

    assert "BEGIN:VEVENT" not in client.get(path(feed)).content.decode()
