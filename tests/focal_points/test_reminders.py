"""Digests: one a person at their own rhythm, never the same one twice, up the ladder, failures kept."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from focal_points.models import (
    Assignment,
    Digest,
    Reminder,
    ReminderRules,
    ReminderWish,
    StatusUpdate,
    Term,
)
from focal_points.services import answers, status_updates
from focal_points.services.reminders import digests, rules, sending
from nmrf.base.errors import Invalid, StaleEdit
from nmrf.base.models import Notice, User
from tests.factories import (
    AssignmentFactory,
    InstitutionFactory,
    RecommendationFactory,
    StatusUpdateFactory,
    TermFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MONDAY = date(2027, 3, 1)
MORNING = datetime(2027, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def due(institution: Any, owner: User) -> Assignment:
    """Due on the Monday; its focal point wants the mail of each Monday, having said nothing."""
    return AssignmentFactory(institution=institution, due_on=MONDAY)


def run(day: date = MONDAY) -> str:
    """What the command says last."""
    out = StringIO()
    call_command("send_digests", at=f"{day}T08:00", stdout=out)
    return out.getvalue().splitlines()[-1]


def addresses(mailoutbox: list[Any]) -> list[str]:
    return sorted(mail.to[0] for mail in mailoutbox)


def wish(person: User, frequency: str, weekday: int = 0) -> None:
    ReminderWish.objects.create(person=person, frequency=frequency, weekday=weekday)


# --- One digest a person ------------------------------------------------------------------------


def test_one_mail_tells_of_everything_and_a_second_run_sends_none(due, owner, institution, mailoutbox):
    other = AssignmentFactory(institution=institution, due_on=MONDAY - timedelta(days=5))

    assert run() == "people=1 sent=1 failed=0"
    assert run() == "people=0 sent=0 failed=0"

    [mail] = mailoutbox
    assert mail.to == [owner.email]
    assert mail.subject.startswith("2 things wait for you, 1 of them is overdue")
    for row in (due, other):
        assert row.get_absolute_url() in mail.body
    assert "5 days overdue" in mail.body
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert mail.content_subtype == "plain"


def test_nobody_is_told_of_the_same_occasion_twice(due, owner, mailoutbox):
    wish(owner, "daily")
    run()
    for days in range(1, 7):
        run(MONDAY + timedelta(days=days))

    assert [reminder.occasion for reminder in Reminder.objects.order_by("pk")] == [
        f"assignment:{due.pk}:2027-03-01:-3",
        f"assignment:{due.pk}:2027-03-01:+1",
    ]
    assert len(mailoutbox) == 2


def test_nudges_come_before_and_after_and_then_again_and_again(due, owner, mailoutbox):
    wish(owner, "daily")
    told = []
    for days in (-15, -14, -13, -4, -3, -2, 0, 1, 2, 6, 7, 8, 13, 14, 15, 27, 28, 42, 43):
        sent = len(mailoutbox)
        run(MONDAY + timedelta(days=days))
        if len(mailoutbox) > sent:
            told.append(days)

    assert told == [-14, -3, 1, 7, 14, 28, 42]


def test_the_weekly_mail_comes_on_its_weekday_and_gathers_the_week(due, owner, institution, mailoutbox):
    wish(owner, "weekly", weekday=2)
    AssignmentFactory(institution=institution, due_on=MONDAY + timedelta(days=3))
    run(MONDAY - timedelta(days=5))  # a Wednesday
    mailoutbox.clear()
    days_of_mail = []
    for days in range(-2, 7):
        sent = len(mailoutbox)
        run(MONDAY + timedelta(days=days))
        if len(mailoutbox) > sent:
            days_of_mail.append(MONDAY + timedelta(days=days))

    assert [day.weekday() for day in days_of_mail] == [2]
    assert mailoutbox[0].subject.startswith("2 things")


def test_a_weekday_on_which_nothing_ran_is_made_up_for(due, owner, mailoutbox):
    wish(owner, "weekly", weekday=0)

    assert run(MONDAY + timedelta(days=2)) == "people=1 sent=1 failed=0"
    assert Digest.objects.get().for_day == MONDAY
    assert run(MONDAY + timedelta(days=3)) == "people=0 sent=0 failed=0"


def test_whoever_wants_no_mail_has_the_notice_alone(due, owner, mailoutbox):
    wish(owner, "never")

    assert run() == "people=0 sent=0 failed=0"
    assert mailoutbox == []
    notice = Notice.objects.get(to=owner)
    assert notice.address == due.get_absolute_url()
    assert due.recommendation.name in notice.text

    run(MONDAY)
    assert Notice.objects.filter(to=owner).count() == 1


def test_the_mail_is_in_the_persons_language(due, owner, mailoutbox):
    User.objects.filter(pk=owner.pk).update(language="fr")
    run()

    assert "1er mars 2027" in mailoutbox[0].body


def test_many_things_are_one_notice(institution, owner):
    AssignmentFactory.create_batch(5, institution=institution, due_on=MONDAY)
    run()

    assert Notice.objects.filter(to=owner).count() == 1


# --- What is reminded of ------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["contested", "withdrawn"])
def test_what_is_not_theirs_to_do_is_not_reminded_of(due, state, mailoutbox):
    Assignment.objects.filter(pk=due.pk).update(state=state)
    run()

    assert mailoutbox == []


def test_what_was_handed_in_is_not_reminded_of(due, owner, mailoutbox):
    StatusUpdateFactory(
        assignment=due, author=owner, state="submitted", submitted_by=owner, submitted_at=MORNING
    )
    run()

    assert mailoutbox == []


def test_nothing_new_ends_the_reminder(due, owner, mailoutbox):
    status_updates.nothing_new(assignment=due, by=owner, at=MORNING - timedelta(days=2))
    run()

    assert mailoutbox == []


def test_what_was_sent_back_is_reminded_of_however_late(due, owner, secretariat, mailoutbox):
    StatusUpdateFactory(
        assignment=due,
        author=owner,
        state="returned",
        comment="Who?",
        submitted_by=owner,
        submitted_at=MORNING,
    )
    run(MONDAY + timedelta(days=7))

    body = next(mail for mail in mailoutbox if mail.to == [owner.email]).body
    assert "/work/updates/" in body
    assert "7 days overdue" in body


def test_a_validator_is_asked_to_sign_but_not_what_they_wrote(assignment, owner, validator, mailoutbox):
    StatusUpdateFactory(
        assignment=assignment, author=owner, state="validation", submitted_by=owner, edited_at=MORNING
    )
    mine = AssignmentFactory(institution=assignment.institution, recommendation=RecommendationFactory())
    StatusUpdateFactory(
        assignment=mine, author=validator, state="validation", submitted_by=owner, edited_at=MORNING
    )
    run()

    [mail] = [mail for mail in mailoutbox if mail.to == [validator.email]]
    assert mail.subject.startswith("1 thing")
    assert "WAITING FOR YOUR SIGNATURE" in mail.body


def test_the_secretariat_hears_of_what_waits_for_it(draft, owner, assignment, secretariat, mailoutbox):
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state="submitted", submitted_by=owner, submitted_at=MORNING
    )
    contested = AssignmentFactory(institution=assignment.institution, recommendation=RecommendationFactory())
    answers.contest(assignment=contested, version=1, reason="Not ours.", by=owner, at=MORNING)
    run()

    [mail] = [mail for mail in mailoutbox if mail.to == [secretariat.email]]
    assert mail.subject.startswith("2 things")


def test_another_institution_hears_nothing(due, stranger, mailoutbox):
    run()

    assert stranger.email not in addresses(mailoutbox)


def test_where_nobody_writes_the_institution_above_is_told(ministry_above, institution, above, mailoutbox):
    AssignmentFactory(institution=institution, due_on=MONDAY)
    run()

    assert addresses(mailoutbox) == [above.email]


# --- The ladder -----------------------------------------------------------------------------------


def test_it_climbs_from_focal_point_to_validator_head_and_secretariat(
    due, owner, institution, validator, secretariat, mailoutbox
):
    head = UserFactory(name="Hana Head")
    TermFactory(person=head, institution=institution, role=Term.Role.HEAD)
    for person in (owner, validator, head, secretariat):
        wish(person, "daily")
    heard: dict[str, int] = {}
    for days in (0, 6, 7, 20, 21, 29, 30):
        run(MONDAY + timedelta(days=days))
        for mail in mailoutbox:
            heard.setdefault(mail.to[0], days)

    assert heard == {owner.email: 0, validator.email: 7, head.email: 21, secretariat.email: 30}
    last = next(mail for mail in mailoutbox if mail.to == [secretariat.email])
    assert "LATE, AND NOT ANSWERED" in last.body
    assert "Agency for Shelters" in last.body
    assert "/answer/" not in last.body


def test_the_days_of_the_ladder_are_kept_and_go_up(secretariat, owner):
    days = rules.Days([30, 10], [2], 7, 3, 9, 12, 20)
    kept = rules.keep(days=days, version=1, by=secretariat)

    assert (kept.before, kept.after, kept.secretariat_after, kept.version) == ([30, 10], [2], 12, 2)
    with pytest.raises(StaleEdit):
        rules.keep(days=days, version=1, by=secretariat)
    with pytest.raises(Invalid) as refused:
        rules.keep(days=rules.Days([30], [2], 7, 30, 9, 12, 20), version=2, by=secretariat)
    assert set(refused.value.fields) == {"head_after"}


def test_changed_days_change_when_people_are_nudged(due, owner, secretariat, mailoutbox):
    wish(owner, "daily")
    rules.keep(days=rules.Days([5], [2], 7, 7, 21, 30, 20), version=1, by=secretariat)
    told = []
    for days in (-6, -5, -4, -3, 1, 2, 3):
        sent = len(mailoutbox)
        run(MONDAY + timedelta(days=days))
        if len(mailoutbox) > sent:
            told.append(days)

    assert told == [-5, 2]


# --- Mails that do not leave ------------------------------------------------------------------------


class Server(EmailBackend):
    """Answers each mail with what a test has it say."""

    says: list[BaseException | None] = []

    def send_messages(self, messages: Any) -> int:
        answer = Server.says.pop(0) if Server.says else None
        if answer is not None:
            raise answer
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any) -> type[Server]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.says = []
    return Server


@pytest.fixture(autouse=True)
def _by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test module can be imported by the name that settings say."""
    import sys

    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or __import__(__name__))


def test_what_the_server_refuses_is_kept_and_tried_again_later(due, owner, server, mailoutbox):
    server.says = [ConnectionRefusedError()]

    assert run() == "people=1 sent=0 failed=1"
    digest = Digest.objects.get()
    assert (digest.error, digest.attempts, digest.sent_at) == ("ConnectionRefusedError", 1, None)
    assert run() == "people=0 sent=0 failed=0"  # not before its time

    Digest.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    outcome = sending.send_waiting(now=MORNING + timedelta(minutes=11))
    assert (outcome.sent, outcome.failed) == ([owner.pk], [])
    assert len(mailoutbox) == 1
    assert Digest.objects.get().error == ""


def test_a_mail_of_which_nobody_knows_whether_it_left_is_not_sent_again_by_itself(
    due, owner, server, secretariat, mailoutbox
):
    server.says = [SMTPServerDisconnected("gone")]
    run()
    digest = Digest.objects.get()
    Digest.objects.update(lease_until=timezone.now() - timedelta(hours=1))

    assert sending.send_waiting(now=MORNING + timedelta(days=9)).sent == []
    assert list(Digest.objects.unknown(timezone.now())) == [digest]

    sending.try_again(digest=digest, by=secretariat)
    assert sending.send_waiting(now=timezone.now()).sent == [owner.pk]
    assert len(mailoutbox) == 1


def test_one_that_cannot_be_sent_does_not_hold_up_the_others(due, owner, alternate, server, mailoutbox):
    server.says = [ConnectionRefusedError()]

    assert run() == "people=2 sent=1 failed=1"


def test_what_was_refused_again_and_again_waits_for_somebody(due, owner, server, secretariat, client):
    server.says = [ConnectionRefusedError()] * 6
    moment = MORNING
    digests.make(now=moment)
    for _try in range(8):
        sending.send_waiting(now=moment)
        Digest.objects.update(lease_until=None)
        moment += timedelta(days=2)

    digest = Digest.objects.get()
    assert (digest.attempts, digest.next_try_at) == (6, None)

    client.force_login(secretariat)
    assert "Not tried any more by itself." in client.get("/work/mail/").content.decode()


def test_a_digest_that_another_worker_holds_is_left_alone(due, owner, mailoutbox):
    digests.make(now=MORNING)
    Digest.objects.update(lease_until=timezone.now() + timedelta(minutes=1))

    assert sending.send_waiting(now=MORNING).sent == []

    Digest.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sending.send_waiting(now=MORNING).sent == [owner.pk]


def test_a_closed_account_gets_no_mail(due, owner, mailoutbox):
    digests.make(now=MORNING)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert sending.send_waiting(now=MORNING).sent == []


# --- However many ------------------------------------------------------------------------------------


def _many(people: int, each: int) -> None:
    for _nth in range(people):
        institution = InstitutionFactory()
        TermFactory(institution=institution)
        for _each in range(each):
            AssignmentFactory(institution=institution, recommendation=RecommendationFactory(), due_on=MONDAY)


def test_making_digests_costs_the_same_however_many():
    digests.make(now=MORNING - timedelta(days=1))
    _many(people=1, each=1)
    with CaptureQueriesContext(connection) as few:
        digests.make(now=MORNING)
    _many(people=4, each=3)
    with CaptureQueriesContext(connection) as many:
        made = digests.make(now=MORNING)

    assert len(made) == 4
    assert len(many) == len(few)


@pytest.mark.slow
def test_two_thousand_reminders_are_one_digest_a_person(mailoutbox, django_assert_max_num_queries):
    """In bulk, as rows: 40 institutions, 50 things each."""
    institutions = [InstitutionFactory() for _nth in range(40)]
    people = [TermFactory(institution=one).person for one in institutions]
    recommendations = [RecommendationFactory() for _nth in range(50)]
    Assignment.objects.bulk_create(
        Assignment(
            institution=one,
            recommendation=each,
            role="supporting",
            state="accepted",
            due_on=MONDAY - timedelta(days=5),
        )
        for one in institutions
        for each in recommendations
    )

    with django_assert_max_num_queries(60 + 4 * 40):
        assert run() == "people=40 sent=40 failed=0"

    assert Reminder.objects.count() == 2000
    assert addresses(mailoutbox) == sorted(person.email for person in people)
    assert mailoutbox[0].subject.startswith("50 things wait for you, 50 of them are overdue")
    assert run() == "people=0 sent=0 failed=0"
    assert len(mailoutbox) == 40


def test_rules_of_a_new_house_stand_without_a_row():
    assert ReminderRules.now().before == [14, 3]
