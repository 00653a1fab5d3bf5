"""Saved searches: kept by their person, told of once, stopped by a link, honest when a filter vanishes."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from focal_points.kept_queries import canonical, matching
from focal_points.models import ImplementationStatus, SavedSearch, SearchAlert
from focal_points.services import saved_searches, search_alerts, search_news, search_table
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Notice
from recommendations.models import Cluster, ClusterMembership, ClusterText
from tests.factories import RecommendationFactory

pytestmark = pytest.mark.django_db
MORNING = 12


def tomorrow(days=1):
    return (timezone.now() + timedelta(days=days)).replace(hour=MORNING)


def keep(person, query="q=shelters", name="Shelters", frequency="daily"):
    return saved_searches.save(query=query, name=name, frequency=frequency, by=person)


def tell(days=1):
    return search_alerts.tell_everybody(matching=matching, now=tomorrow(days))


def asked(text="Open shelters in every province.", **given):
    """A recommendation that came in a while ago, after the search was saved."""
    made = RecommendationFactory(text=text, **given)
    search_table.refresh([made.pk])
    return made


@pytest.fixture(autouse=True)
def _clocks_agree(monkeypatch):
    """Tests save and tell within one second; the margin between machines' clocks would hide the news."""
    monkeypatch.setattr(search_news, "CLOCKS_APART", timedelta())


def verified(recommendation, by, *, update=None):
    status = ImplementationStatus.objects.create(
        recommendation=recommendation,
        status="in_progress",
        effective_on=timezone.localdate(),
        verified_by=by,
        verification=update,
    )
    search_table.refresh([recommendation.pk])
    return status


def test_one_field_saves_the_present_list(client, owner):
    client.force_login(owner)
    page = client.get("/recommendations/?q=shelters&status=not_started&page=1").content.decode()
    assert "Save this search" in page

    client.post(
        reverse("focal_points:search-save"),
        {"query": "?q=shelters&status=not_started&page=3", "name": " Our  shelters "},
    )

    kept = SavedSearch.objects.get(person=owner)
    assert (kept.name, kept.query, kept.frequency) == (
        "Our shelters",
        "q=shelters&status=not_started",
        "weekly",
    )
    assert kept.address == "/recommendations/?q=shelters&status=not_started"
    assert "Our shelters" in client.get(reverse("focal_points:search-list")).content.decode()


def test_nobody_unnamed_saves(client):
    assert "Save this search" not in client.get("/recommendations/?q=a").content.decode()


def test_names_stand_once_a_person_and_searches_are_limited(owner, stranger, monkeypatch):
    keep(owner)
    keep(stranger)
    with pytest.raises(Invalid, match="already"):
        keep(owner, name="SHELTERS")
    with pytest.raises(Invalid):
        keep(owner, name="  ")
    monkeypatch.setattr(saved_searches, "MOST", 1)
    with pytest.raises(NotNow):
        keep(owner, name="Another")
    assert SavedSearch.objects.filter(person=owner).count() == 1


def test_what_is_not_understood_is_not_saved(client, owner):
    with pytest.raises(Invalid, match="nonsense"):
        canonical("status=nonsense", owner)

    client.force_login(owner)
    client.post(reverse("focal_points:search-save"), {"query": "status=nonsense", "name": "A"})

    assert not SavedSearch.objects.exists()


def test_only_what_is_the_persons_own_can_be_changed(client, owner, secretariat, secretariat2):
    mine = keep(secretariat)
    saved_searches.change(search=mine, name="Shared", frequency="never", is_shared=True, by=secretariat)
    client.force_login(secretariat2)

    assert "Shared" in client.get(reverse("focal_points:search-list")).content.decode()
    assert client.post(reverse("focal_points:search-delete", args=[mine.public_id])).status_code == 403
    client.force_login(owner)
    assert "Shared" not in client.get(reverse("focal_points:search-list")).content.decode()
    assert client.post(reverse("focal_points:search-delete", args=[mine.public_id])).status_code == 404
    assert SavedSearch.objects.filter(pk=mine.pk).exists()


def test_one_mail_a_person_with_links_straight_to_the_news(owner, secretariat):
    old = asked("Old shelters.")
    keep(owner)
    keep(owner, query="q=prisons", name="Prisons")
    new = asked("New shelters for all.")
    prison = asked("Reduce overcrowding in prisons.")
    verified(old, secretariat)
    verified(prison, secretariat)

    assert tell() == 1

    (sent,) = mail.outbox
    assert sent.to == [owner.email]
    for found in (new, old, prison):
        assert found.get_absolute_url() in sent.body
    assert "SHELTERS" in sent.body
    assert "PRISONS" in sent.body
    assert "In progress" in sent.body
    assert sent.extra_headers["List-Unsubscribe"].startswith("<http")


def test_the_same_news_is_never_told_twice(owner):
    keep(owner)
    asked()

    assert [tell(), tell(), tell(2), tell(9)] == [1, 0, 0, 0]
    assert len(mail.outbox) == 1

    asked("More shelters.")
    assert tell(10) == 1
    assert len(mail.outbox) == 2
    assert "More shelters" in mail.outbox[1].body


def test_nothing_new_sends_nothing_and_before_the_morning_neither(owner):
    keep(owner)
    assert tell() == 0
    asked()
    night = tomorrow(3).replace(hour=2)
    assert search_alerts.tell_everybody(matching=matching, now=night) == 0
    assert mail.outbox == []


def test_weekly_means_a_week_and_never_means_never(owner, stranger):
    keep(owner, frequency="weekly")
    keep(stranger, frequency="never")
    asked()

    assert [tell(3), tell(6)] == [0, 0]
    assert tell(7) == 1
    assert [one.to for one in mail.outbox] == [[owner.email]]


def test_mail_is_in_the_persons_language(owner):
    owner.language = "fr"
    owner.save()
    keep(owner)
    verified(asked(), owner)

    assert tell() == 1
    assert "En cours" in mail.outbox[0].body


def test_a_worker_that_dies_while_sending_sends_nothing_twice(owner, monkeypatch):
    keep(owner)
    asked()

    class Killed(BaseException):
        """As if the process were gone."""

    def handed_over_and_killed(self, messages):
        mail.outbox.extend(messages)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", handed_over_and_killed)
        with pytest.raises(Killed):
            tell()

    assert [tell(), tell(2)] == [0, 0]
    assert len(mail.outbox) == 1
    assert SearchAlert.objects.get().content[0]["new"] == 1  # it can still be read on the person's page


def test_what_the_mail_server_refuses_is_sent_later_and_once(owner, monkeypatch):
    keep(owner)
    asked()

    def away(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", away)
        assert tell() == 0

    assert [tell(), tell()] == [1, 0]
    assert len(mail.outbox) == 1


def test_a_worker_that_dies_before_it_wrote_down_what_is_told_loses_nothing(owner, monkeypatch):
    keep(owner)
    asked()

    def killed(**values):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SearchAlert.objects, "create", killed)
        with pytest.raises(KeyboardInterrupt):
            search_alerts.make(person=owner, matching=matching, now=tomorrow())

    assert tell() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(owner):
    keep(owner)
    asked()
    outbox, ready = [], threading.Barrier(2)

    def work():
        try:
            ready.wait()
            outbox.append(tell())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(outbox) == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_what_an_open_transaction_writes_is_told_after_it_is_there(owner):
    """Dated before the mail, seen after it: the mail stops short of what may still come."""
    keep(owner)
    began, go_on = threading.Event(), threading.Event()

    def slow_import():
        try:
            with transaction.atomic():
                asked()
                began.set()
                go_on.wait(20)
        finally:
            connection.close()

    slow = threading.Thread(target=slow_import)
    slow.start()
    began.wait(20)
    assert tell() == 0
    go_on.set()
    slow.join()

    assert tell(2) == 1


def test_an_internal_status_is_told_to_those_who_may_read_it_alone(draft, owner, stranger, secretariat):
    from focal_points.models import ProposedStatus, StatusUpdate, Verification

    whole = draft.assignment.recommendation
    search_table.refresh([whole.pk])
    for person in (owner, stranger, secretariat):
        keep(person, query="", name="All")
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state="verified",
        is_public=False,
        submitted_by=owner,
        submitted_at=timezone.now(),
        decided_by=secretariat,
        decided_at=timezone.now(),
    )
    proposal = ProposedStatus.objects.create(update=draft, recommendation=whole, status="in_progress")
    verification = Verification.objects.create(
        proposal=proposal, status="in_progress", effective_on=timezone.localdate(), by=secretariat
    )
    verified(whole, secretariat, update=verification)

    assert tell() == 2
    assert sorted(one.to[0] for one in mail.outbox) == sorted([owner.email, secretariat.email])


def test_a_search_whose_filter_vanished_says_so_and_floods_nobody(client, owner):
    cluster = Cluster.objects.create(code="shelter")
    ClusterText.objects.create(cluster=cluster, language="en", name="Shelter")
    inside = asked()
    ClusterMembership.objects.create(cluster=cluster, recommendation=inside)
    keep(owner, query="cluster=shelter")
    Cluster.objects.update(archived_at=timezone.now())
    asked("Anything at all.")

    assert [tell(), tell(2)] == [0, 0]
    assert mail.outbox == []
    assert Notice.objects.filter(to=owner).count() == 1
    client.force_login(owner)
    page = client.get(reverse("focal_points:search-list")).content.decode()
    assert "shelter" in page
    assert "is not known and was left out" in page


def test_the_link_in_the_mail_asks_first_and_changes_by_the_button_only(client, owner):
    one, other = keep(owner), keep(owner, name="Other")
    address = reverse("focal_points:search-stop-mail", args=[saved_searches.token(one)])

    assert client.get(address).status_code == 200
    one.refresh_from_db()
    assert one.frequency == "daily"

    assert client.post(address).status_code == 200
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.frequency, other.frequency) == ("never", "daily")

    client.post(address, {"everything": "1"})
    other.refresh_from_db()
    assert other.frequency == "never"


def test_a_forged_link_finds_nothing(client, owner):
    good = saved_searches.token(keep(owner))

    for token in (good[:-1] + ("A" if good[-1] != "A" else "B"), "x", "a:b:c"):
        assert client.get(reverse("focal_points:search-stop-mail", args=[token])).status_code == 404


def test_the_news_page_names_what_the_mail_had_no_room_for(client, owner, monkeypatch):
    keep(owner)
    monkeypatch.setattr(search_alerts, "SHOWN", 1)
    found = [asked(f"Shelters, number {n}.") for n in range(3)]

    tell()

    assert "2 more" in mail.outbox[0].body
    client.force_login(owner)
    alert = SearchAlert.objects.get()
    page = client.get(reverse("focal_points:search-alert", args=[alert.public_id])).content.decode()
    assert all(one.get_absolute_url() in page for one in found)


def test_a_line_break_in_a_name_makes_no_header(owner, settings):
    settings.SITE_NAME = "Record\nBcc: a@b.example"
    keep(owner)
    asked()

    assert tell() == 1
    assert "\n" not in mail.outbox[0].subject
