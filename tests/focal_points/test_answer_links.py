"""Answering by link: what the holder sees and may do, once; who can end it; what never happens by looking."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from focal_points.models import (
    AnswerLink,
    AnswerLinkUse,
    AnswerLinkWish,
    Assignment,
    Evidence,
    Institution,
    ProposedStatus,
    StatusUpdate,
)
from focal_points.services import answer_links, assigning
from focal_points.services.answer_links import Wanted
from nmrf.base.errors import NotNow
from nmrf.base.models import Notice, User
from tests.factories import AssignmentFactory, RecommendationFactory, StatusUpdateFactory

pytestmark = pytest.mark.django_db
SENTENCE = "Two shelters were opened in the north."


@pytest.fixture
def token(assignment, owner):
    return make(assignment, owner)


def make(assignment, person):
    wanted = Wanted(person.pk, assignment.institution_id, "assignment", assignment.public_id)
    return answer_links.make([wanted])[0]


def address(token):
    return reverse("focal_points:answer", args=[token])


def typed(assignment, status="in_progress", **more):
    return {
        "narrative": SENTENCE,
        "is_public": "on",
        f"p{assignment.recommendation_id}-{assignment.part_id or 0}-status": status,
        **more,
    }


def state_of_everything():
    """All rows of the tables that an answer could change."""
    tables = (AnswerLink, StatusUpdate, ProposedStatus, Evidence, Assignment, Notice)
    return [list(model.objects.order_by("pk").values()) for model in tables]


# --- Looking ------------------------------------------------------------------------------------------


def test_opening_shows_and_changes_nothing_however_often(token, assignment, client):
    before = state_of_everything()
    for _scanner in range(3):
        page = client.get(address(token))
        client.head(address(token))

    assert page.status_code == 200
    text = page.content.decode()
    assert "Agency for Shelters" in text
    assert assignment.recommendation.document.symbol in text
    assert state_of_everything() == before
    assert [use.what for use in AnswerLinkUse.objects.all()] == ["opened"] * 3


def test_it_shows_nothing_internal(token, assignment, owner, institution, client):
    Assignment.objects.filter(pk=assignment.pk).update(note="Secret note of the secretariat")
    StatusUpdateFactory(
        assignment=assignment,
        author=owner,
        state="verified",
        narrative="Internal words",
        is_public=False,
        submitted_by=owner,
        submitted_at=timezone.now(),
        decided_by=User.objects.create_user("x@y.example", name="X"),
        decided_at=timezone.now(),
    )

    page = client.get(address(token)).content.decode()

    assert "Secret note" not in page
    assert "Internal words" not in page
    assert owner.email not in page


def test_the_address_is_a_secret_and_is_told_to_nobody(token, client):
    answer = client.get(address(token))

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_token_stands_in_no_table(token):
    secret = token.split(".")[0]
    link = AnswerLink.objects.get()

    assert secret not in str(AnswerLink.objects.values().get())
    assert len(link.token_digest) == 64
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(e)::text FROM focal_points_answerlinkevent e")
        assert "token" not in cursor.fetchall()[0][0]


@pytest.mark.parametrize(
    "spoilt", [lambda t: t[:-4], lambda t: "x" + t[1:], lambda t: t.split(".")[0], lambda t: "0"]
)
def test_a_spoilt_link_says_what_to_do(spoilt, token, client):
    for answer in (client.get(address(spoilt(token))), client.post(address(spoilt(token)))):
        assert answer.status_code == 404
        assert "Copy the whole address" in answer.content.decode()


def test_the_page_speaks_the_persons_language_and_any_other(token, owner, client):
    User.objects.filter(pk=owner.pk).update(language="fr")

    assert 'lang="fr"' in client.get(address(token)).content.decode()
    assert 'dir="rtl"' in client.get(address(token) + "?in=ar").content.decode()
    assert not client.cookies.get("django_language")


# --- Answering -----------------------------------------------------------------------------------------


def test_an_answer_is_the_institutions_update_by_link(token, assignment, owner, alternate, client):
    answer = client.post(address(token), typed(assignment, link="https://law.example/7"))

    assert answer.status_code == 302
    update = StatusUpdate.objects.get()
    assert (update.state, update.author, update.submitted_by) == ("submitted", owner, owner)
    assert update.narrative == SENTENCE
    assert update.proposals.get().status == "in_progress"
    assert update.evidence.get().link == "https://law.example/7"
    link = AnswerLink.objects.get()
    assert (link.update, bool(link.answered_at)) == (update, True)
    events = StatusUpdate.pgh_event_model.objects.filter(pgh_obj=update.pk)
    assert {event.pgh_context.metadata["door"] for event in events} == {"link"}
    assert {event.pgh_context.metadata["name"] for event in events} == {owner.name}
    for person in (owner, alternate):
        assert "by link" in Notice.objects.get(to=person, key=f"answer-link:{link.pk}").text
    assert "used up" in client.get(answer.headers["Location"]).content.decode()


def test_it_needs_no_cookie_no_token_and_no_origin(token, assignment):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address(token), typed(assignment), headers={"Origin": "null"})

    assert answer.status_code == 302
    assert StatusUpdate.objects.get().state == "submitted"


def test_it_answers_once_on_whichever_device(token, assignment, client):
    phone = Client()
    assert phone.get(address(token)).status_code == client.get(address(token)).status_code == 200
    phone.post(address(token), typed(assignment))

    second = client.post(address(token), typed(assignment, narrative="Something else."))

    assert second.status_code == 409
    assert "used up" in second.content.decode()
    assert StatusUpdate.objects.get().narrative == SENTENCE


def test_what_a_second_device_wrote_is_shown_to_it_and_not_thanked_for(token, assignment, client):
    client.post(address(token), typed(assignment))

    twice = client.post(address(token), typed(assignment))
    other = client.post(address(token), typed(assignment, narrative="Three were opened."))

    assert twice.status_code == 200
    assert "was not sent" not in twice.content.decode()
    page = other.content.decode()
    assert other.status_code == 409
    assert "What you have just written was not sent." in page
    assert "Three were opened." in page
    assert StatusUpdate.objects.get().narrative == SENTENCE


def test_it_waits_for_the_institution_where_it_wants_that(token, assignment, owner, alternate, client):
    AnswerLinkWish.objects.create(institution=assignment.institution, waits=True)

    assert "looks at it before" in client.get(address(token)).content.decode()
    client.post(address(token), typed(assignment))

    update = StatusUpdate.objects.get()
    assert (update.state, update.submitted_at, update.narrative) == ("draft", None, SENTENCE)
    assert "waits until you send it" in Notice.objects.get(to=alternate).text


def test_a_validator_still_signs_it(token, assignment, owner, validator, client):
    client.post(address(token), typed(assignment))

    assert StatusUpdate.objects.get().state == "validation"


def test_in_progress_needs_nothing_but_a_sentence(token, assignment, client):
    client.post(address(token), typed(assignment))

    assert StatusUpdate.objects.get().next_step == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"narrative": ""}, "id_narrative"),
        ({"status": ""}, "-status"),
        ({"link": "no address"}, "id_link"),
        ({"status": "implemented"}, "id_link"),
        ({"status": "not_implemented"}, "-explanation"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_the_link_still_works(change, said, token, assignment, client):
    given = typed(assignment, change.pop("status", "in_progress")) | change
    answer = client.post(address(token), given)

    assert answer.status_code == 422
    assert said in "".join(anchor for anchor, _message in answer.context["form"].mistakes)
    assert not StatusUpdate.objects.exists()
    assert AnswerLink.objects.get().state == "open"
    assert client.post(address(token), typed(assignment)).status_code == 302


def test_it_can_touch_nothing_else(token, assignment, institution, client):
    other = AssignmentFactory(institution=institution, recommendation=RecommendationFactory())
    answer = client.post(address(token), typed(other))

    assert answer.status_code == 422
    assert not StatusUpdate.objects.exists()


def test_a_colleagues_words_are_not_written_over(token, assignment, alternate, client):
    StatusUpdateFactory(assignment=assignment, author=alternate, narrative="Begun.")
    page = client.get(address(token)).content.decode()
    client.post(address(token), typed(assignment))

    assert "has begun to write" in page
    assert "Begun." not in page
    assert StatusUpdate.objects.get().narrative == "Begun."


def test_an_untouched_draft_is_taken(token, draft, assignment, client):
    client.post(address(token), typed(assignment))

    draft.refresh_from_db()
    assert (draft.state, draft.narrative) == ("submitted", SENTENCE)


def test_whoever_is_not_asked_to_propose_need_not(institution, owner, client):
    supporting = AssignmentFactory(institution=institution, role=Assignment.Role.SUPPORTING)
    client.post(address(make(supporting, owner)), {"narrative": SENTENCE})

    assert StatusUpdate.objects.get().state == "submitted"


# --- Ending it ------------------------------------------------------------------------------------------


def test_a_link_that_has_run_out_says_so(token, assignment, client):
    now = timezone.now()
    AnswerLink.objects.update(made_at=now - timedelta(days=40), expires_at=now - timedelta(days=1))

    for answer in (client.get(address(token)), client.post(address(token), typed(assignment))):
        assert answer.status_code == 410
        assert "has run out" in answer.content.decode()
    assert not StatusUpdate.objects.exists()
    assert AnswerLinkUse.objects.filter(what="refused").count() == 1


@pytest.mark.parametrize("who", ["owner", "alternate", "above", "secretariat"])
def test_it_is_revoked_by_its_person_its_institution_and_the_secretariat(
    who, token, assignment, request, client
):
    client.force_login(request.getfixturevalue(who))
    client.post(reverse("focal_points:link-revoke", args=[AnswerLink.objects.get().public_id]))
    answer = Client().post(address(token), typed(assignment))

    assert answer.status_code == 410
    assert "was revoked" in answer.content.decode()
    assert not StatusUpdate.objects.exists()


def test_strangers_cannot_revoke_it_nor_see_it(token, stranger, client):
    client.force_login(stranger)
    link = AnswerLink.objects.get()

    assert client.post(reverse("focal_points:link-revoke", args=[link.public_id])).status_code == 404
    assert "Olga Owner" not in client.get("/work/links/?all=1").content.decode()


def test_whoever_holds_it_can_end_it_by_a_button_and_not_by_looking(token, client):
    revoke = reverse("focal_points:answer-revoke", args=[token])

    assert client.get(revoke).status_code == 405
    assert client.post(revoke).status_code == 302
    assert AnswerLink.objects.get().state == "revoked"


@pytest.mark.parametrize("how", ["term", "account"])
def test_the_link_of_whoever_has_left_is_dead(how, token, assignment, owner, client):
    if how == "term":
        owner.terms.update(ends_on=timezone.localdate() - timedelta(days=1))
    else:
        User.objects.filter(pk=owner.pk).update(is_active=False)
    client.post(address(token), typed(assignment))

    assert "does not speak for the institution" in client.get(address(token)).content.decode()
    assert not StatusUpdate.objects.exists()


@pytest.mark.parametrize("state", ["withdrawn", "contested"])
def test_what_is_not_theirs_to_answer_is_said(state, token, assignment, client):
    Assignment.objects.filter(pk=assignment.pk).update(state=state)
    client.post(address(token), typed(assignment))

    assert not StatusUpdate.objects.exists()


def test_answering_twice_at_the_service_is_refused(token, assignment, client):
    link = answer_links.of_token(token)
    form = answer_links.look(link).question.form(typed(assignment), assignment)
    assert form.is_valid()
    answer_links.answer(link=link, form=form)

    with pytest.raises(NotNow):
        answer_links.answer(link=link, form=form)


# --- How often, and from the mail ---------------------------------------------------------------------------


def test_too_many_tries_are_slowed_down(token, client, settings):
    settings.API_THROTTLES = {"link_open": "3/minute"}
    client = Client(REMOTE_ADDR="198.51.100.77")
    codes = [client.get(address(token)).status_code for _nth in range(5)]

    assert 429 in codes
    assert codes[0] == 200


def test_the_log_of_a_link_does_not_grow_without_end(token, monkeypatch, client):
    monkeypatch.setattr(answer_links, "MOST_LOGGED", 2)
    for _nth in range(4):
        client.get(address(token))

    assert AnswerLinkUse.objects.count() == 2


def test_the_mail_carries_a_link_that_answers(assignment, owner, mailoutbox, client):
    from django.core.management import call_command

    Assignment.objects.filter(pk=assignment.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    call_command("send_digests")
    [line] = [line for line in mailoutbox[0].body.splitlines() if "/answer/" in line]
    path = "/" + line.split("://")[1].split("/", 1)[1].strip()

    assert client.get(path).status_code == 200
    assert client.post(path, typed(assignment)).status_code == 302
    assert StatusUpdate.objects.get().state == "submitted"


def test_a_cluster_is_answered_one_by_one(institution, owner, secretariat, client):
    from recommendations.models import Cluster, ClusterMembership, ClusterText

    cluster = Cluster.objects.create(code="shelter")
    ClusterText.objects.create(cluster=cluster, language="en", name="Shelter")
    members = [RecommendationFactory(), RecommendationFactory()]
    for member in members:
        ClusterMembership.objects.create(cluster=cluster, recommendation=member)
    row = assigning.assign(institution=institution, role="lead", cluster=cluster, by=secretariat)
    given = {"narrative": SENTENCE, f"p{members[0].pk}-0-status": "in_progress"}
    page = client.get(address(make(row, owner)))
    client.post(address(make(row, owner)), given)

    assert page.content.decode().count("<fieldset") >= 2
    assert [p.recommendation for p in StatusUpdate.objects.get().proposals.all()] == [members[0]]


def test_only_its_own_people_choose_whether_answers_wait(institution, owner, stranger, client):
    change = reverse("focal_points:institution-link-wish", args=[institution.public_id])
    client.force_login(stranger)
    assert client.post(change, {"waits": "1"}).status_code == 404

    client.force_login(owner)
    client.post(change, {"waits": "1"})
    assert AnswerLinkWish.objects.get().waits
    assert Institution.objects.get(pk=institution.pk)


def test_the_page_of_links_costs_the_same_however_many(institution, owner, client):
    client.force_login(owner)

    def cost():
        with CaptureQueriesContext(connection) as spent:
            assert client.get("/work/links/").status_code == 200
        return len(spent)

    make(AssignmentFactory(institution=institution), owner)
    few = cost()
    for _nth in range(4):
        make(AssignmentFactory(institution=institution, recommendation=RecommendationFactory()), owner)

    assert cost() == few


@pytest.mark.parametrize("address", ["", "unix:", "198.51.100.7", "2001:db8::1"])
def test_wherever_it_is_opened_from_the_log_takes_it(address, token):
    answer_links.log(AnswerLink.objects.get(), "opened", address, "A\x00gent")

    assert AnswerLinkUse.objects.get().agent == "Agent"
