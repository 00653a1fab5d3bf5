"""Answer once: kept, offered where the same is asked again, traced, warned of where it has aged."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from focal_points.models import (
    AskedInstitution,
    ImplementationStatus,
    InformationRequest,
    KnownAnswer,
    RequestAnswer,
)
from focal_points.services.known_answers import aging, keeping, offers, uses
from focal_points.services.known_answers.keeping import Written
from focal_points.services.requests import composing, deciding
from focal_points.services.requests.composing import Asks
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from recommendations.models import Ask, AskMember, RecommendationTag, RecommendationText, Tag
from tests.factories import RecommendationFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)
QUESTION = "Please provide data on the number of shelters for women in each province."


@pytest.fixture
def recommendation(db):
    return RecommendationFactory()


def asking(secretariat, institution, *asks):
    """A request that was sent, with these questions."""
    request = composing.create(written=composing.Written("Shelters", due_on=None), by=secretariat)
    composing.put_questions(request=request, version=1, questions=list(asks), by=secretariat)
    composing.ask_all(request=request, version=request.version, institutions=[institution], by=secretariat)
    InformationRequest.objects.filter(pk=request.pk).update(
        state="sent", sent_by=secretariat, sent_at=timezone.now(), due_on=timezone.localdate()
    )
    return AskedInstitution.objects.get(request=request)


@pytest.fixture
def accepted(secretariat, institution, owner, recommendation):
    """An answer that the secretariat accepted."""
    asked = asking(secretariat, institution, Asks("4", QUESTION, (recommendation.pk,)))
    now = timezone.now()
    asked.answers.update(
        state="submitted",
        text="Twelve, in four provinces.",
        author=owner,
        submitted_by=owner,
        submitted_at=now,
    )
    answer = asked.answers.get()
    deciding.accept(answer=answer, version=answer.version, by=secretariat)
    return answer


@pytest.fixture
def known(accepted, secretariat):
    return keeping.keep(answer=accepted, valid_from=DAY, by=secretariat)


def offered(asked, person):
    questions = list(asked.request.questions.all())
    for question in questions:
        question.request = asked.request
    found = offers.for_questions(questions=questions, person=person)
    return [(one.known, one.why) for question in questions for one in found.get(question.pk, [])]


def read(known):
    return aging.with_age(KnownAnswer.objects.filter(pk=known.pk)).get()


def test_an_accepted_answer_is_kept_once_with_what_it_is_about(accepted, recommendation, secretariat):
    theme = Tag.objects.create(kind="theme", code="housing")
    RecommendationTag.objects.create(recommendation=recommendation, tag=theme)

    known = keeping.keep(answer=accepted, valid_from=DAY, by=secretariat)
    again = keeping.keep(answer=accepted, by=secretariat)

    assert again == known
    assert [one.recommendation for one in known.abouts.all()] == [recommendation]
    assert [one.tag for one in known.themes.all()] == [theme]
    assert known.versions.get().text == "Twelve, in four provinces."


def test_what_is_not_accepted_is_not_kept(accepted, secretariat, owner):
    RequestAnswer.objects.filter(pk=accepted.pk).update(state="submitted")
    accepted.refresh_from_db()

    with pytest.raises(NotNow):
        keeping.keep(answer=accepted, by=secretariat)
    with pytest.raises(PermissionDenied):
        keeping.keep(answer=accepted, by=owner)


def test_it_is_offered_on_the_same_recommendation(known, recommendation, institution, secretariat, owner):
    asked = asking(secretariat, institution, Asks("1", "What is new?", (recommendation.pk,)))

    assert offered(asked, owner) == [(known, "on the same recommendation")]


def test_it_is_offered_on_the_same_request_made_elsewhere(
    known, recommendation, institution, secretariat, owner
):
    elsewhere = RecommendationFactory()
    ask = Ask.objects.create()
    for one in (recommendation, elsewhere):
        AskMember.objects.create(ask=ask, recommendation=one)
    asked = asking(secretariat, institution, Asks("1", "What is new?", (elsewhere.pk,)))

    assert offered(asked, owner) == [(known, "on the same request, made elsewhere")]


def test_it_is_offered_to_a_question_in_near_words_and_to_no_other(known, institution, secretariat, owner):
    near = "Please provide information on the number of shelters for women by province."
    asked = asking(secretariat, institution, Asks("1", near), Asks("2", "Is the death penalty abolished?"))

    ((found, why),) = offered(asked, owner)

    assert found == known
    assert why.startswith("asked in")


def test_another_institution_is_offered_it_only_where_it_is_shared(
    known, recommendation, another_institution, secretariat, stranger
):
    asked = asking(secretariat, another_institution, Asks("1", QUESTION, (recommendation.pk,)))
    assert offered(asked, stranger) == []

    KnownAnswer.objects.update(is_shared=True)

    assert [found for found, _why in offered(asked, stranger)] == [known]


def test_many_questions_cost_what_one_does(known, recommendation, institution, secretariat, owner):
    counts = []
    for size in (1, 1, 6):
        asks = [Asks(str(n), f"{QUESTION} ({n})", (recommendation.pk,)) for n in range(size)]
        asked = asking(secretariat, institution, *asks)
        questions = list(asked.request.questions.select_related("request"))
        with CaptureQueriesContext(connection) as seen:
            found = offers.for_questions(questions=questions, person=owner)
        assert len(found) == size
        counts.append(len(seen))

    assert counts[1] == counts[2]  # the first asks for whom the person speaks too


def test_taken_into_an_answer_it_keeps_the_link_and_what_was_written(known, institution, secretariat, owner):
    asked = asking(secretariat, institution, Asks("1", QUESTION))
    answer = asked.answers.get()
    RequestAnswer.objects.filter(pk=answer.pk).update(text="As before:", state="draft", author=owner)

    taken = uses.take(known=known, answer=answer, by=owner)
    uses.take(known=known, answer=answer, by=owner)

    assert taken.text == "As before:\n\nTwelve, in four provinces."
    (place,) = uses.of(known, owner)
    assert "Shelters, 1" in place.name
    assert place.version == 1


def test_an_edit_makes_a_version_and_what_was_used_stays(known, institution, secretariat, owner):
    asked = asking(secretariat, institution, Asks("1", QUESTION))
    uses.take(known=known, answer=asked.answers.get(), by=owner)
    written = Written(QUESTION, "Fourteen.", DAY, institution=institution)

    keeping.change(known=known, version=known.version, written=written, because="Two more.", by=secretariat)

    assert list(known.versions.values_list("number", "text")) == [
        (2, "Fourteen."),
        (1, "Twelve, in four provinces."),
    ]
    assert uses.of(known, secretariat)[0].version == 1
    with pytest.raises(StaleEdit):
        keeping.change(known=known, version=1, written=written, by=secretariat)
    bad = Written(QUESTION, "Fourteen.", DAY, valid_to=date(2025, 1, 1))
    with pytest.raises(Invalid):
        keeping.change(known=known, version=known.version, written=bad, by=secretariat)


def test_it_says_that_its_time_is_over_and_that_nobody_looked_for_a_year(known):
    assert aging.warnings(read(known)) == []

    KnownAnswer.objects.update(
        valid_to=timezone.localdate() - timedelta(days=1), checked_at=timezone.now() - timedelta(days=500)
    )

    said = " ".join(aging.warnings(read(known)))
    assert "held until" in said
    assert "Nobody has checked it" in said
    assert aging.aged(KnownAnswer.objects.all()).count() == 1


def test_it_says_that_what_it_rests_on_has_changed(known, accepted, recommendation, secretariat):
    ImplementationStatus.objects.create(
        recommendation=recommendation, status="implemented", effective_on=DAY, verified_by=secretariat
    )
    RecommendationText.objects.filter(recommendation=recommendation).update(at=timezone.now())
    deciding.reopen(answer=accepted, version=accepted.version, comment="Count anew.", by=secretariat)

    said = " ".join(aging.warnings(read(known)))

    assert "verified status" in said
    assert "text of a recommendation" in said
    assert "opened again" in said


def test_it_still_holds_and_is_looked_at_anew(known, recommendation, secretariat):
    ImplementationStatus.objects.create(
        recommendation=recommendation, status="implemented", effective_on=DAY, verified_by=secretariat
    )

    until = timezone.localdate() + timedelta(days=90)
    keeping.confirm(known=known, version=known.version, valid_to=until, by=secretariat)

    assert aging.warnings(read(known)) == []
    assert known.versions.count() == 2


def test_put_away_it_is_offered_no_more(known, recommendation, institution, secretariat, owner):
    asked = asking(secretariat, institution, Asks("1", QUESTION, (recommendation.pk,)))
    with pytest.raises(Invalid):
        keeping.retire(known=known, because="", by=secretariat)

    keeping.retire(known=known, because="Counted otherwise now.", by=secretariat)

    assert offered(asked, owner) == []
    with pytest.raises(NotNow):
        uses.take(known=known, answer=asked.answers.get(), by=owner)


def test_the_list_is_searched_and_narrowed(client, known, secretariat, owner, stranger):
    client.force_login(secretariat)
    assert "Twelve" in client.get("/work/kept-answers/?q=shelters+twelve").content.decode()
    assert "Twelve, in" not in client.get("/work/kept-answers/?q=prisons").content.decode()
    assert "Twelve, in" not in client.get("/work/kept-answers/?aged=1").content.decode()

    client.force_login(owner)
    assert "Twelve" in client.get(known.get_absolute_url()).content.decode()
    client.force_login(stranger)
    assert client.get(known.get_absolute_url()).status_code == 404


def test_the_answering_form_offers_it_and_takes_it_in(
    client, known, recommendation, institution, secretariat, owner
):
    asked = asking(secretariat, institution, Asks("1", QUESTION, (recommendation.pk,)))
    answer = asked.answers.get()
    client.force_login(owner)

    page = client.get(asked.get_absolute_url())
    assert "1 kept answer fits" in page.content.decode()
    form = page.context["form"]
    data = {field.html_name: field.value() or "" for field in form}
    data[f"a{answer.pk}-text"] = "Since March:"
    client.post(f"{asked.get_absolute_url()}take-kept/", data | {"known": f"{known.public_id}:{answer.pk}"})

    answer.refresh_from_db()
    assert answer.text == "Since March:\n\nTwelve, in four provinces."
    assert "Taken from a kept answer" in client.get(asked.get_absolute_url()).content.decode()
