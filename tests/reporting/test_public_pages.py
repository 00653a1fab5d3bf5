"""What anyone sees: whole, honest, and the same whatever happens behind the doors."""

import gzip
import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from focal_points.models import (
    Evidence,
    ImplementationStatus,
    ProposedStatus,
    StakeholderView,
    StatusUpdate,
    Verification,
)
from focal_points.services import search_table
from recommendations.models import (
    Cluster,
    ClusterMembership,
    ClusterText,
    Document,
    MechanismGrade,
    Part,
    RecommendationText,
)
from reporting.services import statistics
from tests.factories import (
    AssignmentFactory,
    CountryFactory,
    DocumentFactory,
    InstitutionFactory,
    RecommendationFactory,
    StatusUpdateFactory,
    UserFactory,
)

WHEN = datetime(2026, 7, 1, 9, tzinfo=UTC)
PLAIN = [
    "home",
    "recommendation-list",
    "document-list",
    "cluster-list",
    "institution-list",
    "figures",
    "statuses",
    "open-data",
]


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def verified(
    recommendation, by, *, status="in_progress", proposed="implemented", is_public=True, at=WHEN, part=None
):
    """An update that went all the way."""
    assignment = recommendation.assignments.filter(role="lead", part=part).first() or AssignmentFactory(
        recommendation=recommendation, part=part
    )
    author = UserFactory()
    update = StatusUpdateFactory(
        assignment=assignment,
        author=author,
        submitted_by=author,
        submitted_at=at,
        decided_by=by,
        decided_at=at,
        state="verified",
        is_public=is_public,
        narrative="Two shelters opened in Ostrand.",
    )
    proposal = ProposedStatus.objects.create(
        update=update, recommendation=recommendation, part=part, status=proposed, explanation="All have one."
    )
    decided = Verification.objects.create(
        proposal=proposal,
        status=status,
        effective_on=date(2026, 6, 1),
        by=by,
        at=at,
        reason="Three lack one.",
    )
    ImplementationStatus.objects.create(
        recommendation=recommendation,
        part=part,
        status=status,
        trend="forward",
        effective_on=date(2026, 6, 1),
        recorded_at=at,
        reason="Three lack one.",
        verification=decided,
        verified_by=by,
    )
    search_table.refresh([recommendation.pk])
    return update


@pytest.fixture
def recommendation(db):
    made = RecommendationFactory(paragraph="27", title="Shelters in every province")
    search_table.refresh(None)
    return made


def page(recommendation):
    return reverse("reporting:recommendation-detail", args=[recommendation.public_id])


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_pages_of_an_empty_house_are_whole(name, language, client, db):
    client.cookies["django_language"] = language
    html = read(client, reverse(f"reporting:{name}"))

    assert html.count("<h1") == 1
    assert "style=" not in html
    assert " onclick" not in html


def test_home_says_numbers_with_their_whole_and_date(client, recommendation, secretariat):
    RecommendationFactory()
    verified(recommendation, secretariat, status="implemented")
    search_table.refresh(None)

    html = read(client, "/")

    assert "Of 2 recommendations, 1 are implemented and 1 have not been judged." in html
    assert "Last change 1 July 2026." in html
    assert "Shelters in every province" in html


def test_home_is_small_on_the_wire(client, secretariat):
    for n in range(12):
        made = RecommendationFactory(
            document=DocumentFactory(), title=f"Shelter {n} " + "in every province " * 5
        )
        verified(made, secretariat)
        cluster = Cluster.objects.create(code=f"c{n}")
        ClusterMembership.objects.create(cluster=cluster, recommendation=made)
    search_table.refresh(None)

    body = client.get("/").content
    assert len(body) < 100_000
    assert len(gzip.compress(body)) < 25_000


def test_other_states_never_enter_the_national_figures(client, recommendation):
    RecommendationFactory(
        country=CountryFactory(iso3="XAB"), is_home=False, document__symbol="CAT/C/XAB/CO/1"
    )
    search_table.refresh(None)

    for name in ("home", "figures", "recommendation-list", "document-list"):
        assert "XAB" not in read(client, reverse(f"reporting:{name}")), name
    assert "Of 1 recommendations" in read(client, "/")
    theirs = read(client, "/recommendations/?state=XAB")
    assert "CAT/C/XAB/CO/1" in theirs
    assert "Not part of the national figures" in theirs


def test_page_shows_the_four_opinions_and_what_differs(client, recommendation, secretariat):
    update = verified(recommendation, secretariat, status="partially_implemented", proposed="implemented")
    Evidence.objects.create(
        update=update, title="Register of shelters", link="https://x.example/r", is_public=True
    )
    Evidence.objects.create(update=update, title="Inner note", link="https://x.example/n", is_public=False)
    StakeholderView.objects.create(
        recommendation=recommendation,
        organisation="Human Rights Commission",
        status="in_progress",
        text="Nine beds are not enough.",
        stated_on=date(2026, 5, 1),
        by=secretariat,
    )
    MechanismGrade.objects.create(
        recommendation=recommendation, scale="CEDAW", grade="B", meaning="Partly", given_on=date(2026, 3, 6)
    )

    html = read(client, page(recommendation))

    for words in (
        "Implemented",
        "All have one.",
        "Partially implemented",
        "Three lack one.",
        "Differs from the proposal",
        "Human Rights Commission",
        "Nine beds are not enough.",
        "Partly",
        "Two shelters opened in Ostrand.",
        "Register of shelters",
        "verified 1 July 2026, in force since 1 June 2026",
        "https://undocs.org/",
    ):
        assert words in html, words
    assert "Inner note" not in html


def test_page_shows_each_part_with_its_own_status(client, secretariat):
    text = "The State should: (a) open shelters; (b) train the police."
    made = RecommendationFactory(text=text)
    for label, words in (("(a)", "open shelters"), ("(b)", "train the police")):
        starts = text.index(label)
        Part.objects.create(
            recommendation=made, label=label, position=starts, starts=starts, ends=starts + 20, quoted=words
        )
    verified(made, secretariat, status="implemented", part=made.parts.get(label="(a)"))

    html = read(client, page(made))

    assert "2 parts: 1 not assessed, 1 implemented" in html
    assert re.search(r'class="rec".*?<p>The State should:</p>', html, re.DOTALL)
    assert "open shelters" in html


def test_page_switches_language_and_keeps_plain_words_apart(client, recommendation):
    for language, origin, text in (
        ("fr", "uhri", "Ouvrir des foyers"),
        ("ar", "translation", "فتح الملاجئ"),
        ("en", "plain", "Safe houses everywhere."),
        ("en", "correction", "Open shelters in each province."),
    ):
        RecommendationText.objects.create(
            recommendation=recommendation, language=language, origin=origin, text=text
        )

    html = read(client, page(recommendation))
    assert "Open shelters in each province." in html
    assert "corrected by the secretariat" in html
    assert "Safe houses everywhere." in html
    assert "Ouvrir des foyers" not in html
    assert 'dir="rtl"><span class="no">' in read(client, page(recommendation) + "?lang=ar")
    assert "Ouvrir des foyers" in read(client, page(recommendation) + "?lang=fr")
    assert "Open shelters in each province." in read(client, page(recommendation) + "?lang='%00")


def test_page_leads_to_its_neighbours(client, recommendation):
    before = RecommendationFactory(document=recommendation.document, paragraph="26")
    after = RecommendationFactory(document=recommendation.document, paragraph="28")
    search_table.refresh(None)

    html = read(client, page(recommendation))

    assert f'rel="prev" href="{page(before)}"' in html
    assert f'rel="next" href="{page(after)}"' in html


def test_nothing_new_is_one_line_with_its_date_and_moves_nothing(client, recommendation):
    assignment = AssignmentFactory(recommendation=recommendation)
    StatusUpdateFactory(assignment=assignment, state="noted", is_nothing_new=True, obstacles_said="Hidden")
    search_table.refresh(None)

    html = read(client, page(recommendation))

    assert "Nothing new this period" in html
    assert "30 Jun 2026" in html
    assert "Hidden" not in html
    assert "nobody has judged it yet" in html


def test_markup_in_texts_is_text(client, recommendation):
    RecommendationText.objects.filter(recommendation=recommendation).update(text="<script>alert(1)</script>")

    assert "<script>alert" not in read(client, page(recommendation))
    assert "<script>alert" not in read(client, "/recommendations/")


def test_document_shows_the_whole_outcome_in_order(client, recommendation, secretariat):
    document = recommendation.document
    for paragraph in ("9", "100", "28"):
        RecommendationFactory(document=document, paragraph=paragraph)
    RecommendationFactory(document=document, paragraph="8", kind="observation")
    older = RecommendationFactory(document=DocumentFactory(published_on=date(2017, 1, 1))).document
    search_table.refresh(None)

    html = read(client, document.get_absolute_url())

    shown = re.findall(r"para\. <bdi>(\d+)</bdi>", html)
    assert shown == ["8", "9", "27", "28", "100"]
    assert "4 recommendations to this State" in html
    assert f'rel="prev" href="{older.get_absolute_url()}"' in html


def test_institution_and_cluster_show_what_they_hold(client, recommendation, institution):
    AssignmentFactory(recommendation=recommendation, institution=institution)
    cluster = Cluster.objects.create(code="violence")
    ClusterText.objects.create(
        cluster=cluster, language="en", name="Freedom from violence", desired_outcome="Safety"
    )
    ClusterMembership.objects.create(cluster=cluster, recommendation=recommendation)
    AssignmentFactory(
        recommendation=None, cluster=cluster, institution=InstitutionFactory(name="Coordination")
    )
    search_table.refresh(None)

    html = read(client, institution.get_absolute_url())
    assert "Leads on 1 of 1" in html
    assert page(recommendation) in html
    html = read(client, cluster.get_absolute_url())
    assert "Safety" in html
    assert "Coordination" in html
    assert page(recommendation) in html


def test_figures_agree_with_the_lists_they_lead_to(client, recommendation, secretariat):
    RecommendationFactory()
    verified(recommendation, secretariat, status="implemented")
    search_table.refresh(None)

    html = read(client, "/figures/")
    line = re.search(r'\?mechanism=cedaw">.*?</tr>', html, re.DOTALL)[0]
    assert re.findall(r'class="n">(\d+)<', line) == ["2", "1", "1"]
    assert "2 recommendations" in read(client, "/recommendations/?mechanism=cedaw")


def test_home_names_what_is_late_until_it_is_verified_as_done(client, recommendation, secretariat):
    AssignmentFactory(recommendation=recommendation, due_on=date(2026, 1, 1))
    assert "days overdue" in read(client, "/")

    verified(recommendation, secretariat, status="in_progress")
    assert "days overdue" in read(client, "/")

    verified(recommendation, secretariat, status="implemented", at=datetime(2026, 8, 1, tzinfo=UTC))
    assert "days overdue" not in read(client, "/")


def test_year_by_year_says_what_was_in_force_as_known_today(recommendation, secretariat):
    this_year = timezone.localdate().year
    Document.objects.update(published_on=date(this_year - 2, 3, 1))
    for year, status in ((this_year - 1, "in_progress"), (this_year, "implemented")):
        ImplementationStatus.objects.create(
            recommendation=recommendation,
            status=status,
            effective_on=date(year, 1, 1),
            recorded_at=WHEN,
            verified_by=secretariat,
        )
    search_table.refresh(None)

    *before, (today, now) = statistics.over_time()

    assert before == [
        (date(this_year - 2, 12, 31), {"not_assessed": 1}),
        (date(this_year - 1, 12, 31), {"in_progress": 1}),
    ]
    assert (today, now) == (timezone.localdate(), {"implemented": 1})
    counted = {status: n for status, n in statistics.by_status().items() if n}
    assert now == counted


@pytest.mark.parametrize(
    "address", ["recommendations/{}/", "documents/{}/", "clusters/{}/", "institutions/{}/"]
)
def test_what_is_not_there_is_not_found(address, client, db):
    missing = address.format("00000000-0000-0000-0000-000000000000")
    assert client.get(f"/{missing}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/", "/recommendations/?q=shelters", "/figures/", "/institutions/", "/clusters/", "/documents/"],
)
def test_pages_cost_the_same_however_long_the_list(
    address, client, secretariat, django_assert_max_num_queries
):
    def grow(number):
        for _ in range(number):
            made = RecommendationFactory(document=DocumentFactory(), upr_position="noted")
            verified(made, secretariat)
            cluster = Cluster.objects.create(code=f"c{made.pk}")
            ClusterMembership.objects.create(cluster=cluster, recommendation=made)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for number in (3, 27):
        grow(number)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_document_page_costs_the_same_however_long(client, recommendation):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for number in (3, 27):
        RecommendationFactory.create_batch(number, document=recommendation.document)
        search_table.refresh(None)
        with CaptureQueriesContext(connection) as asked:
            client.get(recommendation.document.get_absolute_url())
        costs.append(len(asked))
    assert costs[0] == costs[1]


STABLE = [
    "/",
    "/recommendations/",
    "/recommendations/?q=Ostrand",
    "/figures/",
    "/institutions/",
    "/recommendations.csv",
    "/recommendations/feed/",
    "/api/v1/recommendations/",
    "/api/v1/statistics/status/",
    "/documents/",
]
TOKEN = re.compile(rb'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken[^}]+')


def everything(client, recommendation):
    """All that the public can fetch, with its tags and dates."""
    found = {}
    for address in [*STABLE, page(recommendation), f"/api/v1/recommendations/{recommendation.public_id}/"]:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[address] = (
            TOKEN.sub(b"", body),
            answer.headers.get("ETag")
            if answer.headers.get("Content-Type") != "text/html; charset=utf-8"
            else "",
            answer.headers.get("Last-Modified"),
        )
    return found


@pytest.mark.parametrize("state", ["draft", "validation", "submitted", "second", "returned", "withdrawn"])
def test_what_is_not_verified_moves_nothing_public(
    state, client, recommendation, owner, institution, secretariat
):
    assignment = AssignmentFactory(recommendation=recommendation, institution=institution)
    search_table.refresh(None)
    before = everything(client, recommendation)

    update = StatusUpdateFactory(
        assignment=assignment,
        author=owner,
        state=state,
        narrative="Two shelters opened in Ostrand.",
        submitted_by=owner,
        submitted_at=WHEN,
        comment="More, please.",
        withdrawn_because="Wrong one.",
    )
    ProposedStatus.objects.create(update=update, recommendation=recommendation, status="implemented")
    Evidence.objects.create(update=update, title="Ostrand register", link="https://x.example", is_public=True)
    search_table.refresh(None)

    assert everything(client, recommendation) == before


def test_what_is_internal_though_verified_moves_nothing_public(client, recommendation, secretariat):
    AssignmentFactory(recommendation=recommendation)
    search_table.refresh(None)
    before = everything(client, recommendation)

    verified(recommendation, secretariat, is_public=False)
    StakeholderView.objects.create(
        recommendation=recommendation,
        organisation="Commission",
        status="in_progress",
        stated_on=date(2026, 5, 1),
        is_public=False,
        by=secretariat,
    )

    assert everything(client, recommendation) == before


def test_what_is_verified_and_public_moves_it(client, recommendation, secretariat):
    AssignmentFactory(recommendation=recommendation)
    search_table.refresh(None)
    before = everything(client, recommendation)

    verified(recommendation, secretariat)

    after = everything(client, recommendation)
    same = {address for address in before if before[address] == after[address]}
    assert same <= {"/recommendations/?q=Ostrand", "/documents/"}


def test_who_is_signed_in_sees_the_same_public_page(client, recommendation, draft, owner):
    signed_out = read(client, page(draft.assignment.recommendation)) if search_table.refresh(None) else ""
    StatusUpdate.objects.filter(pk=draft.pk).update(narrative="Secret so far")
    client.force_login(owner)

    html = read(client, page(draft.assignment.recommendation))
    assert "Secret so far" not in html
    assert signed_out.count("<section") == html.count("<section")
