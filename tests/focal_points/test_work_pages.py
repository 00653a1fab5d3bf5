"""The secretariat's other pages: a recommendation, a selection, clusters, institutions, operations, views."""

import pytest
from django.urls import reverse

from focal_points.models import Assignment, StakeholderView, Term
from focal_points.services import assigning, search_table
from focal_points.views.recommendations import ACTIONS
from nmrf.base.models import Operation, User
from recommendations.models import (
    Cluster,
    ClusterMembership,
    Document,
    Recommendation,
    RecommendationText,
    Tag,
    TagName,
)
from tests.factories import (
    AssignmentFactory,
    CountryFactory,
    DocumentFactory,
    MechanismFactory,
    RecommendationFactory,
    UserFactory,
)

TEXT = "The State should: (a) Open shelters; (b) Train staff; (c) Collect data."


@pytest.fixture
def recommendation(db):
    made = RecommendationFactory(text=TEXT)
    search_table.refresh()
    return made


@pytest.fixture
def signed_in(client, secretariat):
    client.force_login(secretariat)
    return client


def act(client, recommendation, action, **fields):
    address = reverse(f"focal_points:recommendation-{action}", args=[recommendation.public_id])
    return client.post(address, {f"{action}-{name}": value for name, value in fields.items()})


def page_of(client, recommendation):
    return client.get(reverse("focal_points:recommendation-detail", args=[recommendation.public_id]))


def test_the_page_shows_its_neighbours_in_the_document(signed_in):
    document = DocumentFactory()
    rows = [RecommendationFactory(document=document, paragraph=p) for p in ("9", "10", "11")]
    search_table.refresh()

    before, after = page_of(signed_in, rows[1]).context["page"].neighbours

    assert (before.paragraph, after.paragraph) == ("9", "11")


def test_dividing_by_the_letters_found(signed_in, recommendation):
    page = page_of(signed_in, recommendation)
    formset = page.context["page"].form("divide")
    data = {"divide-TOTAL_FORMS": len(formset), "divide-INITIAL_FORMS": len(formset)}
    for n, form in enumerate(formset):
        data |= {f"divide-{n}-{name}": form[name].value() for name in ("label", "title", "starts", "ends")}
        data[f"divide-{n}-keep"] = "on"
    data["divide-0-title"] = "Shelters"
    address = reverse("focal_points:recommendation-divide", args=[recommendation.public_id])

    assert signed_in.post(address, data).status_code == 302

    assert list(recommendation.parts.values_list("label", "title")) == [
        ("(a)", "Shelters"),
        ("(b)", ""),
        ("(c)", ""),
    ]
    doubled = signed_in.post(address, data | {"divide-1-label": "(a)"})
    assert doubled.status_code == 422
    assert "letter of its own" in doubled.content.decode()
    assert page_of(signed_in, recommendation).status_code == 200


def test_plain_words_of_somebody_else_are_shown_not_overwritten(signed_in, recommendation, secretariat2):
    RecommendationText.objects.create(
        recommendation=recommendation, language="en", origin="plain", text="Houses.", by=secretariat2
    )

    answer = act(
        signed_in, recommendation, "plain", language="en", text="Shelters.", seen="", opened_language="en"
    )

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Houses." in page
    assert "Shelters." in page
    assert recommendation.texts.get(origin="plain").text == "Houses."


def test_everything_small_that_can_be_done(signed_in, recommendation, institution):
    tag = Tag.objects.create(kind="theme", code="housing")
    TagName.objects.create(tag=tag, language="en", name="Housing")
    cluster = Cluster.objects.create(code="shelters")
    done = [
        ("title", {"title": "Shelters"}),
        ("plain", {"language": "en", "text": "Open shelters.", "seen": ""}),
        ("translate", {"language": "fr", "text": "Ouvrir des foyers.", "seen": ""}),
        ("correct", {"language": "en", "text": TEXT + " Soon.", "seen": ""}),
        ("tag", {"tag": tag.pk}),
        ("untag", {"key": tag.pk}),
        ("followup", {"due_on": "2027-04-30"}),
        ("unfollowup", {}),
        ("grade", {"scale": "A-E", "grade": "B", "given_on": "2026-01-01"}),
        ("looked", {}),
        ("cluster", {"cluster": cluster.pk}),
        ("uncluster", {"key": cluster.pk}),
        ("assign", {"institution": institution.pk, "role": "lead"}),
    ]
    for action, fields in done:
        assert act(signed_in, recommendation, action, **fields).status_code == 302, action
    assignment = Assignment.objects.get()
    assert (
        act(signed_in, recommendation, "due", key=assignment.pk, version=1, due_on="2027-01-01").status_code
        == 302
    )
    assert act(signed_in, recommendation, "withdraw", key=assignment.pk, because="").status_code == 422
    assert act(signed_in, recommendation, "withdraw", key=assignment.pk, because="Moved.").status_code == 302
    page = page_of(signed_in, recommendation).content.decode()
    assert "Open shelters." in page
    assert "Selma Secretariat" in page
    assert search_table.drift() == 0


def test_an_assignment_of_another_recommendation_is_not_found(signed_in, recommendation, assignment):
    assert act(signed_in, recommendation, "withdraw", key=assignment.pk, because="Mine.").status_code == 404


@pytest.mark.parametrize("action", list(ACTIONS))
def test_nothing_is_done_by_whoever_may_not(client, owner, administrator, recommendation, action):
    address = reverse(f"focal_points:recommendation-{action}", args=[recommendation.public_id])
    assert client.post(address).status_code == 302
    client.force_login(owner)
    assert client.post(address).status_code == 403
    client.force_login(administrator)
    assert client.post(address).status_code == 403


def test_a_filtered_selection_is_assigned_and_undone_from_the_list(
    signed_in, institution, another_institution
):
    document, other = DocumentFactory(), DocumentFactory()
    for _ in range(7):
        RecommendationFactory(document=document)
    RecommendationFactory(document=other)
    search_table.refresh()
    query = f"?document={document.symbol}&scope=all"
    address = reverse("focal_points:bulk-assign") + query
    preview = signed_in.get(address)
    assert preview.context["count"] == 7

    done = signed_in.post(address, {"count": 7, "lead": institution.pk})

    assert "done=" in done["Location"]
    assert f"document={document.symbol.replace('/', '%2F')}" in done["Location"]
    assert Assignment.objects.count() == 7
    page = signed_in.get(done["Location"])
    assert "Undo" in page.content.decode()
    operation = Operation.objects.get()
    undo = reverse("focal_points:operation-undo", args=[operation.pk])
    assert signed_in.post(undo, follow=True).status_code == 200
    assert not Assignment.objects.exists()
    assert signed_in.post(undo, follow=True).status_code == 200
    assert search_table.drift() == 0


def test_a_selection_that_grew_is_asked_again(signed_in, institution, recommendation):
    address = reverse("focal_points:bulk-assign") + "?scope=all"

    answer = signed_in.post(address, {"count": 99, "lead": institution.pk})

    assert answer.status_code == 409
    assert not Assignment.objects.exists()


def test_ticked_ones_are_put_into_a_cluster(signed_in, recommendation):
    other = RecommendationFactory()
    search_table.refresh()
    cluster = Cluster.objects.create(code="shelters")
    address = reverse("focal_points:bulk-cluster") + f"?pick={recommendation.public_id}&pick=nonsense"

    signed_in.post(address, {"count": 1, "cluster": cluster.pk})

    assert ClusterMembership.objects.get().recommendation == recommendation
    assert other.memberships.count() == 0


@pytest.mark.parametrize("rows", [3, 40])
def test_the_working_list_costs_the_same_however_long(
    signed_in, institution, rows, django_assert_max_num_queries
):
    made = [RecommendationFactory() for _ in range(rows)]
    for one in made:
        AssignmentFactory(recommendation=one, institution=institution)
    search_table.refresh()
    with django_assert_max_num_queries(30):
        answer = signed_in.get(reverse("focal_points:recommendation-list"))
    assert answer.context["page"].paginator.count == rows


def test_a_cluster_from_naming_to_coordinating(signed_in, recommendation, institution, another_institution):
    new = reverse("focal_points:cluster-new")
    assert signed_in.get(new).status_code == 200
    assert signed_in.post(new, {"code": "shelters"}).status_code == 422
    signed_in.post(new, {"code": "shelters", "name_en": "Shelters", "outcome_en": "A bed for each."})
    cluster = Cluster.objects.get()
    here = [cluster.public_id]
    found = signed_in.get(reverse("focal_points:cluster-detail", args=here), {"q": "shelters"})
    assert len(found.context["found"]) == 1
    members = reverse("focal_points:cluster-members", args=here)
    signed_in.post(members, {"do": "add", "pick": str(recommendation.public_id)})
    assert cluster.memberships.count() == 1
    coordinator = reverse("focal_points:cluster-coordinator", args=here)
    for body in (institution, another_institution):
        assert signed_in.post(coordinator, {"institution": body.pk}).status_code == 302
    assert Assignment.objects.current().get().institution == another_institution
    for name in ("cluster-detail", "cluster-edit"):
        assert signed_in.get(reverse(f"focal_points:{name}", args=here)).status_code == 200
    assert signed_in.get(reverse("focal_points:cluster-list")).status_code == 200
    signed_in.post(members, {"do": "remove", "pick": str(recommendation.public_id)})
    assert cluster.memberships.count() == 0
    signed_in.post(reverse("focal_points:cluster-archive", args=here))
    cluster.refresh_from_db()
    assert cluster.archived_at


def test_an_institution_and_its_people(
    signed_in, institution, owner, mailoutbox, django_capture_on_commit_callbacks
):
    new = reverse("focal_points:institution-new")
    fields = {"code": "health", "kind": "ministry", "level": "national", "name_en": "Ministry of Health"}
    fields["parent"] = institution.pk
    assert signed_in.post(new, fields | {"code": "shelters"}).status_code == 422
    assert signed_in.post(new, fields).status_code == 302
    here = [institution.public_id]
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(
            reverse("focal_points:institution-invite", args=here),
            {
                "invite-name": "Nora New",
                "invite-email": "nora@halvora.example",
                "invite-language": "en",
                "invite-term_role": "alternate",
                "invite-starts_on": "2026-01-01",
            },
        )
    nora = User.objects.get(name="Nora New")
    assert mailoutbox[0].to == ["nora@halvora.example"]
    assert nora.terms.get().institution == institution
    assert (
        signed_in.post(
            reverse("focal_points:institution-invite", args=here),
            {
                "invite-name": "Again",
                "invite-email": "nora@halvora.example",
                "invite-language": "en",
                "invite-term_role": "alternate",
                "invite-starts_on": "2026-01-01",
            },
        ).status_code
        == 422
    )
    term = owner.terms.get()
    end = reverse("focal_points:term-end", args=[institution.public_id, term.public_id])
    assert signed_in.post(end, {"ends_on": "2019-01-01"}).status_code == 422
    assert signed_in.post(end, {"ends_on": "2026-01-01"}).status_code == 302
    begin = reverse("focal_points:term-begin", args=here)
    values = {"term-person": UserFactory().pk, "term-role": "focal_point", "term-starts_on": "2026-01-02"}
    assert signed_in.post(begin, values).status_code == 302
    assert Term.objects.filter(institution=institution).count() == 3
    for name in ("institution-work", "institution-edit"):
        assert signed_in.get(reverse(f"focal_points:{name}", args=here)).status_code == 200
    assert signed_in.get(reverse("focal_points:institution-list")).status_code == 200
    people = signed_in.get(reverse("focal_points:person-list"), {"q": "nora"})
    assert [one.name for one in people.context["page"]] == ["Nora New"]


def test_the_secretariat_closes_no_account_of_the_house(signed_in, secretariat2, administrator, client):
    close = reverse("focal_points:person-close", args=[secretariat2.public_id])
    assert signed_in.post(close).status_code == 403
    client.force_login(administrator)
    client.post(close)
    secretariat2.refresh_from_db()
    assert not secretariat2.is_active


def test_an_operation_is_listed_with_what_it_left(signed_in, institution, secretariat, recommendation):
    led = RecommendationFactory()
    AssignmentFactory(recommendation=led, institution=institution)
    operation = assigning.assign_many(recommendations=[led, recommendation], lead=institution, by=secretariat)
    assert "Assigned 1" in signed_in.get(reverse("focal_points:operation-list")).content.decode()
    page = signed_in.get(reverse("focal_points:operation-detail", args=[operation.pk])).content.decode()
    assert str(led) in page


def test_the_nhri_states_a_view(client, nhri, recommendation, secretariat):
    theirs = RecommendationFactory(is_home=False, country=CountryFactory(iso3="XAB"))
    client.force_login(nhri)
    assert client.get(reverse("focal_points:view-list")).status_code == 200
    address = reverse("focal_points:view-state", args=[recommendation.public_id])
    assert client.get(address).status_code == 200
    assert client.post(address, {"status": "in_progress", "stated_on": "2026-09-30"}).status_code == 422
    fields = {"status": "in_progress", "text": "Two of nine.", "stated_on": "2026-09-30", "is_public": "on"}
    assert client.post(address, fields).status_code == 302
    assert StakeholderView.objects.get().organisation == "Human Rights Commission"
    assert client.get(reverse("focal_points:view-state", args=[theirs.public_id])).status_code == 404
    client.force_login(secretariat)
    assert client.get(address).status_code == 403


def test_a_document_is_entered_with_its_orders(signed_in, client, owner):
    CountryFactory()
    court = MechanismFactory(code="court", kind="court")
    new = reverse("recommendations:document-new")
    assert signed_in.get(new).status_code == 200
    fields = {"mechanism": court.pk, "kind": "judgment", "title": "A v. Halvora", "symbol": "case 1/2024"}
    assert signed_in.post(new, {"mechanism": court.pk, "kind": "judgment"}).status_code == 422
    assert signed_in.post(new, fields).status_code == 302
    document = Document.objects.get()
    add = reverse("recommendations:recommendation-new", args=[document.public_id])
    order = {"kind": "order", "language": "en", "text": "Pay the damages.", "paragraph": "12"}
    assert signed_in.post(add, order).status_code == 302
    assert signed_in.post(add, order).status_code == 422
    here = reverse("recommendations:document-work", args=[document.public_id])
    assert (
        signed_in.post(here, fields | {"title": "A and B v. Halvora", "adopted_on": "2024-05-01"}).status_code
        == 302
    )
    assert "Pay the damages." in signed_in.get(here).content.decode()
    assert signed_in.get(reverse("recommendations:document-list"), {"q": "halvora"}).status_code == 200
    assert Recommendation.objects.get().kind == "order"
    client.force_login(owner)
    for address in (new, here, reverse("recommendations:document-list")):
        assert client.get(address).status_code == 403
