"""The pages of a handover: the leaver writes, who may reads, the successor is welcomed, a pack is printed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from focal_points.models import Evidence, Handover, StatusUpdate
from focal_points.services import handovers, terms
from tests.factories import AssignmentFactory, RecommendationFactory, TermFactory, UserFactory


@pytest.fixture
def handover(owner, secretariat, assignment, draft):
    """With a draft, a piece of evidence and two weeks left."""
    Evidence.objects.create(update=draft, title="Draft law", link="https://law.example/1")
    StatusUpdate.objects.filter(pk=draft.pk).update(narrative="A secret half-sentence")
    return terms.end(
        term=owner.terms.get(), ends_on=timezone.localdate() + timedelta(days=14), by=secretariat
    ).handover


def test_the_leaver_writes_notes_and_the_next_reads_everything(client, handover, owner, assignment):
    client.force_login(owner)
    typed = {"version": 1, "notes": "Ask Ms Moor.", "contacts": "", f"about-{assignment.pk}": "Nearly done."}
    assert client.post(f"{handover.get_absolute_url()}write/", typed).status_code == 302

    came = TermFactory(institution=handover.term.institution).person
    handovers.move(handover=handover, successor=came, by=owner)
    client.force_login(came)
    assert "What you take over from" in client.get("/work/mine/").content.decode()
    page = client.get(f"{handover.get_absolute_url()}welcome/").content.decode()
    for said in ("Ask Ms Moor.", "Nearly done.", "Draft law"):
        assert said in page

    client.post(f"{handover.get_absolute_url()}welcome/")
    assert "What you take over from" not in client.get("/work/mine/").content.decode()


def test_typing_saves_by_itself_and_a_second_writer_sees_both_texts(client, handover, owner):
    client.force_login(owner)
    address = f"{handover.get_absolute_url()}write/"
    typing = {"HX-Request": "true"}
    saved = client.post(address, {"version": 1, "notes": "First", "contacts": ""}, headers=typing)
    late = client.post(address, {"version": 1, "notes": "Second", "contacts": ""}, headers=typing)

    assert 'name="version" value="2"' in saved.content.decode()
    assert late.status_code == 409
    assert "First" in late.content.decode()
    assert Handover.objects.get().notes == "First"


def test_a_button_pressed_too_late_keeps_ones_own_text_too(client, handover, owner, assignment):
    client.force_login(owner)
    address = f"{handover.get_absolute_url()}write/"
    client.post(address, {"version": 1, "notes": "First", "contacts": ""})
    typed = {"version": 1, "notes": "Second", "contacts": "", f"about-{assignment.pk}": "About it"}
    late = client.post(address, typed)

    page = late.content.decode()
    assert late.status_code == 409
    for said in ("First", "Second", "About it", 'name="version" value="2"'):
        assert said in page


def test_the_secretariat_hands_over_and_reads_no_draft(client, handover, secretariat, alternate):
    client.force_login(secretariat)
    page = client.get(handover.get_absolute_url()).content.decode()
    assert "A secret half-sentence" not in page
    assert "Draft law" not in page
    assert "not shown to the secretariat" in page

    chosen = {"successor": str(alternate.public_id), "when": "now"}
    client.post(f"{handover.get_absolute_url()}successor/", chosen)
    operation = Handover.objects.get().operation
    assert StatusUpdate.objects.get().author == alternate

    client.post(f"/work/operations/{operation.pk}/undo/")
    assert StatusUpdate.objects.get().author == handover.term.person


def test_somebody_who_cannot_take_over_is_no_choice(client, handover, secretariat, stranger):
    client.force_login(secretariat)
    chosen = {"successor": str(stranger.public_id), "when": "now"}

    assert client.post(f"{handover.get_absolute_url()}successor/", chosen).status_code == 422


def test_the_pack_is_a_page_and_a_pdf(client, handover, owner, assignment):
    client.force_login(owner)
    handovers.write(
        handover=handover, version=1, notes="Ask Ms Moor.", contacts="", about={assignment.pk: "X"}, by=owner
    )
    assert "Ask Ms Moor." in client.get(f"{handover.get_absolute_url()}pack/").content.decode()

    made = client.get(f"/handovers/{handover.public_id}/pack.pdf")
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")


@pytest.mark.parametrize("role", ["nobody", "stranger"])
def test_to_others_it_does_not_exist(role, client, handover, request):
    client.force_login(request.getfixturevalue(role))

    assert client.get(handover.get_absolute_url()).status_code == 404
    assert client.get(f"/handovers/{handover.public_id}/pack.pdf").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_the_same_however_much_goes_over(
    rows, client, handover, owner, django_assert_max_num_queries
):
    for _n in range(rows):
        AssignmentFactory(
            institution=handover.term.institution,
            recommendation=RecommendationFactory(document__mechanism__code="x"),
        )
    client.force_login(owner)

    with django_assert_max_num_queries(60):
        client.get(handover.get_absolute_url())


def test_the_desk_and_the_institutions_page_show_the_alarm(client, secretariat, institution, assignment):
    client.force_login(secretariat)

    for address in (
        "/work/desk/vacant/",
        f"/work/institutions/{institution.public_id}/",
        "/work/institutions/",
    ):
        assert "no focal point" in client.get(address).content.decode().lower()


def test_a_person_prepares_their_own_handover(client, owner, assignment):
    client.force_login(owner)
    answer = client.post(f"/work/handovers/begin/{owner.terms.get().public_id}/")

    assert answer["Location"] == Handover.objects.get().get_absolute_url()


def test_a_person_is_described_and_opened_again(client, secretariat):
    person = UserFactory(is_active=False)
    client.force_login(secretariat)
    typed = {"name": "Nora", "email": person.email, "phone": "22", "language": "ar", "organisation": ""}
    client.post(f"/work/people/{person.public_id}/", typed)
    client.post(f"/work/people/{person.public_id}/reopen/")

    person.refresh_from_db()
    assert (person.name, person.language, person.is_active) == ("Nora", "ar", True)
