"""Talk: who sees what, who is told, what can be changed; and notes that never leave the house."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from focal_points.models import InternalNote, StatusUpdate, TalkEntry, TalkThread
from focal_points.services.talk import naming, notes, talking
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Notice
from recommendations.models import Cluster, ClusterMembership
from tests.factories import AssignmentFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation(assignment):
    return assignment.recommendation


@pytest.fixture
def said(django_capture_on_commit_callbacks):
    """Say something, and let those be told who are told."""

    def say(service, **given):
        with django_capture_on_commit_callbacks(execute=True):
            return service(**given)

    return say


def sees(person):
    return TalkThread.objects.visible_to(person).count()


def test_talk_is_seen_by_whoever_works_on_it_and_by_nobody_else(
    recommendation, secretariat, administrator, owner, validator, above, stranger, nobody, nhri, stakeholder
):
    talking.start(thing=recommendation, text="How far is it?", by=secretariat)

    assert [sees(one) for one in (secretariat, administrator, owner, validator, above)] == [1] * 5
    assert [sees(one) for one in (stranger, nobody, nhri, stakeholder)] == [0] * 4


def test_whoever_supports_sees_it_and_no_more_once_that_is_withdrawn(
    recommendation, secretariat, stranger, another_institution
):
    supporting = AssignmentFactory(
        institution=another_institution, recommendation=recommendation, role="supporting"
    )
    talking.start(thing=recommendation, text="How far is it?", by=secretariat)
    assert sees(stranger) == 1

    type(supporting).objects.filter(pk=supporting.pk).update(state="withdrawn")

    assert sees(stranger) == 0


def test_what_is_between_one_institution_and_the_secretariat_no_other_sees(
    recommendation, secretariat, owner, stranger, institution, another_institution
):
    AssignmentFactory(institution=another_institution, recommendation=recommendation, role="supporting")

    talking.start(thing=recommendation, text="Only you.", institution=institution, by=secretariat)

    assert (sees(owner), sees(stranger)) == (1, 0)
    with pytest.raises(PermissionDenied):
        talking.start(thing=recommendation, text="As them.", institution=institution, by=stranger)


def test_a_cluster_s_talk_is_its_institutions_and_so_is_talk_on_what_is_in_it(
    secretariat, stranger, owner, another_institution
):
    cluster = Cluster.objects.create(code="shelter")
    member = RecommendationFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=member)
    AssignmentFactory(institution=another_institution, recommendation=None, cluster=cluster)

    for thing in (cluster, member):
        talking.start(thing=thing, text="How far is it?", by=secretariat)

    assert (sees(stranger), sees(owner)) == (2, 0)


def test_talk_on_a_draft_update_is_the_institution_s_alone_until_it_is_sent(
    draft, owner, secretariat, stranger
):
    thread = talking.start(thing=draft, text="Is this figure right?", by=owner)
    with pytest.raises(PermissionDenied):
        talking.start(thing=draft, text="I should not see it.", by=secretariat)

    assert (sees(owner), sees(stranger)) == (1, 0)
    assert StatusUpdate.objects.visible_to(secretariat).filter(pk=draft.pk).count() == 0
    assert not TalkThread.objects.visible_to(secretariat).filter(pk=thread.pk).exists()


def test_a_mention_is_told_once_in_words_or_ticked_and_only_to_whoever_sees_it(
    recommendation, secretariat, owner, validator, stranger, said
):
    text = f"@{owner.name}, and @{stranger.name}: how far is it?"
    thread = said(
        talking.start,
        thing=recommendation,
        text=text,
        mentions=[str(validator.public_id), str(stranger.public_id)],
        by=secretariat,
    )

    entry = thread.entries.get()
    assert {one.person for one in entry.mentions.all()} == {owner, validator}
    assert set(Notice.objects.values_list("to", flat=True)) == {owner.pk, validator.pk}
    said(talking.change, entry=entry, text=text + " Please.", by=secretariat)
    assert Notice.objects.count() == 2


def test_the_longest_name_counts(owner, alternate):
    owner.name, alternate.name = "Ana", "Ana Maria"

    assert naming.named("Ask @Ana Maria.", (), [owner, alternate]) == [alternate]


def test_a_reply_tells_those_who_spoke(recommendation, secretariat, owner, alternate, said):
    thread = said(talking.start, thing=recommendation, text="How far is it?", by=secretariat)

    said(talking.reply, thread=thread, text="Half.", by=owner)

    assert list(Notice.objects.values_list("to", flat=True)) == [secretariat.pk]


def test_a_question_is_marked_as_answered_and_opened_again(recommendation, secretariat, owner, stranger):
    thread = talking.start(thing=recommendation, text="How far?", is_question=True, by=secretariat)

    talking.mark_answered(thread=thread, is_answered=True, by=owner)
    assert thread.answered_by == owner
    talking.mark_answered(thread=thread, is_answered=False, by=owner)
    assert thread.answered_at is None
    with pytest.raises(PermissionDenied):
        talking.mark_answered(thread=thread, is_answered=True, by=stranger)
    comment = talking.start(thing=recommendation, text="Good.", by=secretariat)
    with pytest.raises(NotNow):
        talking.mark_answered(thread=comment, is_answered=True, by=owner)


def test_own_words_are_mended_for_a_quarter_of_an_hour(recommendation, owner, alternate):
    entry = talking.start(thing=recommendation, text="Hlaf.", by=owner).entries.get()

    talking.change(entry=entry, text="Half.", by=owner)
    assert entry.edited_at
    with pytest.raises(PermissionDenied):
        talking.change(entry=entry, text="All.", by=alternate)
    TalkEntry.objects.filter(pk=entry.pk).update(at=timezone.now() - timedelta(minutes=16))
    entry.refresh_from_db()
    with pytest.raises(NotNow):
        talking.change(entry=entry, text="All.", by=owner)
    with pytest.raises(Invalid):
        talking.reply(thread=entry.thread, text="  ", by=owner)


def test_withdrawn_words_leave_their_place_and_nothing_else(client, recommendation, assignment, owner):
    entry = talking.start(thing=recommendation, text="Zanzibar", by=owner).entries.get()

    talking.withdraw(entry=entry, by=owner)

    client.force_login(owner)
    page = client.get(assignment.get_absolute_url()).content.decode()
    assert "Withdrawn on" in page
    assert "Zanzibar" not in page
    with pytest.raises(NotNow):
        talking.withdraw(entry=entry, by=owner)


def test_notes_are_the_house_s_alone(
    recommendation, secretariat, administrator, owner, above, nhri, stakeholder
):
    notes.add(thing=recommendation, text="Ask the court.", by=secretariat)

    assert [InternalNote.objects.visible_to(one).count() for one in (secretariat, administrator)] == [1, 1]
    for person in (owner, above, nhri, stakeholder):
        assert not InternalNote.objects.visible_to(person).exists()
        with pytest.raises(PermissionDenied):
            notes.add(thing=recommendation, text="Me too.", by=person)


def test_notes_tell_colleagues_and_never_whoever_is_named_outside_the_house(
    recommendation, secretariat, secretariat2, owner, said
):
    said(
        notes.add,
        thing=recommendation,
        text=f"@{secretariat2.name} @{owner.name}",
        mentions=[str(owner.public_id)],
        by=secretariat,
    )

    assert list(Notice.objects.values_list("to", flat=True)) == [secretariat2.pk]


def test_no_page_of_an_institution_shows_a_note(
    client, recommendation, assignment, draft, owner, secretariat
):
    notes.add(thing=recommendation, text="Zanzibar", by=secretariat)
    InternalNote.objects.create(update=draft, by=secretariat, text="Zanzibar")
    client.force_login(owner)

    for address in (assignment.get_absolute_url(), draft.get_absolute_url(), "/work/talk/?show=all"):
        assert "Zanzibar" not in client.get(address).content.decode()


def test_the_panel_stands_on_the_four_kinds_of_page(client, recommendation, draft, secretariat, owner):
    cluster = Cluster.objects.create(code="shelter")
    client.force_login(secretariat)
    for address in (
        f"/work/recommendations/{recommendation.public_id}/",
        f"/work/clusters/{cluster.public_id}/",
    ):
        page = client.get(address).content.decode()
        assert 'id="talk"' in page
        assert 'id="notes"' in page
    client.force_login(owner)
    assert 'id="talk"' in client.get(draft.get_absolute_url()).content.decode()


def test_something_is_said_on_a_page_without_javascript(
    client, recommendation, assignment, owner, secretariat
):
    client.force_login(owner)
    data = {"kind": "recommendation", "key": str(recommendation.public_id), "text": "<b>Half</b>."}

    answer = client.post("/work/talk/start/", data | {"is_question": "on"})

    thread = TalkThread.objects.get()
    assert answer.headers["Location"] == f"{assignment.get_absolute_url()}#talk-{thread.public_id}"
    assert "&lt;b&gt;Half&lt;/b&gt;" in client.get(assignment.get_absolute_url()).content.decode()
    client.force_login(secretariat)
    assert client.get("/work/talk/").context["counts"]["open"] == 1


def test_the_panel_costs_the_same_however_much_was_said(
    client, recommendation, assignment, owner, secretariat
):
    client.force_login(owner)
    client.get(assignment.get_absolute_url())
    counts = []
    for _round in range(2):
        for n in range(3):
            thread = talking.start(thing=recommendation, text=f"Word {n}", by=secretariat)
            talking.reply(thread=thread, text="Yes.", by=owner)
        with CaptureQueriesContext(connection) as seen:
            client.get(assignment.get_absolute_url())
        counts.append(len(seen))

    assert counts[0] == counts[1]
