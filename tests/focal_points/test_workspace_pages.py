"""The institution's pages: what is on them, for whom, at what cost, and what a second click does."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from focal_points.models import Assignment, Contest, DraftBuffer, Evidence, StatusUpdate
from focal_points.services import evidence, status_updates
from recommendations.models import Cluster, ClusterMembership, ClusterText, Part
from tests.factories import AssignmentFactory, RecommendationFactory, StatusUpdateFactory

TODAY = timezone.localdate()
State = StatusUpdate.State


def url(name, thing):
    return reverse(f"focal_points:{name}", args=[thing.public_id])


def posted(update, **more):
    """The form as a browser posts it."""
    return {
        "version": update.version,
        "tab": str(uuid4()),
        "language": "en",
        "period_from": "2026-01-01",
        "period_to": "2026-06-30",
        "narrative": "Two shelters opened.",
        "is_public": "1",
        **more,
    }


def proposal(assignment, part=None, **fields):
    key = f"p{assignment.recommendation_id}-{part.pk if part else 0}"
    return {f"{key}-{name}": value for name, value in fields.items()}


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


# --- where somebody lands ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("owner", "/work/mine/"),
        ("validator", "/work/mine/"),
        ("secretariat", "/work/desk/"),
        ("administrator", "/work/desk/"),
        ("nhri", "/work/views/"),
        ("stakeholder", "/"),
        ("nobody", "/"),
    ],
)
def test_work_leads_each_to_their_own(who, address, client, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/work/").url == address


def test_work_asks_for_a_sign_in(client, db):
    assert client.get("/work/").url.startswith("/accounts/login/")


# --- my work -------------------------------------------------------------------------------------


def test_my_work_puts_each_assignment_in_one_group_most_urgent_first(signed_in, institution, owner):
    made = {
        "overdue": AssignmentFactory(institution=institution, due_on=TODAY - timedelta(days=3)),
        "soon": AssignmentFactory(institution=institution, due_on=TODAY + timedelta(days=10)),
        "new": AssignmentFactory(institution=institution, state=Assignment.State.ASSIGNED),
        "silent": AssignmentFactory(
            institution=institution, assigned_at=timezone.now() - timedelta(days=400)
        ),
        "rest": AssignmentFactory(institution=institution, due_on=TODAY + timedelta(days=60)),
        "returned": AssignmentFactory(institution=institution),
        "away": AssignmentFactory(institution=institution, due_on=TODAY - timedelta(days=3)),
    }
    StatusUpdateFactory(
        assignment=made["returned"], author=owner, state=State.RETURNED, comment="Which year?"
    )
    StatusUpdateFactory(
        assignment=made["away"],
        author=owner,
        state=State.SUBMITTED,
        submitted_by=owner,
        submitted_at=timezone.now(),
    )

    response = signed_in.get("/work/mine/")

    assert [(group.name, members) for group, members in response.context["groups"]] == [
        ("OVERDUE", [made["overdue"]]),
        ("RETURNED", [made["returned"]]),
        ("SOON", [made["soon"]]),
        ("NEW", [made["new"]]),
        ("SILENT", [made["silent"]]),
        ("AWAY", [made["away"]]),
        ("REST", [made["rest"]]),
    ]
    assert "5 things wait for you" in response.content.decode()


def test_nothing_new_takes_a_silent_one_off_the_reminders(signed_in, institution, owner):
    silent = AssignmentFactory(institution=institution, assigned_at=timezone.now() - timedelta(days=400))
    status_updates.nothing_new(assignment=silent, by=owner)

    response = signed_in.get("/work/mine/")

    assert [group.name for group, _ in response.context["groups"]] == ["REST"]
    assert "nothing new until" in response.content.decode()


def test_my_work_shows_a_ministry_what_is_below_it_and_nobody_else(client, above, stranger, assignment):
    client.force_login(above)
    assert list(client.get("/work/mine/").context["page"]) == [assignment]

    client.force_login(stranger)
    assert list(client.get("/work/mine/").context["page"]) == []


def test_my_work_narrows_to_one_institution(client, above, assignment, ministry_above):
    own = AssignmentFactory(institution=ministry_above)
    client.force_login(above)

    assert list(client.get("/work/mine/?institution=justice").context["page"]) == [own]
    assert client.get("/work/mine/?institution=finance").status_code == 404


def test_my_work_without_work_says_what_to_do(signed_in):
    assert "Nothing is assigned to your institution yet" in signed_in.get("/work/mine/").content.decode()


@pytest.mark.parametrize("who", ["secretariat", "nobody", "stakeholder", "nhri"])
def test_my_work_is_for_people_of_an_institution(who, client, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/work/mine/").status_code == 403


def test_my_work_shows_the_validator_what_waits_for_a_signature(client, validator, draft):
    StatusUpdate.objects.filter(pk=draft.pk).update(state=State.VALIDATION)
    client.force_login(validator)

    assert list(client.get("/work/mine/").context["to_sign"]) == [draft]


def _count_queries(client, address, capture):
    with capture as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_my_work_costs_the_same_for_3_rows_and_30(signed_in, institution, owner):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def grow(rows):
        for one in AssignmentFactory.create_batch(rows, institution=institution):
            StatusUpdateFactory(assignment=one, author=owner)

    grow(3)
    signed_in.get("/work/mine/")
    few = _count_queries(signed_in, "/work/mine/", CaptureQueriesContext(connection))
    grow(27)

    assert _count_queries(signed_in, "/work/mine/", CaptureQueriesContext(connection)) == few


# --- another institution's is not there ----------------------------------------------------------


@pytest.mark.parametrize("name", ["assignment-detail", "update-start"])
def test_another_institutions_assignment_is_not_there(name, client, stranger, assignment):
    client.force_login(stranger)
    send = client.get if name == "assignment-detail" else client.post

    assert send(url(name, assignment)).status_code == 404


WRITES = [
    "update-save",
    "update-autosave",
    "update-submit",
    "update-take-back",
    "update-withdraw",
    "update-sign",
    "update-send-back",
    "evidence-add",
]


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("who", ["stranger", "secretariat", "nhri", "nobody"])
def test_another_institutions_draft_is_not_there(name, who, client, draft, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url("update-detail", draft)).status_code == 404
    assert client.post(url(name, draft), posted(draft)).status_code == 404
    assert StatusUpdate.objects.get(pk=draft.pk).narrative == ""


@pytest.mark.parametrize("name", WRITES)
def test_changes_are_made_by_post_alone(name, signed_in, draft):
    assert signed_in.get(url(name, draft)).status_code == 405


@pytest.mark.parametrize("name", ["update-save", "update-submit", "update-autosave", "evidence-add"])
def test_a_validator_reads_the_draft_and_does_not_write_it(name, client, validator, draft):
    client.force_login(validator)

    assert client.get(url("update-detail", draft)).status_code == 200
    assert client.post(url(name, draft), posted(draft)).status_code == 403


# --- assignment ----------------------------------------------------------------------------------


def test_assignment_page_marks_the_own_part_in_the_text(signed_in, institution):
    recommendation = RecommendationFactory(text="Ensure (a) shelters; (b) data.")
    part = Part.objects.create(
        recommendation=recommendation, label="(b)", position=2, starts=21, ends=30, quoted="(b) data."
    )
    assignment = AssignmentFactory(institution=institution, recommendation=recommendation, part=part)

    page = signed_in.get(url("assignment-detail", assignment)).content.decode()

    assert "<mark>(b) data.</mark>" in page


def test_assignment_page_costs_the_same_however_many_updates(signed_in, assignment, owner):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def grow(rows):
        StatusUpdateFactory.create_batch(
            rows, assignment=assignment, author=owner, state=State.NOTED, is_nothing_new=True
        )

    grow(3)
    address = url("assignment-detail", assignment)
    signed_in.get(address)
    few = _count_queries(signed_in, address, CaptureQueriesContext(connection))
    grow(27)

    assert _count_queries(signed_in, address, CaptureQueriesContext(connection)) == few


def test_accept_and_a_second_click(signed_in, institution):
    assignment = AssignmentFactory(institution=institution, state=Assignment.State.ASSIGNED)
    form = {"version": assignment.version}

    first = signed_in.post(url("assignment-accept", assignment), form, follow=True)
    second = signed_in.post(url("assignment-accept", assignment), form, follow=True)

    assignment.refresh_from_db()
    assert assignment.state == Assignment.State.ACCEPTED
    assert "Accepted" in first.content.decode()
    assert "done already" in second.content.decode()


def test_contest_needs_a_reason_and_names_another(signed_in, institution, another_institution, secretariat):
    assignment = AssignmentFactory(institution=institution, state=Assignment.State.ASSIGNED)
    address, form = url("assignment-contest", assignment), {"version": assignment.version}

    assert signed_in.post(address, {**form, "reason": ""}).status_code == 422
    assert not Contest.objects.exists()

    signed_in.post(address, {**form, "reason": "It is the budget’s.", "proposed": another_institution.pk})

    made = Contest.objects.get()
    assert (made.reason, made.proposed) == ("It is the budget’s.", another_institution)
    assert secretariat.notices.count() == 1


def test_nothing_new_is_one_click_and_twice_is_harmless(signed_in, assignment):
    address = url("update-nothing-new", assignment)

    assert "Noted" in signed_in.post(address, follow=True).content.decode()
    assert "noted already" in signed_in.post(address, follow=True).content.decode()
    assert StatusUpdate.objects.count() == 1


# --- the form ------------------------------------------------------------------------------------


def test_form_saves_and_says_so(signed_in, draft, assignment):
    form = posted(draft, **proposal(assignment, status="in_progress"), obstacles=["budget"])

    response = signed_in.post(url("update-save", draft), form, follow=True)

    draft.refresh_from_db()
    assert draft.narrative == "Two shelters opened."
    assert draft.proposals.get().status == "in_progress"
    assert "Saved." in response.content.decode()


def test_submit_with_something_missing_keeps_the_text_and_says_what(signed_in, draft, assignment):
    form = posted(draft, **proposal(assignment, status="partially_implemented"))

    response = signed_in.post(url("update-submit", draft), form)

    page = response.content.decode()
    draft.refresh_from_db()
    assert response.status_code == 422
    assert draft.narrative == "Two shelters opened."
    assert "Say what is still missing" in page
    assert "needs evidence" in page
    assert f'name="version" value="{draft.version}"' in page


def test_submit_sends_and_a_second_click_says_so(signed_in, draft, assignment):
    form = posted(
        draft,
        **proposal(assignment, status="in_progress"),
        next_step="Tender.",
        next_step_on=str(TODAY + timedelta(days=30)),
    )
    address = url("update-submit", draft)

    first = signed_in.post(address, form, follow=True).content.decode()
    second = signed_in.post(address, form, follow=True).content.decode()

    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert "Sent to the secretariat" in first
    assert "sent already" in second
    assert draft.steps.count() == 1


def test_two_people_saving_the_same_update_see_both_texts_and_can_merge(client, owner, alternate, draft):
    client.force_login(owner)
    client.post(url("update-save", draft), posted(draft, narrative="Two shelters opened in May."))
    client.force_login(alternate)

    response = client.post(
        url("update-save", draft), posted(draft, narrative="Three shelters opened in May.")
    )

    page = response.content.decode()
    draft.refresh_from_db()
    assert response.status_code == 409
    assert draft.narrative == "Two shelters opened in May."
    assert "<ins>Three</ins>" in page
    assert "Three shelters opened in May." in page

    merged = posted(draft, narrative="Two shelters opened in May, a third in June.")
    assert client.post(url("update-save", draft), merged).status_code == 302
    draft.refresh_from_db()
    assert draft.narrative == "Two shelters opened in May, a third in June."


def test_an_unreadable_date_loses_nothing(signed_in, draft):
    form = posted(draft, period_from="soon")

    response = signed_in.post(url("update-save", draft), form)

    assert response.status_code == 422
    assert "Two shelters opened." in response.content.decode()
    assert "Two shelters opened." in signed_in.get(url("update-detail", draft)).content.decode()


def test_cluster_update_is_a_table_in_the_same_form(signed_in, institution, owner):
    cluster = Cluster.objects.create(code="shelters")
    ClusterText.objects.create(cluster=cluster, language="en", name="Shelters")
    members = RecommendationFactory.create_batch(3)
    for one in members:
        ClusterMembership.objects.create(cluster=cluster, recommendation=one)
    assignment = AssignmentFactory(institution=institution, recommendation=None, cluster=cluster)
    update = StatusUpdateFactory(assignment=assignment, author=owner)
    form = posted(update)
    for one in members[:2]:
        form[f"p{one.pk}-0-status"] = "in_progress"

    page = signed_in.get(url("update-detail", update)).content.decode()
    signed_in.post(url("update-save", update), form)

    assert page.count('<select name="p') == 3
    assert set(update.proposals.values_list("recommendation", flat=True)) == {one.pk for one in members[:2]}


def test_parts_have_a_status_each(signed_in, institution, owner):
    recommendation = RecommendationFactory(text="Ensure (a) shelters; (b) data.")
    parts = [
        Part.objects.create(
            recommendation=recommendation, label=label, position=n, starts=n, ends=n + 3, quoted=label
        )
        for n, label in enumerate(["(a)", "(b)"])
    ]
    assignment = AssignmentFactory(institution=institution, recommendation=recommendation)
    update = StatusUpdateFactory(assignment=assignment, author=owner)

    form = posted(
        update, **proposal(assignment, parts[1], status="not_implemented", explanation="No budget.")
    )
    signed_in.post(url("update-save", update), form)

    made = update.proposals.get()
    assert (made.part, made.explanation) == (parts[1], "No budget.")


# --- autosave, tabs ------------------------------------------------------------------------------


def test_autosave_keeps_the_text_without_a_version_or_history(signed_in, draft):
    events = StatusUpdate.pgh_event_model.objects.count()

    response = signed_in.post(url("update-autosave", draft), posted(draft, narrative="Two shel"))

    draft.refresh_from_db()
    assert json.loads(response.content)["said"].startswith("Saved ")
    assert (draft.narrative, draft.version) == ("", 1)
    assert StatusUpdate.pgh_event_model.objects.count() == events
    assert DraftBuffer.objects.get().typed["narrative"] == ["Two shel"]


def test_autosave_makes_a_version_when_the_last_is_ten_minutes_old(signed_in, draft):
    StatusUpdate.objects.filter(pk=draft.pk).update(edited_at=timezone.now() - timedelta(minutes=11))

    response = signed_in.post(url("update-autosave", draft), posted(draft))

    draft.refresh_from_db()
    assert draft.narrative == "Two shelters opened."
    assert json.loads(response.content)["version"] == draft.version == 2
    assert not DraftBuffer.objects.exists()


def test_leaving_makes_a_version(signed_in, draft):
    response = signed_in.post(url("update-save", draft), posted(draft, leaving="1"))

    draft.refresh_from_db()
    assert (response.status_code, draft.version) == (204, 2)


def test_the_last_text_is_there_on_opening_and_the_other_tabs_is_offered(signed_in, draft):
    address = url("update-autosave", draft)
    first, second = (
        posted(draft, narrative="Text of the first tab."),
        posted(draft, narrative="Of the second."),
    )
    signed_in.post(address, first)
    signed_in.post(address, second)

    page = signed_in.get(url("update-detail", draft))

    assert page.context["form"]["narrative"].value() == "Of the second."
    assert [str(offer.tab) for offer in page.context["offers"]] == [first["tab"]]
    assert "Text of the first tab." in page.content.decode()

    other = signed_in.get(url("update-detail", draft) + f"?text={first['tab']}")
    assert other.context["form"]["narrative"].value() == "Text of the first tab."


def test_one_person_in_two_tabs_does_not_overwrite_the_other_tab(signed_in, draft):
    first, second = posted(draft, narrative="First tab."), posted(draft, narrative="Second tab.")
    signed_in.post(url("update-autosave", draft), first)
    signed_in.post(url("update-save", draft), second)

    response = signed_in.post(url("update-save", draft), first)

    draft.refresh_from_db()
    assert response.status_code == 409
    assert draft.narrative == "Second tab."
    assert "First tab." in response.content.decode()


def test_autosave_of_what_was_sent_says_so(signed_in, draft):
    StatusUpdate.objects.filter(pk=draft.pk).update(state=State.VALIDATION)

    response = signed_in.post(url("update-autosave", draft), posted(draft))

    assert response.status_code == 409
    assert "sent already" in json.loads(response.content)["said"]


def test_a_draft_buffer_is_its_typists_alone(client, owner, alternate, draft):
    client.force_login(owner)
    client.post(url("update-autosave", draft), posted(draft, narrative="Half a thought"))
    client.force_login(alternate)

    assert "Half a thought" not in client.get(url("update-detail", draft)).content.decode()


# --- evidence ------------------------------------------------------------------------------------

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def upload(name="law.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_several_files_and_a_link_are_added_with_the_text(signed_in, draft):
    form = posted(draft) | {
        "evidence-uploads": [upload(), upload("letters.pdf", PDF + b"%2")],
        "evidence-link": "https://law.example/9",
        "evidence-is_public": "1",
    }

    signed_in.post(url("evidence-add", draft), form)

    draft.refresh_from_db()
    assert draft.narrative == "Two shelters opened."
    assert set(Evidence.objects.values_list("title", "is_public")) == {
        ("law", True),
        ("letters", True),
        ("https://law.example/9", True),
    }


def test_a_file_that_is_not_what_its_name_says_is_refused_and_the_good_one_taken(signed_in, draft):
    form = posted(draft) | {"evidence-uploads": [upload("fake.pdf", b"MZ\x90 a program"), upload()]}

    response = signed_in.post(url("evidence-add", draft), form, follow=True)

    assert "“fake.pdf” is not what its name says" in response.content.decode()
    assert [one.title for one in Evidence.objects.all()] == ["law"]


def test_a_file_that_is_too_large_is_refused(signed_in, draft, settings):
    settings.EVIDENCE_MAX_BYTES = 10

    response = signed_in.post(
        url("evidence-add", draft), posted(draft) | {"evidence-uploads": upload()}, follow=True
    )

    assert "is larger than" in response.content.decode()
    assert not Evidence.objects.exists()


def test_a_link_that_runs_something_is_refused(signed_in, draft):
    form = posted(draft) | {"evidence-link": "javascript:alert(1)"}

    response = signed_in.post(url("evidence-add", draft), form, follow=True)

    assert "is no web address" in response.content.decode()
    assert not Evidence.objects.exists()


def test_the_same_file_twice_is_one_piece(signed_in, draft):
    for _ in range(2):
        signed_in.post(url("evidence-add", draft), posted(draft) | {"evidence-uploads": upload()})

    assert Evidence.objects.count() == 1


def test_remove_and_show_and_a_second_click(signed_in, draft, owner):
    piece = evidence.add_link(update=draft, link="https://law.example/9", is_public=False, by=owner)

    signed_in.post(url("evidence-show", piece), {"public": "1"})
    piece.refresh_from_db()
    assert piece.is_public

    for _ in range(2):
        assert signed_in.post(url("evidence-remove", piece)).status_code == 302
    piece.refresh_from_db()
    assert piece.removed_at
    assert 'href="https://law.example/9"' not in signed_in.get(url("update-detail", draft)).content.decode()


def test_a_drafts_file_opens_for_its_institution_alone(
    client, draft, owner, alternate, above, stranger, secretariat, nobody
):
    piece = evidence.add_file(update=draft, upload=upload(), is_public=True, by=owner)
    address = reverse("file-download", args=[piece.file.public_id])

    def opens(person):
        client.force_login(person)
        response = client.get(address)
        return b"".join(response) == PDF

    assert [p.name for p in (owner, alternate, above, stranger, secretariat, nobody) if opens(p)] == [
        owner.name,
        alternate.name,
        above.name,
    ]
    client.logout()
    assert client.get(address).status_code == 404


def test_a_file_that_the_store_has_lost_is_said_to_be_missing(client, draft, owner):
    piece = evidence.add_file(update=draft, upload=upload(), is_public=True, by=owner)
    piece.file.content.storage.delete(piece.file.content.name)
    client.force_login(owner)

    answer = client.get(reverse("file-download", args=[piece.file.public_id]))

    assert answer.status_code == 404
    assert f"“{piece.file.name}” is entered here" in answer.content.decode()


@pytest.mark.parametrize("name", ["evidence-show", "evidence-remove"])
def test_another_institutions_evidence_is_not_there(name, client, stranger, draft, owner):
    piece = evidence.add_link(update=draft, link="https://law.example/9", is_public=False, by=owner)
    client.force_login(stranger)

    assert client.post(url(name, piece), {"public": "1"}).status_code == 404


def test_evidence_of_what_was_sent_stays_as_it_is(signed_in, draft, owner):
    piece = evidence.add_link(update=draft, link="https://law.example/9", is_public=False, by=owner)
    StatusUpdate.objects.filter(pk=draft.pk).update(state=State.VALIDATION)

    response = signed_in.post(url("evidence-remove", piece), follow=True)

    piece.refresh_from_db()
    assert piece.removed_at is None
    assert "sent already" in response.content.decode()


# --- validator -----------------------------------------------------------------------------------


def test_validator_signs_on_the_page(client, validator, owner, draft, secretariat):
    StatusUpdate.objects.filter(pk=draft.pk).update(state=State.VALIDATION, submitted_by=owner)
    client.force_login(validator)
    form = {"version": draft.version}

    assert "Sign and send" in client.get(url("update-detail", draft)).content.decode()
    first = client.post(url("update-sign", draft), form, follow=True).content.decode()
    second = client.post(url("update-sign", draft), form, follow=True).content.decode()

    draft.refresh_from_db()
    assert (draft.state, draft.signed_by) == (State.SUBMITTED, validator)
    assert "Signed" in first
    assert "not waiting for a signature" in second


def test_validator_sends_back_and_the_comment_stands_above_the_form(client, validator, owner, draft):
    StatusUpdate.objects.filter(pk=draft.pk).update(state=State.VALIDATION, submitted_by=owner)
    client.force_login(validator)
    address, form = url("update-send-back", draft), {"version": draft.version}

    assert client.post(address, {**form, "comment": ""}).status_code == 422
    client.post(address, {**form, "comment": "Which year do the figures cover?"})

    client.force_login(owner)
    page = client.get(url("update-detail", draft)).content.decode()
    assert "Which year do the figures cover?" in page
    assert validator.name in page


def test_take_back_on_the_page(signed_in, owner, draft):
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state=State.SUBMITTED, submitted_by=owner, submitted_at=timezone.now()
    )

    signed_in.post(url("update-take-back", draft), {"version": draft.version})

    draft.refresh_from_db()
    assert draft.state == State.DRAFT


# --- notices, versions ---------------------------------------------------------------------------


def test_notices_are_ones_own_and_can_be_put_behind(client, owner, stranger, draft):
    from nmrf.base.services import notices

    notices.tell(to=[owner], key="a", text="Sent back: shelters", address="/work/mine/")
    client.force_login(stranger)
    assert "Sent back" not in client.get("/work/notices/").content.decode()

    client.force_login(owner)
    assert "1 new notice" in client.get("/work/notices/").content.decode()
    assert "Sent back: shelters" in client.get("/work/mine/").content.decode()
    client.post("/work/notices/read/")
    assert "new notice" not in client.get("/work/notices/").content.decode()


def test_versions_show_what_changed_and_who(signed_in, draft, owner):
    signed_in.post(url("update-save", draft), posted(draft, narrative="Two shelters opened."))
    draft.refresh_from_db()
    signed_in.post(url("update-save", draft), posted(draft, narrative="Three shelters opened."))

    page = signed_in.get(url("update-versions", draft)).content.decode()

    assert "<del>Two</del> <ins>Three</ins>" in page
    assert owner.name in page


def test_versions_of_a_sent_update_are_not_the_secretariats(client, secretariat, owner, draft):
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state=State.SUBMITTED, submitted_by=owner, submitted_at=timezone.now()
    )
    client.force_login(secretariat)

    assert client.get(url("update-detail", draft)).status_code == 200
    assert client.get(url("update-versions", draft)).status_code == 404


def test_another_text_can_be_taken_or_thrown_away(signed_in, draft):
    kept, thrown = posted(draft, narrative="Take me."), posted(draft, narrative="Throw me.")
    signed_in.post(url("update-autosave", draft), kept)
    signed_in.post(url("update-autosave", draft), thrown)

    signed_in.post(url("update-drop-draft", draft), {"tab": thrown["tab"]})
    form = signed_in.get(url("update-detail", draft)).context["form"]
    again = posted(draft, narrative="Take me, and more.") | {
        name: form[name].value() for name in ("tab", "instead_of", "opened_at")
    }
    signed_in.post(url("update-save", draft), again)

    draft.refresh_from_db()
    assert draft.narrative == "Take me, and more."
    assert not DraftBuffer.objects.exists()


def test_update_page_costs_the_same_for_3_recommendations_and_30(signed_in, institution, owner):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cluster = Cluster.objects.create(code="shelters")
    ClusterText.objects.create(cluster=cluster, language="en", name="Shelters")
    assignment = AssignmentFactory(institution=institution, recommendation=None, cluster=cluster)
    update = StatusUpdateFactory(assignment=assignment, author=owner)

    def grow(rows):
        for one in RecommendationFactory.create_batch(rows):
            ClusterMembership.objects.create(cluster=cluster, recommendation=one)
            update.proposals.create(recommendation=one, status="in_progress")
            evidence.add_link(update=update, link=f"https://law.example/{one.pk}", is_public=True, by=owner)

    address = url("update-detail", update)
    grow(3)
    signed_in.get(address)
    few = _count_queries(signed_in, address, CaptureQueriesContext(connection))
    grow(27)

    assert _count_queries(signed_in, address, CaptureQueriesContext(connection)) == few
