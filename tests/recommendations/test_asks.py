"""Recurring requests: found, confirmed, parted, refused for good, undone; and counted as one ask."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from focal_points import undoing
from focal_points.models import SearchRow
from focal_points.services import search_table
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Job
from recommendations import registry
from recommendations.models import Ask, AskLook, AskMember, AskPair, Recommendation, RecommendationText
from recommendations.recurring.counting import distinct_asks
from recommendations.services import ask_finding, ask_groups, ask_jobs, ask_material, asks, corrections
from tests.factories import CountryFactory, RecommendationFactory

pytestmark = pytest.mark.django_db

NPM = "Ratify the Optional Protocol to the Convention against Torture"
SHORT = "Accede to OP-CAT as soon as possible (Ruritania);"
OTHER = "Ratify the Optional Protocol to the Convention on the Rights of Persons with Disabilities"
WATER = "Build wells in every village of the northern islands"


def ask_of(*texts, **fields):
    return [RecommendationFactory(text=text, **fields) for text in texts]


def pairs():
    return {(pair.low_id, pair.high_id): pair.state for pair in AskPair.objects.all()}


def test_what_asks_the_same_is_proposed_with_its_reason_and_what_does_not_is_not():
    first, second, *others = ask_of(NPM, SHORT, OTHER, WATER)

    sums = ask_finding.find()

    assert str(sums) == "texts=4 groups=1 asks=3"
    (pair,) = AskPair.objects.all()
    assert (pair.low, pair.high, pair.state) == (first, second, "proposed")
    assert pair.score > 0.8
    assert {"Ratify", "Optional Protocol", "Convention against Torture"} == set(pair.shared)
    assert {look.recommendation_id for look in AskLook.objects.all()} == {first.pk, second.pk} | {
        other.pk for other in others
    }


def test_a_second_run_writes_nothing_and_a_new_text_is_only_added(django_assert_max_num_queries):
    ask_of(NPM, SHORT, WATER)
    ask_finding.find()
    seen = list(AskPair.objects.values_list("pk", "found_at")), list(AskLook.objects.values_list("pk", "at"))

    with django_assert_max_num_queries(9):
        ask_finding.find()
    assert seen == (
        list(AskPair.objects.values_list("pk", "found_at")),
        list(AskLook.objects.values_list("pk", "at")),
    )

    ask_of("Sign and ratify the Optional Protocol to the Convention against Torture")
    assert str(ask_finding.find()) == "texts=4 groups=1 asks=2"
    assert set(seen[0]) < set(AskPair.objects.values_list("pk", "found_at"))


def test_confirming_counts_them_as_one_ask_everywhere(secretariat):
    rows = ask_of(NPM, SHORT, WATER)
    ask_finding.find()
    search_table.refresh()

    operation = asks.confirm(recommendations=rows[:2], by=secretariat)

    ask = Ask.objects.get()
    assert {member.recommendation for member in ask.members.all()} == set(rows[:2])
    assert distinct_asks(Recommendation.objects.counted()) == 2
    assert [SearchRow.objects.get(pk=row.pk).ask for row in rows] == [ask.pk, ask.pk, None]
    assert set(pairs().values()) == {"confirmed"}
    assert str(ask_finding.find()) == "texts=3 groups=1 asks=2"

    undoing.undo(operation=operation, by=secretariat)
    assert not Ask.objects.exists()
    assert set(pairs().values()) == {"proposed"}
    assert [SearchRow.objects.get(pk=row.pk).ask for row in rows] == [None, None, None]


def test_a_refusal_is_remembered_whatever_comes(secretariat):
    rows = ask_of(NPM, SHORT)
    ask_finding.find()
    operation = asks.refuse(recommendations=rows, by=secretariat)

    AskLook.objects.all().delete()
    assert str(ask_finding.find()) == "texts=2 groups=0 asks=2"
    (third,) = ask_of(NPM + ".")
    sums = ask_finding.find()
    assert (sums.groups, sums.asks) == (1, 2)
    together = [group.members for group in ask_groups.waiting(ask_material.read("XAA").keys)]
    assert {row.pk for row in rows} not in [members - {third.pk} for members in together]

    asks.undo(operation=operation, by=secretariat)
    assert pairs()[rows[0].pk, rows[1].pk] == "proposed"


def test_confirming_without_one_refuses_that_one(secretariat):
    a, b, c = ask_of(NPM, SHORT, NPM + " promptly")
    ask_finding.find()

    asks.confirm(recommendations=[a, b], without=[c], by=secretariat)

    assert set(AskMember.objects.values_list("recommendation", flat=True)) == {a.pk, b.pk}
    assert {pairs()[a.pk, c.pk], pairs()[b.pk, c.pk]} == {"refused"}
    AskLook.objects.all().delete()
    assert str(ask_finding.find()) == "texts=3 groups=1 asks=2"


def test_a_new_text_is_proposed_for_the_request_that_stands(secretariat):
    a, b = ask_of(NPM, SHORT)
    ask_finding.find()
    asks.confirm(recommendations=[a, b], by=secretariat)
    (c,) = ask_of(NPM + " swiftly")
    ask_finding.find()

    (group,) = ask_groups.waiting({a.pk, b.pk, c.pk})
    assert (group.ask, group.inside, group.waiting) == (Ask.objects.get().pk, {a.pk, b.pk}, {c.pk})

    asks.confirm(recommendations=[a, b, c], by=secretariat)
    assert Ask.objects.count() == 1
    assert AskMember.objects.count() == 3


def test_all_above_a_score_are_confirmed_in_one_act(secretariat):
    ask_of(NPM, NPM + ".", "Build wells and cisterns in villages of the northern islands", WATER)
    ask_finding.find()
    assert len(ask_groups.waiting(set(Recommendation.objects.values_list("pk", flat=True)))) == 2

    operation = asks.confirm_above(score=0.95, by=secretariat)
    assert (operation.size, Ask.objects.count()) == (1, 1)

    asks.undo(operation=operation, by=secretariat)
    assert asks.confirm_above(score=0.5, by=secretariat).size == 2


def test_members_are_taken_out_each_for_itself_or_as_one(secretariat):
    a, b, c, d = ask_of(NPM, SHORT, NPM + ".", NPM + "!")
    asks.join(recommendations=[a, b, c, d], by=secretariat)
    ask = Ask.objects.get()

    operation = asks.divide(ask=ask, out=[c, d], as_one=True, by=secretariat)
    assert Ask.objects.filter(state="confirmed").count() == 2
    assert distinct_asks(Recommendation.objects.counted()) == 2
    asks.undo(operation=operation, by=secretariat)
    assert {member.recommendation for member in ask.members.all()} == {a, b, c, d}

    asks.divide(ask=ask, out=[b, c, d], by=secretariat)
    ask.refresh_from_db()
    assert ask.state == "dissolved"
    assert not AskMember.objects.exists()
    assert pairs()[b.pk, c.pk] == "refused"
    with pytest.raises(Invalid):
        asks.divide(ask=ask, out=[b], by=secretariat)


def test_joining_by_hand_brings_whole_requests_together_over_a_refusal(secretariat):
    a, b, c, d = ask_of(NPM, WATER, OTHER, SHORT)
    asks.join(recommendations=[a, b], by=secretariat)
    asks.join(recommendations=[c, d], by=secretariat)
    asks.refuse(recommendations=[a, c], by=secretariat)

    operation = asks.join(recommendations=[a, c], by=secretariat)

    held = Ask.objects.get(state="confirmed")
    assert {member.recommendation for member in held.members.all()} == {a, b, c, d}
    assert pairs()[a.pk, c.pk] == "confirmed"
    asks.undo(operation=operation, by=secretariat)
    assert Ask.objects.filter(state="confirmed").count() == 2


def test_what_is_not_this_states_is_not_decided_here(secretariat, owner):
    theirs = ask_of(NPM, SHORT, is_home=False, country=CountryFactory(iso3="XAB"))
    assert str(ask_finding.find(country="XAB")) == "texts=2 groups=1 asks=1"

    with pytest.raises(NotNow):
        asks.confirm(recommendations=theirs, by=secretariat)
    with pytest.raises(PermissionDenied):
        asks.refuse(recommendations=ask_of(NPM, SHORT), by=owner)


def test_a_withdrawn_recommendation_counts_no_more(secretariat):
    a, b, c = ask_of(NPM, SHORT, NPM + ".")
    ask_finding.find()
    Recommendation.objects.filter(pk=c.pk).update(withdrawn_on=date(2026, 1, 1), withdrawn_because="Doubled")

    assert str(ask_finding.find()) == "texts=2 groups=1 asks=1"
    assert {a.pk, b.pk} == ask_material.read("XAA").keys


def test_a_text_that_changed_is_compared_anew(secretariat):
    _a, b = ask_of(NPM, SHORT)
    ask_finding.find()
    RecommendationText.objects.filter(recommendation=b).update(text=WATER)

    assert str(ask_finding.find()) == "texts=2 groups=0 asks=2"
    assert not AskPair.objects.exists()


def test_texts_meet_in_any_language_that_both_have(secretariat):
    a, b = ask_of("Combat racism in sport", "Provide shelters")
    for row, text in ((a, "Ratifier le Protocole facultatif à la Convention contre la torture"), (b, "")):
        row.texts.create(language="fr", origin="translation", text=text or "Adhérer à l’OP-CAT")
    c = RecommendationFactory(text=False)
    c.texts.create(language="fr", origin="uhri", is_original=True, text="Ratifier l’OPCAT (Canada) ;")

    ask_finding.find()

    assert {(a.pk, c.pk), (b.pk, c.pk)} <= set(pairs())
    assert set(AskPair.objects.values_list("language", flat=True)) == {"fr"}


def test_new_texts_are_looked_at_by_themselves(secretariat, django_capture_on_commit_callbacks):
    a, b = ask_of(NPM, SHORT)
    with django_capture_on_commit_callbacks(execute=True):
        registry.changed([a.pk, b.pk])
    job = Job.objects.get(task=ask_jobs.TASK)
    with django_capture_on_commit_callbacks(execute=True):
        registry.changed([a.pk])
    assert Job.objects.filter(task=ask_jobs.TASK).count() == 1

    ask_jobs.find(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"proposed": 1})
    with django_capture_on_commit_callbacks(execute=True):
        registry.changed([a.pk, b.pk])
    assert Job.objects.filter(task=ask_jobs.TASK).count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        corrections.correct_text(recommendation=a, language="en", text=WATER, by=secretariat)
    assert Job.objects.filter(task=ask_jobs.TASK).count() == 2
