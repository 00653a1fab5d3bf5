"""What waits, conflicts, replacements and undoing, as the secretariat sees and does them."""

from typing import Any

import pytest
from django.urls import reverse

from nmrf.base import history
from recommendations.models import ImportConflict, ImportRun, Recommendation, Replacement
from recommendations.services import corrections, positions, uhri_runs, uhri_settling, uhri_undo
from tests.factories import DocumentFactory, RecommendationFactory
from tests.recommendations import test_following as following
from tests.recommendations import uhri_samples as samples

pytestmark = pytest.mark.usefixtures("reference", "secretariat")
uhri = following.uhri
one, tick = following.one, following.tick


@pytest.fixture
def desk(client: Any, secretariat: Any) -> Any:
    client.force_login(secretariat)
    return client


@pytest.fixture
def run(uhri: Any) -> ImportRun:
    """A second run, of which a text and a gone record wait."""
    uhri.serve(following.FIRST)
    tick("one")
    uhri.serve(following.SECOND)
    return tick("two")


def page(desk: Any, address: str, **query: str) -> str:
    answer = desk.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def settle(desk: Any, run: ImportRun, **fields: Any) -> Any:
    return desk.post(reverse("recommendations:import-settle", args=[run.public_id]), fields)


# --- what waits ---------------------


def test_the_run_says_what_was_written_and_what_waits_and_why(desk, run):
    shown = page(desk, run.get_absolute_url())
    assert "by the schedule" in shown
    assert "2 wait for you" in shown

    waiting = page(desk, run.get_absolute_url(), show="waiting")
    assert "the text differs" in waiting
    assert "gone from UHRI" in waiting
    assert "Another" in waiting
    assert "the text differs" in page(desk, run.get_absolute_url(), show="waiting", hold="text")
    gone_alone = page(desk, run.get_absolute_url(), show="waiting", hold="gone")
    assert "<ins>" not in gone_alone.split('id="records"')[1]


def test_ticked_records_are_written_and_the_rest_left(desk, run):
    place = uhri_settling.waiting(run).get(hold="text").place
    settle(desk, run, act="write", place=[place])
    assert following.english(2) == "Another text."
    assert uhri_settling.waiting(run).count() == 1

    settle(desk, run, act="leave", everything="1")
    assert not uhri_settling.waiting(run).exists()
    assert one(5).gone_at is None


def test_all_of_a_kind_are_written_at_once(desk, run):
    settle(desk, run, act="write", everything="1", hold="gone")

    assert one(5).gone_at is not None
    assert [staged.hold for staged in uhri_settling.waiting(run)] == ["text"]


@pytest.mark.parametrize(
    "fields", [{}, {"act": "write"}, {"act": "burn", "everything": "1"}, {"act": "write", "place": "x"}]
)
def test_what_is_not_understood_writes_nothing(desk, run, fields):
    assert settle(desk, run, **fields).status_code == 302
    assert uhri_settling.waiting(run).count() == 2


def test_a_preview_is_narrowed_by_what_differs_and_by_words(desk, run):
    address = run.get_absolute_url()

    assert "record 1" in page(desk, address, show="changed", field="themes")
    themes = page(desk, address, show="changed", field="themes").split('id="records"')[1]
    assert "record 2" not in themes
    assert "None." in page(desk, address, show="changed", q="lighthouses")
    assert "record 2" in page(desk, address, show="changed", q="Another")
    assert page(desk, address, show="changed", field="'; --", q="%_\\")


def test_fetching_now_begins_an_occasion_and_a_second_click_is_told(desk, uhri):
    uhri.serve(following.FIRST)
    first = desk.post(reverse("recommendations:import-fetch"))
    assert first.headers["Location"] == ImportRun.objects.get().get_absolute_url()

    again = desk.post(reverse("recommendations:import-fetch"), follow=True)
    assert "being fetched already" in again.content.decode()
    assert ImportRun.objects.count() == 1


def test_the_list_says_when_and_what_is_followed(desk, uhri):
    shown = page(desk, "/register/imports/")
    assert f"http://{uhri.host}/export-full-en.json" in shown
    assert "Fetch now" in shown


# --- undo ---------------------


def test_before_undoing_the_page_lists_what_would_stay_and_undoing_leaves_just_that(desk, run, secretariat):
    with history.recorded(by=secretariat, action="test.work"):
        corrections.correct_text(recommendation=one(6), language="en", text="Ours.", by=secretariat)

    address = reverse("recommendations:import-undo", args=[run.public_id])
    shown = page(desk, address)
    expected = uhri_undo.forecast(run)
    assert "texts rest on it" in shown
    assert "CEDAW/C/XAA/CO/6" in shown

    desk.post(address)

    run.refresh_from_db()
    assert run.state == "undone"
    assert uhri_undo.kept_of(run) == expected.kept
    assert one(6)
    assert one(1).tags.filter(tag__kind="theme").count() == 2


def test_where_nothing_depends_on_it_it_says_that_all_goes_back_even_after_later_runs(
    desk, uhri, run, secretariat
):
    uhri.serve([*following.SECOND, samples.record(7)])
    later = tick("three")

    assert "all of it goes back" in page(desk, reverse("recommendations:import-undo", args=[run.public_id]))
    undone = uhri_runs.undo(run=run, by=secretariat)

    assert undone.operation.kept == []
    assert not Recommendation.objects.filter(annotation_id=samples.guid(6)).exists()
    assert one(7)
    assert later.state == "applied"


def test_an_import_that_a_later_one_changed_is_undone_once_that_one_is(uhri, run, secretariat):
    uhri.serve([samples.record(1, Themes=["Right to education"]), *following.SECOND[1:]])
    later = tick("three")
    assert uhri_undo.forecast(run).kept

    uhri_runs.undo(run=later, by=secretariat)

    assert uhri_undo.forecast(run).kept == []
    assert uhri_runs.undo(run=run, by=secretariat).operation.kept == []
    assert one(1).tags.filter(tag__kind="theme").count() == 2


def test_the_operation_says_which_recommendations_it_touched(desk, run):
    shown = page(desk, reverse("focal_points:operation-detail", args=[run.operation_id]))

    for number in (1, 6):
        assert str(one(number).public_id) in shown
    assert str(one(3).public_id) not in shown


# --- conflicts ---------------------


@pytest.fixture
def position(uhri: Any, secretariat: Any) -> ImportConflict:
    """The house stated a position; UHRI says another by now."""
    uhri.serve([samples.upr(1)])
    tick("one")
    with history.recorded(by=secretariat, action="test.state"):
        positions.state(recommendation=one(1), position="noted", by=secretariat)
    uhri.serve([samples.upr(1, UprPositions=["Supported/Noted"])])
    tick("two")
    return ImportConflict.objects.get()


def test_three_sides_are_shown_and_a_choice_is_asked(desk, position):
    shown = page(desk, position.get_absolute_url())

    assert "Set here" in shown
    assert "supported in part" in shown
    assert one(1).upr_position == "noted"
    assert not one(1).is_partly_supported


@pytest.mark.parametrize(
    ("choice", "anew", "stands"),
    [
        ("kept", "", ("noted", False)),
        ("taken", "", ("noted", True)),
        ("anew", "supported", ("supported", False)),
    ],
)
def test_the_choice_is_done_and_not_asked_again(desk, position, uhri, choice, anew, stands):
    desk.post(position.get_absolute_url(), {"choice": choice, "anew": anew})

    assert (one(1).upr_position, one(1).is_partly_supported) == stands
    uhri.serve([samples.upr(1, UprPositions=["Supported/Noted"], Themes=["Right to health"])])
    tick("three")
    assert not ImportConflict.objects.open().exists()
    assert (one(1).upr_position, one(1).is_partly_supported) == stands


@pytest.mark.parametrize(
    "fields", [{}, {"choice": "anew"}, {"choice": "anew", "anew": "rubbish"}, {"choice": "x"}]
)
def test_what_is_no_choice_comes_back_with_the_reason(desk, position, fields):
    assert desk.post(position.get_absolute_url(), fields).status_code == 422
    assert ImportConflict.objects.open().exists()


# --- what was entered by hand, found in UHRI later ---------------------


@pytest.fixture
def entered(uhri: Any, secretariat: Any) -> Recommendation:
    """A paragraph that was entered before UHRI had it, with work on it."""
    from recommendations.models import Mechanism

    document = DocumentFactory(mechanism=Mechanism.objects.get(code="CEDAW"), symbol="CEDAW/C/XAA/CO/6")
    row = RecommendationFactory(document=document, paragraph="1", annotation_id=None, text=False)
    row.texts.create(
        language="en", origin="national", text="The State party should open 1 shelters", is_original=True
    )
    with history.recorded(by=secretariat, action="test.work"):
        corrections.write_plain(recommendation=row, language="en", text="Open one.", by=secretariat)
    uhri.serve([samples.record(1, Text="1. The State party should open 1 shelters."), samples.record(2)])
    tick("one")
    return row


def test_it_is_proposed_side_by_side_and_merged_on_confirmation(desk, entered):
    proposal = Replacement.objects.waiting().get()
    assert (proposal.old, proposal.new, proposal.kind) == (entered, one(1), "entered")
    shown = page(desk, "/register/replacements/")
    assert "entered here, found in UHRI later" in shown

    desk.post("/register/replacements/decide/", {"act": "confirm", "pair": [proposal.public_id]})

    entered.refresh_from_db()
    assert entered.replaced_by == one(1)
    assert one(1).texts.get(origin="plain").text == "Open one."
    for row, other in ((entered, one(1)), (one(1), entered)):
        working = page(desk, reverse("focal_points:recommendation-detail", args=[row.public_id]))
        assert str(other.public_id) in working
        public = page(desk, row.get_absolute_url())
        assert str(other.public_id) in public


def test_a_refusal_is_remembered_by_later_imports(desk, entered, uhri):
    desk.post(
        "/register/replacements/decide/", {"act": "refuse", "pair": [Replacement.objects.get().public_id]}
    )
    uhri.serve([samples.record(1, Text="1. The State party should open 1 shelters."), samples.record(3)])
    tick("two")

    assert not Replacement.objects.waiting().exists()
    assert "Nothing is proposed" in page(desk, "/register/replacements/")


def test_a_reissue_is_confirmed_as_a_whole_document(desk, uhri):
    uhri.serve([samples.record(number) for number in range(1, 4)])
    tick("one")
    again = [
        samples.record(10 + number, Symbol="CEDAW/C/XAA/CO/6/REV.1", DocumentId=samples.guid(900_009))
        | {"Text": samples.record(number)["Text"]}
        for number in range(1, 4)
    ]
    uhri.serve([*(samples.record(number) for number in range(1, 4)), *again])
    tick("two")
    old = one(1).document
    assert Replacement.objects.waiting().count() == 3

    desk.post("/register/replacements/decide/", {"act": "confirm", "document": old.public_id})

    assert {one(number).replaced_by for number in range(1, 4)} == {one(number) for number in range(11, 14)}
    old.refresh_from_db()
    assert old.replaced_by == one(11).document


@pytest.mark.parametrize(
    "fields", [{}, {"act": "confirm"}, {"act": "confirm", "pair": ["x"]}, {"act": "y", "document": "z"}]
)
def test_a_decision_about_nothing_is_told_and_changes_nothing(desk, entered, fields):
    assert desk.post("/register/replacements/decide/", fields).status_code == 302
    assert Replacement.objects.waiting().count() == 1
