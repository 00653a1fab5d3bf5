"""As of a day, for programs and on public pages: two times, public facts alone, and bad days refused."""

from datetime import date, timedelta

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from focal_points.models import ImplementationStatus, ProposedStatus, Verification
from focal_points.services import search_table
from recommendations.models import (
    Cluster,
    ClusterMembership,
    ClusterText,
    Part,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    Tag,
    TagName,
)
from recommendations.services import replacing
from tests.factories import (
    AssignmentFactory,
    DocumentFactory,
    InstitutionFactory,
    RecommendationFactory,
    StatusUpdateFactory,
)
from tests.timeline import happening_on, noon

FIGURES = "/api/v1/statistics/status/"
HELD = date(2024, 3, 2)


def address(recommendation) -> str:
    return f"/api/v1/recommendations/{recommendation.public_id}/"


def judged(recommendation, status, since, known, person, *, part=None, verification=None):
    unexplained = "focal_points.ImplementationStatus:status_step_back_is_explained"
    with happening_on(known, ImplementationStatus), pgtrigger.ignore(unexplained):
        return ImplementationStatus.objects.create(
            recommendation=recommendation,
            part=part,
            status=status,
            effective_on=since,
            recorded_at=noon(known),
            verified_by=person,
            verification=verification,
        )


def correct(row, day):
    with happening_on(day, ImplementationStatus):
        ImplementationStatus.objects.filter(pk=row.pk).update(
            retracted_at=noon(day), retracted_because="Another law."
        )


@pytest.fixture
def recommendation(secretariat):
    """In force since January, known since February; corrected in May to what was so since March."""
    with happening_on(HELD):
        made = RecommendationFactory(text="Open shelters in every province.")
    judged(made, "in_progress", date(2025, 1, 10), date(2025, 2, 1), secretariat)
    wrong = judged(made, "implemented", date(2025, 3, 1), date(2025, 4, 1), secretariat)
    correct(wrong, date(2025, 5, 1))
    judged(made, "partially_implemented", date(2025, 3, 1), date(2025, 5, 1), secretariat)
    search_table.refresh(None)
    return made


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("as_of=2025-01-09", "not_assessed"),
        ("as_of=2025-01-10", "in_progress"),
        ("as_of=2025-03-01", "partially_implemented"),
        ("known_at=2025-01-31", "not_assessed"),
        ("known_at=2025-02-01", "in_progress"),
        ("known_at=2025-04-30", "implemented"),
        ("known_at=2025-05-01", "partially_implemented"),
        ("as_of=2025-02-15&known_at=2025-04-30", "in_progress"),
        ("as_of=2025-03-15&known_at=2025-03-20", "in_progress"),
        ("as_of=2025-03-15&known_at=2025-04-15", "implemented"),
    ],
)
def test_two_times_of_one_recommendation(asked, status, client, recommendation):
    answer = client.get(f"{address(recommendation)}?{asked}").json()

    assert answer["status"] == status
    assert answer["id"] == str(recommendation.public_id)
    assert answer["as_it_stood"]["held_since"] == "2024-03-02"
    assert ("known_at" in answer) == ("known_at" in asked)
    figures = client.get(f"{FIGURES}?{asked}").json()
    assert (figures["total"], figures["by_status"][status]) == (1, 1)


def test_today_answers_as_before(client, recommendation):
    answer = client.get(address(recommendation)).json()

    assert answer["status"] == "partially_implemented"
    assert not answer.keys() & {"as_of", "known_at", "as_it_stood"}
    assert client.get(f"{address(recommendation)}?as_of={timezone.localdate()}").json() | {} == (
        answer | client.get(f"{address(recommendation)}?as_of={timezone.localdate()}").json()
    )


@pytest.mark.parametrize("name", ["as_of", "known_at"])
@pytest.mark.parametrize("given", ["yesterday", "2025-02-30", "2999-01-01", "\x00"])
def test_a_bad_day_is_refused_by_name(name, given, client, recommendation):
    for where in (address(recommendation), FIGURES):
        response = client.get(where, {name: given})
        assert response.status_code == 400, where
        assert set(response.json()["fields"]) == {name}
    page = client.get(f"/recommendations/{recommendation.public_id}/", {name: given})
    assert page.status_code == 400
    assert client.get("/figures/", {"compare": "2999-01-01"}).status_code == 400


def test_words_parts_tags_and_institutions_are_those_of_the_day(client, recommendation, secretariat):
    justice = InstitutionFactory(code="justice", name="Justice")
    interior = InstitutionFactory(code="interior", name="Interior")
    with happening_on(date(2024, 6, 1)) as noon_then:
        held = AssignmentFactory(recommendation=recommendation, institution=justice, assigned_at=noon_then)
    with happening_on(date(2025, 6, 1)) as noon_then:
        type(held).objects.filter(pk=held.pk).update(state="withdrawn")
        AssignmentFactory(recommendation=recommendation, institution=interior, assigned_at=noon_then)
        RecommendationText.objects.filter(recommendation=recommendation).update(text="Open two shelters.")
    search_table.refresh(None)

    before = client.get(f"{address(recommendation)}?as_of=2025-05-31").json()
    after = client.get(f"{address(recommendation)}?as_of=2025-06-01").json()

    assert [one["code"] for one in before["institutions"]] == ["justice"]
    assert [one["code"] for one in after["institutions"]] == ["interior"]
    assert before["text"] == "Open shelters in every province."
    assert after["text"] == "Open two shelters."


def test_what_was_divided_later_is_told_as_a_whole_before(client, recommendation, secretariat):
    with happening_on(date(2025, 8, 1)):
        parts = [
            Part.objects.create(
                recommendation=recommendation, label=label, position=at, starts=at, ends=at + 4, quoted="Open"
            )
            for at, label in enumerate(("(a)", "(b)"))
        ]
    judged(recommendation, "implemented", date(2025, 9, 1), date(2025, 9, 5), secretariat, part=parts[0])
    search_table.refresh(None)

    whole = client.get(f"{address(recommendation)}?as_of=2025-07-31").json()
    divided = client.get(f"{address(recommendation)}?as_of=2025-09-02").json()

    assert (whole["status"], whole["parts"]) == ("partially_implemented", [])
    assert [part["status"] for part in divided["parts"]] == ["implemented", "not_assessed"]
    assert divided["status"] == client.get(address(recommendation)).json()["status"]


def test_what_rests_on_an_internal_update_is_not_told(client, recommendation, secretariat):
    update = StatusUpdateFactory(
        assignment=AssignmentFactory(recommendation=recommendation),
        state="submitted",
        is_public=False,
        submitted_by=secretariat,
        submitted_at=noon(date(2025, 6, 1)),
    )
    proposal = ProposedStatus.objects.create(
        update=update, recommendation=recommendation, status="not_implemented"
    )
    verification = Verification.objects.create(
        proposal=proposal, status="not_implemented", effective_on=date(2025, 6, 1), by=secretariat
    )
    judged(
        recommendation,
        "not_implemented",
        date(2025, 6, 1),
        date(2025, 6, 2),
        secretariat,
        verification=verification,
    )
    search_table.refresh(None)

    for asked in ("as_of=2025-07-01", "known_at=2025-07-01"):
        assert client.get(f"{address(recommendation)}?{asked}").json()["status"] == "partially_implemented"
        assert client.get(f"{FIGURES}?{asked}").json()["by_status"]["not_implemented"] == 0


def test_what_was_withdrawn_later_counts_before_and_not_after(client, recommendation):
    with happening_on(date(2025, 7, 1)):
        Recommendation.objects.filter(pk=recommendation.pk).update(
            withdrawn_on=date(2025, 7, 1), withdrawn_because="Entered twice."
        )
    search_table.refresh(None)

    assert client.get(f"{FIGURES}?as_of=2025-06-30").json()["total"] == 1
    assert client.get(f"{FIGURES}?as_of=2025-07-01").json()["total"] == 0
    assert client.get(f"{FIGURES}?as_of=2024-02-28").json()["total"] == 0  # asked on 1 March 2024
    assert client.get(f"{address(recommendation)}?as_of=2025-06-30").status_code == 200
    assert client.get(f"{address(recommendation)}?as_of=2025-07-01").status_code == 404


@pytest.fixture
def replaced(recommendation, secretariat):
    """On 1 July 2025 another takes its place, and its status goes with it."""
    with happening_on(HELD):
        new = RecommendationFactory(document=DocumentFactory(symbol="CEDAW/C/XAA/CO/9/REV.1"))
    with happening_on(date(2025, 7, 1), Recommendation, ImplementationStatus):
        replacing.replace(old=recommendation, new=new, by=secretariat)
    search_table.refresh(None)
    return new


def test_what_was_replaced_later_is_told_as_it_stood_with_what_replaced_it(client, recommendation, replaced):
    told = client.get(f"{address(recommendation)}?as_of=2025-06-30").json()

    assert (told["status"], told["as_of"]) == ("partially_implemented", "2025-06-30")
    assert told["replaced_by"] == {
        "id": str(replaced.public_id),
        "reference": replaced.reference,
        "on": "2025-07-01",
    }
    assert "replaced_by" not in client.get(f"{address(replaced)}?as_of=2025-06-30").json()
    before = client.get(f"{address(recommendation)}?known_at=2025-06-30").json()
    assert (before["status"], "replaced_by" in before) == ("partially_implemented", False)


def test_the_page_of_what_was_replaced_says_so_and_leads_on(client, recommendation, replaced):
    page = client.get(f"{recommendation.get_absolute_url()}?as_of=2025-06-30")
    after = client.get(f"{recommendation.get_absolute_url()}?as_of=2025-07-01")

    assert page.status_code == 200
    assert replaced.get_absolute_url() in page.content.decode()
    assert (after.status_code, after["Location"]) == (
        302,
        f"{replaced.get_absolute_url()}?as_of=2025-07-01",
    )
    assert client.get(f"{address(recommendation)}?as_of=2025-07-01").status_code == 404


def test_what_an_undo_took_away_is_told_of_the_day_on_which_it_stood(client, secretariat):
    with happening_on(HELD):
        made = RecommendationFactory()
    judged(made, "implemented", date(2025, 1, 1), date(2025, 1, 5), secretariat)
    with happening_on(date(2025, 2, 1)):
        ImplementationStatus.objects.all().delete()
    search_table.refresh(None)

    assert client.get(f"{address(made)}?known_at=2025-01-31").json()["status"] == "implemented"
    assert client.get(f"{address(made)}?as_of=2025-01-31").json()["status"] == "not_assessed"
    assert client.get(f"{address(made)}?as_of=2025-01-31&known_at=2025-02-01").json()["status"] == (
        "not_assessed"
    )


def test_two_days_compared_say_what_moved_with_its_whole(client, recommendation, secretariat):
    with happening_on(HELD):
        still, late = RecommendationFactory(), DocumentFactory(published_on=date(2025, 6, 1))
        RecommendationFactory(document=late)
    judged(still, "not_started", date(2024, 5, 1), date(2024, 5, 1), secretariat)
    search_table.refresh(None)

    answer = client.get(f"{FIGURES}?as_of=2025-07-01&compare=2025-02-01").json()

    assert (answer["as_of"], answer["compare"]["as_of"]) == ("2025-07-01", "2025-02-01")
    assert (answer["total"], answer["compare"]["total"]) == (3, 2)
    assert answer["moved"] | {"moves": None} == {
        "earlier": "2025-02-01",
        "later": "2025-07-01",
        "on_both": 2,
        "stayed": 1,
        "moved": 1,
        "moves": None,
    }
    assert answer["moved"]["moves"] == [
        {"from": "in_progress", "to": "partially_implemented", "count": 1, "of": 2, "percent": 50.0},
        {"from": None, "to": "not_assessed", "count": 1, "of": 2, "percent": 50.0},
    ]
    page = client.get("/figures/?as_of=2025-07-01&compare=2025-02-01").content.decode()
    assert "1 of 2 recommendations counted on both days has another status." in page
    assert "50.0 % of 2" in page


def test_pages_of_a_day_say_which_day(client, recommendation, secretariat):
    with happening_on(date(2024, 4, 1)):
        cluster = Cluster.objects.create(code="shelter")
        ClusterText.objects.create(cluster=cluster, language="en", name="Shelter")
        member = ClusterMembership.objects.create(cluster=cluster, recommendation=recommendation)
    with happening_on(date(2025, 6, 1)):
        ClusterMembership.objects.filter(pk=member.pk).delete()
    search_table.refresh(None)

    one = client.get(f"/recommendations/{recommendation.public_id}/?as_of=2025-02-01").content.decode()
    before = client.get(f"/clusters/{cluster.public_id}/?as_of=2025-05-31").content.decode()
    after = client.get(f"/clusters/{cluster.public_id}/?as_of=2025-06-01").content.decode()

    assert "In force on 1 February 2025, as known today." in one
    assert "What is different today" in one
    assert "In progress" in one
    assert "Open shelters" in before
    assert "Nothing was in it then" in after


def test_the_page_of_a_day_names_leads_first_and_tags_at_their_most_particular(
    client, recommendation, institution, another_institution
):
    goal = Tag.objects.create(kind="sdg", code="5")
    target = Tag.objects.create(kind="sdg", code="5.2", parent=goal)
    for tag, name in ((goal, "Equality of all"), (target, "No violence")):
        TagName.objects.create(tag=tag, language="en", name=name)
    RecommendationTag.objects.create(recommendation=recommendation, tag=target, origin="national")
    AssignmentFactory(recommendation=recommendation, institution=another_institution, role="supporting")
    AssignmentFactory(recommendation=recommendation, institution=institution, role="lead")
    search_table.refresh(None)

    page = client.get(
        f"/recommendations/{recommendation.public_id}/?as_of={timezone.localdate()}"
    ).content.decode()

    assert "SDG No violence" in page
    assert "Equality of all" not in page
    assert page.index("Agency for Shelters") < page.index("Ministry of Finance")


@pytest.mark.parametrize(
    "asked", ["/api/v1/statistics/status/?as_of={}&compare=2024-06-01", "/figures/?known_at={}"]
)
def test_figures_of_a_day_cost_the_same_however_many(asked, client, secretariat):
    costs = []
    for _round in range(2):
        for number in range(3):
            made = RecommendationFactory()
            cluster = Cluster.objects.create(code=f"c{made.pk}")
            ClusterMembership.objects.create(cluster=cluster, recommendation=made)
            AssignmentFactory(recommendation=made)
            judged(made, "in_progress", date(2025, 1, number + 1), date(2025, 1, 9), secretariat)
        search_table.refresh(None)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(asked.format(timezone.localdate() - timedelta(days=1)))
        assert response.status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
