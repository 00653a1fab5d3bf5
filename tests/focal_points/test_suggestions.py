"""Suggestions: learned from what was confirmed, measured, taken with undo, refused for good, switched off."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from focal_points.models import Assignment, NationalNeed, SearchRow, Suggestion
from focal_points.services import (
    search_table,
    suggestion_finding,
    suggestion_jobs,
    suggestion_switch,
    suggestions,
)
from nmrf.base.errors import NotNow
from nmrf.base.models import Job
from recommendations.models import (
    ClusterMembership,
    Country,
    RecommendationTag,
    RightTheme,
    Tag,
)
from recommendations.services import clusters
from tests.factories import (
    AssignmentFactory,
    DocumentFactory,
    InstitutionFactory,
    RecommendationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SUBJECTS = {
    "school": [
        "build schools",
        "train teachers",
        "print textbooks for pupils",
        "feed pupils at noon",
        "teach reading",
    ],
    "prison": [
        "build prisons",
        "let detainees see a doctor",
        "train guards",
        "end overcrowding",
        "free detainees",
    ],
    "river": [
        "stop mercury",
        "clean up the river",
        "close polluted mining sites",
        "train inspectors",
        "test fish",
    ],
}


def text_of(subject, nth):
    """Three phrases of the subject: no two neighbours say quite the same."""
    some = SUBJECTS[subject]
    return ", and ".join(some[(nth + step * (1 + nth // 5)) % 5] for step in range(3)).capitalize() + "."


NEW = {
    "school": "Train more teachers and give all pupils of the islands textbooks",
    "prison": "Let all detainees see a doctor and end the overcrowding in the old prison",
    "river": "Clean up the mining sites that let mercury into the river",
}


@pytest.fixture
def secretariat():
    return UserFactory(role="secretariat", name="Liesl")


@pytest.fixture
def bodies():
    return {subject: InstitutionFactory(name=f"Ministry of {subject}") for subject in SUBJECTS}


@pytest.fixture
def confirmed(bodies, secretariat):
    """Thirty-six recommendations in six documents, each led by whoever deals with its subject."""
    groups = {
        subject: clusters.create(code=subject, texts={"en": {"name": subject}}, by=secretariat)
        for subject in SUBJECTS
    }
    made = {subject: [] for subject in SUBJECTS}
    for nth in range(6):
        document = DocumentFactory()
        for subject in SUBJECTS:
            for copy in range(2):
                one = RecommendationFactory(document=document, text=text_of(subject, nth * 2 + copy))
                AssignmentFactory(recommendation=one, institution=bodies[subject])
                made[subject].append(one)
    for subject, some in made.items():
        clusters.add(cluster=groups[subject], recommendations=some, by=secretariat)
    search_table.refresh(None)
    return made


@pytest.fixture
def asked(confirmed):
    """One new recommendation of each subject, with nobody to lead it."""
    document = DocumentFactory()
    made = {subject: RecommendationFactory(document=document, text=text) for subject, text in NEW.items()}
    search_table.refresh([one.pk for one in made.values()])
    return made


def found(kind, recommendation):
    return Suggestion.objects.filter(kind=kind, recommendation=recommendation)


def test_the_lead_and_the_cluster_come_from_what_was_confirmed_with_the_nearest_as_reason(
    asked, bodies, confirmed
):
    suggestion_finding.find(iso3="XAA")

    for subject, one in asked.items():
        lead = found("lead", one).get()
        assert lead.institution == bodies[subject]
        assert lead.strength == "likely"
        assert found("cluster", one).get().cluster.code == subject
        near = {reason["recommendation"] for reason in lead.reasons}
        assert near <= {example.pk for example in confirmed[subject]}
        assert 1 <= len(near) <= 3
    words = {word for reason in found("lead", asked["river"]).get().reasons for word in reason["words"]}
    assert "mercury" in words
    assert words.isdisjoint({"the", "and"})


def test_what_was_learned_is_measured_on_documents_held_back(asked):
    outcome = suggestion_finding.find(iso3="XAA")

    lead = outcome.measured["lead"]
    assert (lead.examples, lead.labels, lead.documents) == (36, 3, 6)
    assert lead.top1 == 1.0
    assert lead.commonest1 == pytest.approx(1 / 3, abs=0.01)


def test_nothing_is_suggested_that_is_no_better_than_chance(confirmed, bodies):
    """The same texts, dealt out without regard to what they say."""
    rows = Assignment.objects.order_by("pk")
    for nth, row in enumerate(rows):
        Assignment.objects.filter(pk=row.pk).update(
            institution=list(bodies.values())[(nth * 7 + nth // 3) % 3]
        )
    new = RecommendationFactory(text=NEW["river"])
    search_table.refresh(None)

    outcome = suggestion_finding.find(iso3="XAA")

    assert outcome.measured["lead"].top1 < 0.8
    assert not found("lead", new).filter(strength="likely").exists()


def test_with_few_examples_the_themes_alone_speak_and_only_as_possible(secretariat):
    theme, other = Tag.objects.create(kind="theme", code="t"), Tag.objects.create(kind="theme", code="o")
    group = clusters.create(code="forest", texts={"en": {"name": "Forest"}}, by=secretariat)
    some = [RecommendationFactory(text=f"Plant trees {n}") for n in range(5)]
    rest = [RecommendationFactory(text=f"Pave roads {n}") for n in range(8)]
    new = RecommendationFactory(text="Protect peatland")
    RecommendationTag.objects.bulk_create(
        [RecommendationTag(recommendation=one, tag=theme) for one in [*some, new]]
        + [RecommendationTag(recommendation=one, tag=other) for one in rest]
    )
    clusters.add(cluster=group, recommendations=some, by=secretariat)
    roads = clusters.create(code="roads", texts={"en": {"name": "Roads"}}, by=secretariat)
    clusters.add(cluster=roads, recommendations=rest, by=secretariat)

    suggestion_finding.find(iso3="XAA")

    row = found("cluster", new).get()
    assert (row.cluster, row.strength, row.basis) == (group, "possible", "themes")
    assert {reason["recommendation"] for reason in row.reasons} <= {one.pk for one in some}


@pytest.mark.parametrize(
    ("language", "law", "budget"),
    [
        ("en", "Amend the Penal Code to prohibit all corporal punishment.", "Allocate sufficient resources."),
        ("fr", "Modifier le Code pénal.", "Allouer des ressources financières suffisantes."),
        ("es", "Reformar el Código Penal.", "Asignar recursos suficientes."),
        ("ru", "Внести изменения в Уголовный кодекс.", "Выделить достаточные ресурсы."),
        ("ar", "تعديل قانون العقوبات.", "تخصيص الموارد المالية الكافية."),
        ("zh", "修订刑法,禁止一切形式的体罚。", "划拨充足的资源。"),
    ],
)
def test_needs_are_found_by_words_in_six_languages_and_marked_as_such(language, law, budget):
    both = {"law": RecommendationFactory(text=law), "budget": RecommendationFactory(text=budget)}
    for one in both.values():
        one.texts.update(language=language)

    suggestion_finding.find(iso3="XAA")

    for kind, one in both.items():
        row = found(kind, one).get()
        assert (row.basis, row.strength) == ("words", "possible")
        assert row.reasons[0]["words"]
    assert not found("law", both["budget"]).exists()


def test_law_enforcement_is_no_need_of_a_law():
    one = RecommendationFactory(text="Train law enforcement officials to respect the rule of law.")

    suggestion_finding.find(iso3="XAA")

    assert not found("law", one).exists()


def test_rights_follow_from_themes():
    theme = Tag.objects.create(kind="theme", code="t")
    right = Tag.objects.create(kind="right", code="r")
    RightTheme.objects.create(right=right, theme=theme)
    one = RecommendationFactory()
    RecommendationTag.objects.create(recommendation=one, tag=theme)

    suggestion_finding.find(iso3="XAA")

    assert found("right", one).get().tag == right


def test_a_taken_suggestion_is_done_by_whoever_took_it_and_undone_as_a_whole(
    asked, bodies, secretariat, django_capture_on_commit_callbacks
):
    suggestion_finding.find(iso3="XAA")
    rows = list(Suggestion.objects.filter(recommendation=asked["river"], kind__in=["lead", "cluster"]))

    operation = suggestions.take(suggestions=rows, by=secretariat)

    lead = Assignment.objects.get(recommendation=asked["river"], role="lead")
    assert (lead.institution, lead.assigned_by) == (bodies["river"], secretariat)
    assert SearchRow.objects.get(pk=asked["river"].pk).lead == bodies["river"].pk
    assert ClusterMembership.objects.filter(recommendation=asked["river"]).count() == 1
    event = Assignment.pgh_event_model.objects.get(pgh_obj=lead)
    assert event.pgh_context.metadata["action"] == "suggestion.take"
    assert event.pgh_context.metadata["name"] == "Liesl"
    assert {row.state for row in Suggestion.objects.filter(pk__in=[row.pk for row in rows])} == {"taken"}

    suggestions.undo(operation=operation, by=secretariat)

    assert not Assignment.objects.filter(recommendation=asked["river"]).exists()
    assert not ClusterMembership.objects.filter(recommendation=asked["river"]).exists()
    assert SearchRow.objects.get(pk=asked["river"].pk).lead is None
    assert {row.state for row in Suggestion.objects.filter(pk__in=[row.pk for row in rows])} == {"open"}


def test_taking_for_a_selection_costs_the_same_however_long(secretariat, django_assert_max_num_queries):
    tag = Tag.objects.create(kind="theme", code="t")
    rows = [
        Suggestion.objects.create(
            recommendation=RecommendationFactory(), kind="theme", tag=tag, strength="likely"
        )
        for _n in range(30)
    ]

    with django_assert_max_num_queries(25):
        suggestions.take(suggestions=rows, by=secretariat)

    assert RecommendationTag.objects.filter(tag=tag, origin="national").count() == 30


def test_a_refused_one_does_not_come_again_until_it_is_reopened(asked, secretariat):
    suggestion_finding.find(iso3="XAA")
    row = found("lead", asked["school"]).get()

    suggestions.refuse(suggestions=[row], by=secretariat)
    suggestion_finding.find(iso3="XAA")

    assert found("lead", asked["school"]).get().state == "refused"
    suggestions.reopen(suggestion=row, by=secretariat)
    assert found("lead", asked["school"]).get().state == "open"


def test_looking_again_keeps_what_is_the_same_and_drops_what_no_longer_holds(asked, bodies):
    first = suggestion_finding.find(iso3="XAA")
    kept = found("lead", asked["river"]).get().pk

    assert suggestion_finding.find(iso3="XAA").stored == first.stored
    assert found("lead", asked["river"]).get().pk == kept

    AssignmentFactory(recommendation=asked["river"], institution=bodies["school"])
    suggestion_finding.find(iso3="XAA")
    assert not found("lead", asked["river"]).exists()


def test_what_somebody_did_meanwhile_is_not_shown_as_wanted(asked, bodies):
    suggestion_finding.find(iso3="XAA")
    AssignmentFactory(recommendation=asked["river"], institution=bodies["school"])

    assert not Suggestion.objects.wanted().filter(kind="lead", recommendation=asked["river"]).exists()


def test_two_taking_the_same_are_told(asked, secretariat):
    suggestion_finding.find(iso3="XAA")
    row = found("lead", asked["river"]).get()
    suggestions.take(suggestions=[row], by=secretariat)

    with pytest.raises(NotNow):
        suggestions.take(suggestions=[row], by=secretariat)


def test_nobody_else_decides(asked):
    suggestion_finding.find(iso3="XAA")
    row = found("lead", asked["river"]).get()

    with pytest.raises(PermissionDenied):
        suggestions.take(suggestions=[row], by=UserFactory())
    with pytest.raises(PermissionDenied):
        suggestion_switch.switch_house(is_off=True, by=UserFactory())


def test_a_need_that_an_institution_told_is_suggested_with_that_reason(secretariat):
    from focal_points.models import UpdateObstacle
    from tests.breaking.rows import make

    obstacle = make(UpdateObstacle, kind="law")
    update = obstacle.update
    type(update).objects.filter(pk=update.pk).update(
        state="submitted", submitted_by=update.author, submitted_at="2026-01-01T00:00Z"
    )
    one = update.assignment.recommendation

    suggestion_finding.find(iso3="XAA")

    row = found("law", one).get()
    assert row.strength == "likely"
    assert [reason["recommendation"] for reason in row.reasons] == [one.pk]
    suggestions.take(suggestions=[row], by=secretariat)
    assert NationalNeed.objects.filter(recommendation=one, kind="law").exists()
    assert SearchRow.objects.get(pk=one.pk).needs == ["law"]


def test_switched_off_nothing_is_looked_for(asked, secretariat, settings):
    suggestion_switch.switch_house(is_off=True, by=secretariat)
    with pytest.raises(NotNow):
        suggestion_finding.find(iso3="XAA")
    assert suggestion_jobs.ask_by_itself() is None
    suggestion_switch.switch_house(is_off=False, by=secretariat)
    assert suggestion_switch.is_on()
    settings.SUGGESTIONS = False
    assert not suggestion_switch.is_on()


def test_one_person_hides_them_for_themselves(secretariat):
    suggestion_switch.hide(is_off=True, by=secretariat)

    assert not suggestion_switch.shown_to(secretariat)
    assert suggestion_switch.shown_to(UserFactory(role="secretariat"))


def test_other_states_get_tags_alone_and_teach_them(confirmed, bodies):
    persons = Tag.objects.create(kind="persons", code="pupils")
    rivers = Tag.objects.create(kind="persons", code="anglers")
    other = Country.objects.create(iso3="XAB")
    foreign = []
    for nth in range(20):
        document = DocumentFactory()
        for subject, tag in (("school", persons), ("river", rivers)):
            one = RecommendationFactory(
                document=document, is_home=False, country=other, text=text_of(subject, nth)
            )
            RecommendationTag.objects.create(recommendation=one, tag=tag)
            foreign.append(one)
    new = RecommendationFactory(is_home=False, country=other, text=NEW["river"])

    suggestion_finding.find(iso3="XAB")
    assert {row.kind for row in Suggestion.objects.all()} == {"persons"}
    assert found("persons", new).get().tag == rivers

    suggestion_finding.find(iso3="XAA")
    assert found("persons", confirmed["river"][0]).get().tag == rivers


def test_the_job_notes_what_was_learned_and_waits_only_once(asked, secretariat):
    job = suggestion_jobs.ask(by=secretariat)
    assert suggestion_jobs.ask(by=secretariat) == job

    suggestion_jobs.run(job.pk)

    job = Job.objects.get(pk=job.pk)
    assert job.state == "done"
    assert job.result["measured"]["lead"]["examples"] == 36
    assert job.result["stored"] == Suggestion.objects.open().count()


def test_the_command_ends_with_the_count_and_refuses_what_is_no_state(asked, capsys):
    call_command("suggest", "--country", "XAA")
    assert capsys.readouterr().out.splitlines()[-1] == f"suggested={Suggestion.objects.open().count()}"

    with pytest.raises(SystemExit) as ended:
        call_command("suggest", "--country", "Nowhereland")
    assert ended.value.code == 2
    assert "Nowhereland" in capsys.readouterr().err


def test_the_command_needs_a_single_state(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("suggest", "--country", "all")
    assert ended.value.code == 2
