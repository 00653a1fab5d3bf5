"""Information requests: written, sent, answered by institutions, signed, checked; late, moved, over."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from focal_points.models import AnswerBuffer, AskedInstitution, InformationRequest, KnownAnswer, RequestAnswer
from focal_points.request_by_link import RequestAnswers
from focal_points.services import search_table
from focal_points.services.reminders.sources import Asked as Wanted
from focal_points.services.requests import (
    answers,
    beginning,
    buffers,
    composing,
    deciding,
    due,
    questions,
    sending,
)
from focal_points.services.requests.answers import Said
from focal_points.services.requests.composing import Asks, Written
from focal_points.services.requests.moving import stands_at
from focal_points.waiting_answers import late, to_check
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import Notice
from recommendations.models import Recommendation
from tests.factories import AssignmentFactory, InstitutionFactory, RecommendationFactory
from tests.taken import text_of

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=20)


@pytest.fixture
def draft(secretariat, institution, another_institution):
    """Two questions, put to two institutions."""
    request = composing.create(written=Written("Shelters", due_on=SOON), by=secretariat)
    request = composing.put_questions(
        request=request,
        version=request.version,
        questions=[Asks("1", "How many shelters are open?"), Asks("2", "Where are they?")],
        by=secretariat,
    )
    both = [institution, another_institution]
    return composing.ask_all(request=request, version=request.version, institutions=both, by=secretariat)


@pytest.fixture
def sent(draft, secretariat, owner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return sending.send(request=draft, version=draft.version, by=secretariat)


@pytest.fixture
def asked(sent, institution):
    return sent.asked.get(institution=institution)


def rows_of(asked):
    return list(asked.answers.order_by("question__position"))


def say(asked, by, *texts, **more):
    said = {row.pk: Said(row.version, text, **more) for row, text in zip(rows_of(asked), texts, strict=False)}
    return answers.save(asked=asked, said=said, language="en", by=by)


def test_a_request_without_a_date_or_with_a_question_for_nobody_is_not_sent(draft, secretariat):
    InformationRequest.objects.filter(pk=draft.pk).update(due_on=None)
    draft.asked.all()[0].answers.all().delete()
    draft.asked.all()[1].answers.filter(question__number="2").delete()
    draft.refresh_from_db()

    with pytest.raises(Invalid) as refused:
        sending.send(request=draft, version=draft.version, by=secretariat)

    assert set(refused.value.fields) == {"due_on", "institutions"}
    assert "2" in refused.value.fields["institutions"]


def test_questions_that_stay_keep_who_is_asked_them(draft, secretariat, institution):
    kept = draft.questions.get(number="2")
    cells = set(kept.answers.values_list("pk", flat=True))

    composing.put_questions(
        request=draft,
        version=draft.version,
        questions=[Asks("2", "Where are they?"), Asks("3", "Who pays for them?")],
        by=secretariat,
    )

    assert list(draft.questions.values_list("number", "position")) == [("2", 1), ("3", 2)]
    assert set(kept.answers.values_list("pk", flat=True)) == cells
    assert RequestAnswer.objects.filter(question__number="3").count() == 2


def test_sending_tells_each_institution_once_and_nothing_is_written_anew_after(
    sent, draft, owner, secretariat
):
    told = Notice.objects.get(to=owner)

    assert "Shelters" in told.text
    with pytest.raises(NotNow):
        sending.send(request=sent, version=sent.version, by=secretariat)
    with pytest.raises(NotNow):
        composing.put_questions(
            request=sent, version=sent.version, questions=[Asks("9", "More?")], by=secretariat
        )


def test_only_the_secretariat_writes_and_sends(draft, owner, administrator):
    for person in (owner, administrator):
        with pytest.raises(PermissionDenied):
            sending.send(request=draft, version=draft.version, by=person)


def test_what_is_not_sent_or_not_theirs_is_seen_by_no_institution(
    draft, owner, stranger, above, nhri, stakeholder
):
    assert not InformationRequest.objects.visible_to(owner).exists()

    InformationRequest.objects.filter(pk=draft.pk).update(
        state="sent", sent_by=draft.created_by, sent_at=timezone.now()
    )

    own = AskedInstitution.objects.visible_to(owner)
    assert [row.institution.code for row in own] == ["shelters"]
    assert [row.institution.code for row in AskedInstitution.objects.visible_to(above)] == ["shelters"]
    assert [row.institution.code for row in AskedInstitution.objects.visible_to(stranger)] == ["finance"]
    for person in (nhri, stakeholder):
        assert not AskedInstitution.objects.visible_to(person).exists()
        assert not InformationRequest.objects.visible_to(person).exists()


def test_two_people_write_different_answers_and_neither_overwrites_the_other(asked, owner, alternate):
    _first, second = rows_of(asked)

    say(asked, owner, "Twelve.")
    saved = answers.save(
        asked=asked, said={second.pk: Said(second.version, "In the north.")}, language="en", by=alternate
    )

    assert not saved.conflicts
    assert [row.text for row in rows_of(asked)] == ["Twelve.", "In the north."]


def test_the_same_answer_changed_by_two_is_a_conflict_and_the_rest_is_saved(asked, owner, alternate):
    first, second = rows_of(asked)
    say(asked, owner, "Twelve.")

    saved = answers.save(
        asked=asked,
        said={first.pk: Said(1, "Thirteen."), second.pk: Said(1, "In the north.")},
        language="en",
        by=alternate,
    )

    assert [row.text for row in saved.conflicts] == ["Twelve."]
    assert [row.text for row in rows_of(asked)] == ["Twelve.", "In the north."]


def test_only_what_is_written_and_finished_is_sent(asked, owner):
    first, second = rows_of(asked)
    said = {first.pk: Said(1, "Twelve."), second.pk: Said(1, "Perhaps", is_unfinished=True)}
    answers.save(asked=asked, said=said, language="en", by=owner)

    answers.submit(asked=asked, by=owner)

    assert [row.state for row in rows_of(asked)] == ["submitted", "draft"]
    with pytest.raises(Invalid):
        answers.submit(asked=asked, by=owner)


def test_a_validator_signs_what_the_screen_showed(asked, owner, validator):
    asked.refresh_from_db()
    say(asked, owner, "Twelve.", "In the north.")
    answers.submit(asked=asked, by=owner)
    seen = stands_at(asked)
    assert {row.state for row in rows_of(asked)} == {"validation"}

    with pytest.raises(StaleEdit):
        answers.sign(asked=asked, version=seen - 1, by=validator)
    with pytest.raises(PermissionDenied):
        answers.sign(asked=asked, version=seen, by=owner)
    answers.sign(asked=asked, version=seen, by=validator)

    assert {(row.state, row.signed_by) for row in rows_of(asked)} == {("submitted", validator)}


def test_the_secretariat_sends_back_with_a_comment_and_accepts(asked, owner, secretariat):
    say(asked, owner, "Twelve.", "In the north.")
    first, second = answers.submit(asked=asked, by=owner)

    deciding.accept(answer=first, version=first.version, by=secretariat)
    deciding.send_back(answer=second, version=second.version, comment="Which towns?", by=secretariat)

    assert [row.state for row in rows_of(asked)] == ["accepted", "returned"]
    with pytest.raises(NotNow):
        deciding.accept(answer=first, version=first.version, by=secretariat)
    with pytest.raises(Invalid):
        deciding.reopen(answer=first, version=first.version, comment=" ", by=secretariat)
    say(asked, owner, "Twelve.", "In Norrby and Soma.")
    assert rows_of(asked)[1].state == "returned"


def test_nobody_accepts_what_they_sent_themselves(asked, owner, secretariat):
    say(asked, owner, "Twelve.")
    (row,) = answers.submit(asked=asked, by=owner)
    RequestAnswer.objects.filter(pk=row.pk).update(submitted_by=secretariat)
    row.refresh_from_db()

    with pytest.raises(PermissionDenied):
        deciding.accept(answer=row, version=row.version, by=secretariat)


def test_taken_back_it_is_the_institution_s_again_until_it_is_decided(asked, owner, secretariat):
    say(asked, owner, "Twelve.")
    (row,) = answers.submit(asked=asked, by=owner)

    answers.take_back(asked=asked, by=owner)

    row.refresh_from_db()
    assert (row.state, row.submitted_at) == ("draft", None)
    with pytest.raises(NotNow):
        answers.take_back(asked=asked, by=owner)


def test_one_answer_is_given_whole_by_a_door_without_a_form(asked, owner, stranger):
    first, second = rows_of(asked)

    with pytest.raises(PermissionDenied):
        answers.give(answer=first, text="Twelve.", by=stranger)
    answers.give(answer=first, text="Twelve.", by=owner, door="link")
    answers.give(answer=second, text="North.", by=owner, waits=True)

    assert [row.state for row in rows_of(asked)] == ["submitted", "draft"]


def test_a_moved_date_needs_a_reason_and_is_of_one_institution_or_of_all(sent, asked, secretariat):
    later = SOON + timedelta(days=9)

    with pytest.raises(Invalid):
        sending.move_due(request=sent, asked=asked, due_on=later, because=" ", by=secretariat)
    sending.move_due(request=sent, asked=asked, due_on=later, because="Elections.", by=secretariat)

    asked.refresh_from_db()
    others = sent.asked.exclude(pk=asked.pk).get()
    assert (asked.until, others.until) == (later, SOON)
    assert "Elections." in sent.steps.last().comment


def test_who_is_late_is_whoever_has_something_left_after_their_own_day(sent, asked, owner, secretariat):
    yesterday = timezone.localdate() - timedelta(days=1)
    InformationRequest.objects.filter(pk=sent.pk).update(due_on=yesterday)
    assert {row.institution.code for row in late()} == {"shelters", "finance"}

    AskedInstitution.objects.filter(pk=asked.pk).update(due_on=SOON)
    assert [row.institution.code for row in late()] == ["finance"]

    AskedInstitution.objects.filter(pk=asked.pk).update(due_on=None)
    say(asked, owner, "Twelve.", "In the north.")
    answers.submit(asked=asked, by=owner)

    assert [row.institution.code for row in late()] == ["finance"]
    assert [(row.institution.code, row.n) for row in to_check()] == [("shelters", 2)]
    assert [one.institution for one in due.to_answer(Wanted(timezone.localdate()))] == [
        sent.asked.exclude(pk=asked.pk).get().institution_id
    ]


def test_a_closed_request_takes_no_more_answers(sent, asked, owner, secretariat):
    sending.close(request=sent, version=sent.version, by=secretariat)

    with pytest.raises(NotNow):
        say(asked, owner, "Too late.")
    with pytest.raises(NotNow):
        buffers.keep(asked=asked, tab=uuid4(), typed={}, by=owner)


def test_what_is_typed_is_kept_for_each_tab_and_offered(asked, owner):
    one, other = uuid4(), uuid4()
    buffers.keep(asked=asked, tab=one, typed={"a1-text": ["Twelve"]}, by=owner)
    buffers.keep(asked=asked, tab=other, typed={"a1-text": ["Thirteen"]}, by=owner)

    assert {offer.tab for offer in buffers.offers(asked=asked, by=owner)} == {one, other}
    buffers.settle(asked=asked, tab=one, by=owner)
    assert list(AnswerBuffer.objects.values_list("tab", flat=True)) == [other]


def test_a_request_from_a_selection_asks_whoever_leads_and_is_undone_as_a_whole(
    institution, another_institution, secretariat
):
    led, supported, nobodys = (RecommendationFactory() for _n in range(3))
    AssignmentFactory(institution=institution, recommendation=led)
    AssignmentFactory(institution=another_institution, recommendation=supported, role="supporting")
    chosen = Recommendation.objects.filter(pk__in=[led.pk, supported.pk, nobodys.pk])
    given = {"recommendations": chosen, "title": "Progress", "question": "What was done?", "due_on": SOON}

    operation = beginning.begin(**given, whom="leads", by=secretariat)

    request = beginning.made_by(operation)
    assert [one.recommendation for one in request.questions.get().abouts.all()] == [led]
    assert [row.institution for row in request.asked.all()] == [institution]
    assert len(operation.skipped) == 2
    beginning.undo(operation=operation, by=secretariat)
    assert not InformationRequest.objects.filter(pk=request.pk).exists()

    whole = beginning.begin(**given, whom="all", by=secretariat)
    both = beginning.made_by(whole)
    assert {row.institution for row in both.asked.all()} == {institution, another_institution}
    sending.send(request=both, version=both.version, by=secretariat)
    with pytest.raises(NotNow):
        beginning.undo(operation=whole, by=secretariat)


def test_a_list_of_issues_is_parted_by_its_numbers():
    text = (
        "List of issues\n\n1. Please state how many shelters are open,\nand where.\n"
        "2. What was done about the waiting time?\n\n3.\tWho pays for the shelters?"
    )

    found = questions.found_in(text)

    assert [one.paragraph for one in found] == ["1", "2", "3"]
    assert found[0].text == "Please state how many shelters are open, and where."
    assert questions.found_in(questions.as_text(found)) == found


def test_the_page_of_the_table_costs_the_same_however_many_questions(
    client, sent, secretariat, django_assert_max_num_queries
):
    client.force_login(secretariat)
    with django_assert_max_num_queries(40):
        page = client.get(sent.get_absolute_url())

    assert page.status_code == 200
    assert page.content.decode().count("not answered") >= 4


def test_the_table_is_taken_away_without_drafts(client, asked, owner, secretariat):
    say(asked, owner, "Twelve.", "=DRAFT()")
    first = rows_of(asked)[0]
    answers.submit(asked=asked, by=owner, only={first.pk})
    client.force_login(secretariat)

    table = text_of(client.get(f"{asked.request.get_absolute_url()}list/csv/"))
    book = client.get(f"{asked.request.get_absolute_url()}list/xlsx/")

    assert "Twelve." in table
    assert "DRAFT" not in table
    assert b"".join(book.streaming_content)[:2] == b"PK"


def form_of(asked, **texts):
    data = {"tab": str(uuid4()), "language": "en"}
    for row in rows_of(asked):
        data[f"a{row.pk}-version"] = row.version
        data[f"a{row.pk}-was"] = "opened-empty"
        data[f"a{row.pk}-text"] = texts.get(f"q{row.question.number}", "")
    return data


def test_the_form_keeps_saves_and_sends_without_javascript(client, asked, owner, secretariat):
    client.force_login(owner)
    page = client.get(asked.get_absolute_url())
    assert "How many shelters are open?" in page.content.decode()
    asked.refresh_from_db()
    assert asked.seen_by == owner

    client.post(f"{asked.get_absolute_url()}submit/", form_of(asked, q1="Twelve."))

    assert [row.state for row in rows_of(asked)] == ["submitted", "asked"]
    client.force_login(secretariat)
    read = client.get(asked.get_absolute_url()).content.decode()
    assert "Twelve." in read
    first = rows_of(asked)[0]
    client.post(
        f"/work/answers/{first.public_id}/accept/",
        {"version": first.version, "keep": "on", "valid_from": "2026-01-01"},
    )
    assert KnownAnswer.objects.get().text == "Twelve."


def test_a_conflict_shows_both_texts_and_the_next_save_goes_through(client, asked, owner, alternate):
    stale = form_of(asked, q1="Thirteen.")
    say(asked, alternate, "Twelve.")
    client.force_login(owner)

    answer = client.post(f"{asked.get_absolute_url()}save/", stale)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Twelve." in page
    assert "Thirteen." in page
    form = answer.context["form"]
    again = {field.html_name: field.value() or "" for field in form}
    assert client.post(f"{asked.get_absolute_url()}save/", again).status_code == 302
    assert rows_of(asked)[0].text == "Thirteen."


def test_what_was_typed_stands_in_the_form_again(client, asked, owner):
    client.force_login(owner)
    answer = client.post(f"{asked.get_absolute_url()}autosave/", form_of(asked, q2="In the no"))

    assert answer.json()["said"].startswith("Saved")
    assert "In the no" in client.get(asked.get_absolute_url()).content.decode()
    assert rows_of(asked)[1].text == ""


def test_the_house_never_reads_a_draft(client, asked, owner, secretariat):
    say(asked, owner, "Not yet sent.")
    client.force_login(secretariat)

    assert "Not yet sent." not in client.get(asked.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("waits", "state"), [(False, "submitted"), (True, "draft")])
def test_by_link_only_questions_that_nobody_began_are_answered(asked, owner, alternate, waits, state):
    say(asked, alternate, "A colleague's words.")
    by_link = RequestAnswers()
    second = rows_of(asked)[1]

    empty = by_link.form({}, asked)
    form = by_link.form({f"a{second.pk}": "In the north."}, asked)

    assert not empty.is_valid()
    assert empty.mistakes
    assert [answer for answer, _field in form.parts] == [second]
    assert form.is_valid()
    by_link.answer(thing=asked, form=form, by=owner, waits=waits)
    assert [(row.text, row.state) for row in rows_of(asked)] == [
        ("A colleague's words.", "draft"),
        ("In the north.", state),
    ]
    assert by_link.closed_because(asked)


def test_reminders_cost_the_same_however_many_institutions(
    sent, secretariat, owner, django_assert_max_num_queries
):
    say(sent.asked.get(institution__code="shelters"), owner, "Twelve.")
    for _n in range(3):
        sending.ask_another(request=sent, institution=InstitutionFactory(), by=secretariat)

    with django_assert_max_num_queries(4):
        found = list(due.to_answer(Wanted(timezone.localdate())))
        words = {str(one.detail) for one in found}

    assert len(found) == 5
    assert any(word.startswith("2 questions to answer") for word in words)
    assert all(one.due_on == SOON and one.climbs and one.answer[0] == "request" for one in found)


def test_a_question_of_a_list_is_tied_to_recommendations_found_by_search(client, sent, secretariat):
    wanted, other = RecommendationFactory(text="Open shelters in Norrby."), RecommendationFactory()
    search_table.refresh(None)
    question = sent.questions.first()
    address = f"{sent.get_absolute_url()}questions/{question.public_id}/"
    client.force_login(secretariat)

    page = client.get(address, {"q": "Norrby"})
    client.post(address, {"pick": [str(wanted.public_id)]})

    assert page.context["found"] == [wanted]
    assert [row.recommendation for row in question.abouts.all()] == [wanted]
    composing.put_about(question=question, recommendations=[other], by=secretariat)
    assert [row.recommendation for row in question.abouts.all()] == [other]
