"""The desk and what is decided there, as a person with a browser sees it."""

from datetime import date

import pytest
from django.urls import reverse

from focal_points import queues
from focal_points.models import (
    Assignment,
    Contest,
    Evidence,
    ImplementationStatus,
    ProposedStatus,
    Status,
    StatusUpdate,
)
from focal_points.services import search_table, verification
from recommendations.services import clusters
from tests.factories import (
    AssignmentFactory,
    InstitutionFactory,
    RecommendationFactory,
    StatusUpdateFactory,
    UserFactory,
)
from tests.taken import text_of

ROUTES = [("focal_points:desk", [])] + [("focal_points:desk-queue", [name]) for name in queues.QUEUES]


def hand_in(assignment, owner, status=Status.IMPLEMENTED, **fields):
    update = StatusUpdateFactory(
        assignment=assignment, author=owner, narrative="Two shelters opened.", **fields
    )
    ProposedStatus.objects.create(
        update=update,
        recommendation=assignment.recommendation,
        status=status,
        effective_on=date(2026, 3, 1),
    )
    StatusUpdate.objects.filter(pk=update.pk).update(
        state="submitted", submitted_by=owner, submitted_at="2026-07-01T09:00Z"
    )
    update.refresh_from_db()
    return update


@pytest.fixture
def submitted(assignment, owner):
    return hand_in(assignment, owner)


@pytest.fixture
def work(submitted, institution, another_institution, stranger, secretariat):
    """Something in every queue but the import's."""
    RecommendationFactory(text="Nobody leads on this.")
    RecommendationFactory(please_look=["no_text"], is_followup=True, followup_due_on=date(2026, 1, 1))
    late = AssignmentFactory(institution=another_institution, due_on=date(2020, 1, 1))
    contested = AssignmentFactory(institution=another_institution, state="contested")
    Contest.objects.create(assignment=contested, reason="Not ours.", proposed=institution, by=stranger)
    second = hand_in(late, stranger, Status.NO_LONGER_APPLICABLE)
    search_table.refresh()
    decision = verification.Decision(
        second.proposals.get(), Status.NO_LONGER_APPLICABLE, date(2026, 1, 1), reason="Gone."
    )
    verification.verify(update=second, version=second.version, by=secretariat, decisions=[decision])
    AssignmentFactory(institution=InstitutionFactory(), assigned_at="2020-01-01T00:00Z")
    search_table.refresh()


@pytest.mark.parametrize(("name", "args"), ROUTES)
def test_each_queue_has_a_page_and_every_panel_opens(client, secretariat, work, name, args):
    client.force_login(secretariat)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    for row in answer.context["rows"]:
        opened = client.get(reverse(name, args=args), {"open": row.key})
        assert (opened.status_code, opened.context["key"]) == (200, row.key)


@pytest.mark.parametrize("queue", list(queues.QUEUES))
def test_each_queue_is_downloaded(client, secretariat, work, queue):
    client.force_login(secretariat)
    answer = client.get(reverse("focal_points:desk-download", args=[queue, "csv"]))
    lines = text_of(answer).splitlines()
    assert len(lines) == 1 + queues.QUEUES[queue].waiting().count()


def test_the_desk_counts_what_waits(work):
    counts = {size.queue.name: size.count for size in queues.sizes()}
    assert counts == {
        "new": 0,
        "unassigned": 2,
        "verify": 1,
        "second": 1,
        "contested": 1,
        "overdue": 1,
        "vacant": 2,
        "silent": 1,
        "answers": 0,
        "requests": 0,
        "followup": 1,
        "division": 0,
        "positions": 0,
        "uhri": 0,
        "conflicts": 0,
        "replaces": 0,
        "look": 1,
    }


def test_the_desk_is_not_for_institutions(client, owner, work):
    client.force_login(owner)
    for name, args in [*ROUTES, ("focal_points:desk-download", ["verify", "csv"])]:
        assert client.get(reverse(name, args=args)).status_code == 403


def test_what_is_not_there_is_not_found(client, secretariat, draft):
    client.force_login(secretariat)
    assert client.get("/work/desk/nothing/").status_code == 404
    assert client.get("/work/desk/verify/?open=x").status_code == 404
    assert client.get(reverse("focal_points:update-verify", args=[draft.public_id])).status_code == 404


@pytest.mark.parametrize("rows", [3, 24])
def test_a_queue_costs_the_same_however_long(
    client, secretariat, owner, institution, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        hand_in(AssignmentFactory(institution=institution), owner)
    client.force_login(secretariat)
    with django_assert_max_num_queries(54):
        client.get(reverse("focal_points:desk-queue", args=["verify"]))


def decision(update, **fields):
    prefix = update.proposals.get().pk
    values = {"status": "implemented", "effective_on": "2026-03-01", "trend": "forward"} | fields
    return {"version": update.version} | {f"{prefix}-{name}": value for name, value in values.items()}


def test_verifying_on_the_page(client, secretariat, submitted):
    client.force_login(secretariat)
    address = reverse("focal_points:update-verify", args=[submitted.public_id])

    missing = client.post(address, decision(submitted, status="in_progress"))
    assert missing.status_code == 422
    assert "Say why it differs" in missing.content.decode()

    done = client.post(address, decision(submitted))
    assert (done.status_code, ImplementationStatus.objects.get().verified_by) == (302, secretariat)
    again = client.post(address, decision(submitted))
    assert again.status_code == 409
    assert "Somebody was there first" in again.content.decode()
    assert ImplementationStatus.objects.count() == 1


@pytest.fixture
def of_cluster(institution, owner, secretariat):
    """One account of a cluster with a status proposed for each of three recommendations."""
    cluster = clusters.create(code="one", texts={"en": {"name": "Shelters"}}, by=secretariat)
    members = [RecommendationFactory() for _n in range(3)]
    clusters.add(cluster=cluster, recommendations=members, by=secretariat)
    assignment = AssignmentFactory(institution=institution, recommendation=None, cluster=cluster)
    update = StatusUpdateFactory(assignment=assignment, author=owner, narrative="Two shelters opened.")
    for member, status in zip(members, ("implemented", "in_progress", "not_started"), strict=True):
        ProposedStatus.objects.create(
            update=update, recommendation=member, status=status, effective_on=date(2026, 3, 1)
        )
    StatusUpdate.objects.filter(pk=update.pk).update(
        state="submitted", submitted_by=owner, submitted_at="2026-07-01T09:00Z"
    )
    update.refresh_from_db()
    search_table.refresh()
    return update


def test_a_clusters_statuses_are_verified_in_a_table(client, secretariat, of_cluster):
    client.force_login(secretariat)
    address = reverse("focal_points:update-verify", args=[of_cluster.public_id])

    page = client.get(address).content.decode()
    told = {"version": str(of_cluster.version)}
    for proposal in of_cluster.proposals.all():
        told |= {f"{proposal.pk}-status": "in_progress", f"{proposal.pk}-trend": "none"}
        told |= {f"{proposal.pk}-effective_on": "2026-03-01"}
    refused = client.post(address, told)

    assert page.count('name="as_proposed"') == 1
    assert page.count('scope="row"') == 3
    assert refused.status_code == 422
    assert sum(bool(form.errors) for form in refused.context["panel"].forms) == 2
    told |= {f"{form.prefix}-reason": "One is open." for form in refused.context["panel"].forms}
    assert client.post(address, told).status_code == 302
    assert set(ImplementationStatus.objects.values_list("status", flat=True)) == {"in_progress"}


def test_a_clusters_statuses_are_all_taken_as_proposed_in_one_act(client, secretariat, of_cluster):
    client.force_login(secretariat)
    address = reverse("focal_points:update-verify", args=[of_cluster.public_id])

    answer = client.post(address, {"version": str(of_cluster.version), "as_proposed": "1"})

    assert answer.status_code == 302
    assert sorted(ImplementationStatus.objects.values_list("status", "effective_on")) == [
        ("implemented", date(2026, 3, 1)),
        ("in_progress", date(2026, 3, 1)),
        ("not_started", date(2026, 3, 1)),
    ]


def test_days_that_no_proposal_names_are_those_typed_or_those_of_what_goes_on(
    client, secretariat, of_cluster
):
    first, second, third = of_cluster.proposals.order_by("pk")
    of_cluster.proposals.exclude(pk=first.pk).update(effective_on=None)
    ImplementationStatus.objects.create(
        recommendation=second.recommendation,
        status="in_progress",
        effective_on=date(2025, 2, 1),
        verified_by=secretariat,
        basis="verified",
    )
    client.force_login(secretariat)
    address = reverse("focal_points:update-verify", args=[of_cluster.public_id])
    typed = {"version": str(of_cluster.version), "as_proposed": "1"}
    assert client.post(address, typed).status_code == 422

    answer = client.post(address, typed | {f"{third.pk}-effective_on": "2026-04-05"})

    assert answer.status_code == 302
    found = ImplementationStatus.objects.filter(verification__isnull=False)
    assert sorted(found.values_list("status", "effective_on")) == [
        ("implemented", date(2026, 3, 1)),
        ("in_progress", date(2025, 2, 1)),
        ("not_started", date(2026, 4, 5)),
    ]


def test_what_one_entered_shows_why_not_instead_of_a_button(client, secretariat, submitted):
    StatusUpdate.objects.filter(pk=submitted.pk).update(author=secretariat)
    client.force_login(secretariat)
    address = reverse("focal_points:update-verify", args=[submitted.public_id])

    page = client.get(address).content.decode()

    assert "You entered this update yourself" in page
    assert 'data-key="v"' not in page
    assert client.post(address, decision(submitted)).status_code == 403


def test_an_administrator_reads_but_does_not_verify(client, administrator, submitted):
    client.force_login(administrator)
    address = reverse("focal_points:update-verify", args=[submitted.public_id])
    assert "Only the secretariat verifies" in client.get(address).content.decode()
    assert client.post(address, decision(submitted)).status_code == 403


def test_the_second_person_agrees_on_the_page(client, secretariat, secretariat2, submitted):
    nl = decision(submitted, status="no_longer_applicable", reason="Given up.")
    client.force_login(secretariat)
    client.post(reverse("focal_points:update-verify", args=[submitted.public_id]), nl)
    submitted.refresh_from_db()
    address = reverse("focal_points:update-approve", args=[submitted.public_id])
    assert client.post(address, {"version": submitted.version}).status_code == 403

    client.force_login(secretariat2)
    page = client.get(reverse("focal_points:desk-queue", args=["second"])).content.decode()
    assert "it counts from now on" in page
    assert client.post(address, {"version": submitted.version}).status_code == 302
    assert ImplementationStatus.objects.get().approved_by == secretariat2


def test_sending_back_needs_a_comment(client, secretariat, submitted):
    client.force_login(secretariat)
    address = reverse("focal_points:update-return", args=[submitted.public_id])
    assert client.post(address, {"version": 1, "comment": ""}).status_code == 422
    assert client.post(address, {"version": 1, "comment": "Where?"}).status_code == 302
    submitted.refresh_from_db()
    assert (submitted.state, submitted.comment) == ("returned", "Where?")


def test_evidence_is_marked_with_and_without_script(client, secretariat, submitted):
    evidence = Evidence.objects.create(update=submitted, title="Law", link="https://law.example/1")
    client.force_login(secretariat)
    address = reverse("focal_points:evidence-mark", args=[evidence.public_id])
    assert client.post(address, {"holds": "yes"}).status_code == 302
    fragment = client.post(address, {"holds": "no"}, headers={"HX-Request": "true"})
    evidence.refresh_from_db()
    assert (fragment.status_code, evidence.holds) == (200, False)
    assert fragment.content.decode().lstrip().startswith("<li")


def test_changed_words_are_marked_since_the_verified_update(client, secretariat, owner, submitted):
    verification.verify(
        update=submitted,
        version=1,
        by=secretariat,
        decisions=[verification.Decision(submitted.proposals.get(), "implemented", date(2026, 3, 1))],
    )
    later = hand_in(submitted.assignment, owner)
    StatusUpdate.objects.filter(pk=later.pk).update(narrative="Three shelters opened.")
    client.force_login(secretariat)

    page = client.get(reverse("focal_points:update-verify", args=[later.public_id])).content.decode()

    assert "<del>Two</del> <ins>Three</ins>" in page


def test_a_contest_is_decided_on_the_page(client, secretariat, assignment, owner, another_institution):
    Assignment.objects.filter(pk=assignment.pk).update(state="contested")
    contest = Contest.objects.create(
        assignment=assignment, reason="Not ours.", proposed=another_institution, by=owner
    )
    client.force_login(secretariat)
    address = reverse("focal_points:contest-decide", args=[contest.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"uphold": "1", "decision": ""}).status_code == 422
    answer = client.post(
        address, {"uphold": "1", "decision": "Right.", "reassign_to": another_institution.pk}
    )
    assert answer.status_code == 302
    assert Assignment.objects.current().get().institution == another_institution
    assert client.post(address, {"uphold": "0", "decision": "No."}).status_code == 409


def test_hostile_words_stay_words(client, secretariat, institution):
    author = UserFactory()
    update = hand_in(AssignmentFactory(institution=institution), author)
    StatusUpdate.objects.filter(pk=update.pk).update(narrative="<script>alert(1)</script>")
    client.force_login(secretariat)
    page = client.get(reverse("focal_points:update-verify", args=[update.public_id])).content.decode()
    assert "<script>alert" not in page
