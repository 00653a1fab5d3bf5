"""The working page of a recommendation: position, grade, wording, division by sentences, care."""

from datetime import date

import pytest
from django.urls import reverse

from focal_points import queues, undoing
from focal_points.services import search_table
from recommendations.models import Contradiction, Instrument, MechanismGrade, ReservationMark
from recommendations.services import (
    contradictions,
    corrections,
    documents,
    entries,
    follow_up,
    parts,
    ratifications,
    replacing,
)
from tests.factories import CountryFactory, DocumentFactory, MechanismFactory, RecommendationFactory

TEXT = "Open shelters in every town. Train the staff; collect figures. Report to the Committee."


@pytest.fixture
def page(client, secretariat):
    CountryFactory()
    client.force_login(secretariat)
    return client


def act(client, row, action, **fields):
    address = reverse(f"focal_points:recommendation-{action}", args=[row.public_id])
    return client.post(address, {f"{action}-{name}": value for name, value in fields.items()})


def shown(client, row):
    return client.get(reverse("focal_points:recommendation-detail", args=[row.public_id])).content.decode()


def test_a_position_with_remarks_is_stated_on_the_page(page):
    review = DocumentFactory(mechanism=MechanismFactory(code="UPR", kind="upr"), kind="upr-report")
    row = RecommendationFactory(document=review)
    search_table.refresh(None)
    assert list(queues.QUEUES["positions"].waiting()) == [row]

    said = {"position": "noted", "stated_on": "2020-06-30", "source": "A/HRC/1/ADD.1", "remark": "Not now."}
    assert act(page, row, "position", **said).status_code == 302

    html = shown(page, row)
    assert "30 June 2020" in html
    assert "Not now." in html
    assert not queues.QUEUES["positions"].waiting().exists()
    assert act(page, row, "position", position="never").status_code == 422


def test_the_form_offers_only_the_mechanisms_own_grades(page):
    row = RecommendationFactory(document=DocumentFactory(mechanism=MechanismFactory(code="CEDAW")))
    html = shown(page, row)
    assert "CEDAW|PI" in html
    assert "CCPR-2017|A" not in html

    assert act(page, row, "grade", marked="CCPR-2017|A", given_on="2024-01-01").status_code == 422
    assert act(page, row, "grade", marked="CEDAW|PI", given_on="2024-01-01").status_code == 302
    grade = MechanismGrade.objects.get()
    assert (grade.scale, grade.grade) == ("CEDAW", "PI")
    assert act(page, row, "ungrade", key=grade.pk + 1).status_code == 404
    assert act(page, row, "ungrade", key=grade.pk).status_code == 302
    assert not MechanismGrade.objects.exists()


@pytest.fixture
def order(secretariat):
    CountryFactory()
    document = DocumentFactory(mechanism=MechanismFactory(code="court", kind="court"), kind="judgment")
    return entries.add_recommendation(
        document=document, text="Pay.", language="en", paragraph="1", kind="order", by=secretariat
    )


def test_an_entry_is_mended_and_a_second_writer_sees_the_first(page, order):
    said = {"kind": "order", "paragraph": "1 bis", "text": "Pay all.", "due_on": "2027-01-01", "seen": "Pay."}
    assert act(page, order, "edit", **said).status_code == 302
    order.refresh_from_db()
    assert (order.paragraph, str(order.due_on), order.original.text) == ("1 bis", "2027-01-01", "Pay all.")

    late = act(page, order, "edit", **{**said, "text": "Pay half."})
    assert late.status_code == 409
    assert "Pay all." in late.content.decode()
    assert act(page, order, "edit", **{**said, "text": "", "seen": "Pay all."}).status_code == 422


def test_what_a_source_brought_is_not_mended_in_its_place(page, secretariat):
    row = RecommendationFactory(annotation_id="00000000-0000-0000-0000-000000000001")
    assert "Mend the entry" not in shown(page, row)
    assert act(page, row, "edit", kind="recommendation", text="Mine.", seen="").status_code == 409


def test_an_entry_is_withdrawn_with_its_reason_and_stands_again(page, order):
    assert act(page, order, "strike", because="").status_code == 422
    assert act(page, order, "strike", because="Entered twice.").status_code == 302
    assert "Entered twice." in shown(page, order)
    assert not type(order).objects.counted().exists()
    assert act(page, order, "restore").status_code == 302
    assert type(order).objects.counted().get() == order


def test_a_text_without_letters_is_divided_by_its_sentences(page):
    row = RecommendationFactory(text=TEXT)
    sentences = dict(parts.sentences(row))
    assert list(sentences.values()) == [
        "Open shelters in every town.",
        "Train the staff;",
        "collect figures.",
        "Report to the Committee.",
    ]
    starts = list(sentences)

    assert act(page, row, "sentences", starts=[starts[0], starts[1]]).status_code == 302

    assert [(part.label, part.quoted) for part in parts.current(row)] == [
        ("(a)", "Open shelters in every town."),
        ("(b)", TEXT[starts[1] :]),
    ]
    assert act(page, row, "sentences", starts=[starts[0] + 3, starts[1]]).status_code == 422
    assert act(page, row, "sentences", starts=[starts[0]]).status_code == 422


@pytest.fixture
def divided(secretariat):
    row = RecommendationFactory(text="The State should: (a) Open shelters; (b) Train staff.")
    spans = parts.propose(row)
    wanted = [{"label": f"({s.letter})", "title": "", "starts": s.start, "ends": s.end} for s in spans]
    parts.divide(recommendation=row, parts=wanted, by=secretariat)
    search_table.refresh(None)
    return row


def test_a_text_changed_under_a_division_waits_for_a_look_and_the_parts_keep_their_words(page, divided):
    assert not queues.QUEUES["division"].waiting().exists()
    divided.texts.update(text="Soon, the State should: (a) Open shelters; (b) Train all staff.")

    assert list(queues.QUEUES["division"].waiting()) == [divided]
    assert [part.quoted for part in parts.current(divided)] == ["(a) Open shelters;", "(b) Train staff."]
    html = shown(page, divided)
    assert "The text was changed since it was divided." in html
    assert page.get(reverse("focal_points:desk-queue", args=["division"])).status_code == 200

    assert act(page, divided, "keep-parts").status_code == 302
    assert not queues.QUEUES["division"].waiting().exists()
    divided.texts.update(text="Later, the State should: (a) Open shelters; (b) Train all staff.")
    assert list(queues.QUEUES["division"].waiting()) == [divided]


def test_a_changed_text_is_divided_anew_along_the_words_of_the_parts(page, divided, secretariat):
    divided.texts.update(text="Soon, the State should: (a) Open shelters; (b) Train all staff.")
    divided = type(divided).objects.get(pk=divided.pk)

    anew = parts.placed_anew(divided)
    parts.divide(recommendation=divided, parts=anew, by=secretariat)

    assert [part.quoted for part in parts.current(divided)] == ["(a) Open shelters;", "(b) Train all staff."]
    assert not queues.QUEUES["division"].waiting().exists()


def test_a_national_correction_under_a_division_is_told_too(divided, secretariat):
    corrections.correct_text(
        recommendation=divided,
        language="en",
        text="The State shall: (a) Open shelters; (b) Train staff.",
        by=secretariat,
    )
    assert list(queues.QUEUES["division"].waiting()) == [divided]


def test_a_contradiction_and_a_reservation_are_marked_by_hand_and_unmarked(page, secretariat):
    one, other = RecommendationFactory(paragraph="5"), RecommendationFactory(paragraph="6")
    assert act(page, one, "contradict", other="nowhere 9").status_code == 422
    cited = f"{other.document.symbol} para. 6"
    assert act(page, one, "contradict", other=cited, note="Both cannot be.").status_code == 302
    for row in (one, other):
        assert "Both cannot be." in shown(page, row)
    assert act(page, other, "contradiction", key=one.pk, holds="no").status_code == 302
    assert not Contradiction.objects.get().is_confirmed

    treaty = Instrument.objects.create(code="CEDAW", title="Convention on women")
    kept = ratifications.reserve(instrument=treaty, text="Not bound.", articles="9", by=secretariat)
    assert act(page, one, "touch", reservation=kept.pk).status_code == 302
    assert "Not bound." in shown(page, one)
    assert act(page, one, "touching", key=kept.pk, holds="no").status_code == 302
    assert not ReservationMark.objects.get().is_confirmed


@pytest.mark.parametrize("key", ["0", "-1", "9" * 30, "x", "٣"])
def test_a_key_that_is_none_breaks_nothing(page, key):
    row = RecommendationFactory()
    for action in ("contradiction", "touching", "ungrade"):
        assert act(page, row, action, key=key, holds="yes").status_code in (404, 422)


def test_a_selection_of_the_list_gets_its_position_and_undo(page):
    review = DocumentFactory(mechanism=MechanismFactory(code="UPR", kind="upr"), kind="upr-report")
    rows = [RecommendationFactory(document=review) for _ in range(3)]
    search_table.refresh(None)
    picked = "&".join(f"pick={row.public_id}" for row in rows[:2])
    address = reverse("focal_points:bulk-position") + f"?{picked}"

    assert "Position on 2 recommendations" in page.get(address).content.decode()
    said = {"count": "2", "position": "supported", "stated_on": "2020-06-30", "source": "A/HRC/1/ADD.1"}
    response = page.post(address, said)

    assert response.status_code == 302
    assert review.recommendations.filter(upr_position="supported").count() == 2
    assert "Position on 2 recommendations: supported" in page.get(response["Location"]).content.decode()
    assert page.post(reverse("focal_points:bulk-followup") + f"?{picked}", {"count": "2"}).status_code == 302
    assert review.recommendations.filter(is_followup=True).count() == 2


def test_a_clusters_outcome_is_told_what_would_be_better(page):
    address = reverse("focal_points:cluster-new")
    html = page.post(address, {"outcome_en": "Continue to promote equality."}).content.decode()

    assert "“continue” can be said to be done at any time." in html


def test_the_history_tells_of_marks_and_reports(page, secretariat):
    row = RecommendationFactory()
    follow_up.send_report(
        document=row.document, sent_on=date(2024, 1, 1), symbol="FCO/1", paragraphs=[row], by=secretariat
    )
    contradictions.decide(one=row, other=RecommendationFactory(), is_confirmed=True, by=secretariat)
    page.get(reverse("focal_points:recommendation-detail", args=[row.public_id]))

    html = shown(page, row)

    assert "Paragraph of a follow-up report" in html
    assert "Contradiction" in html
    documents.describe_document(document=row.document, title="Of the sixth report", by=secretariat)
    html = page.get(reverse("recommendations:document-work", args=[row.document.public_id])).content.decode()
    assert "Follow-up report" in html
    assert "<ins>Of the sixth report</ins>" in html


def test_a_replacement_carries_contradictions_and_follow_up_along(secretariat):
    old, new, other = RecommendationFactory(), RecommendationFactory(), RecommendationFactory()
    follow_up.send_report(
        document=old.document, sent_on=date(2024, 1, 1), symbol="FCO/1", paragraphs=[old], by=secretariat
    )
    contradictions.decide(one=old, other=other, is_confirmed=True, by=secretariat)

    done = replacing.replace(old=old, new=new, by=secretariat)

    assert [row for row, _mark in contradictions.of(new)] == [other]
    assert new.follow_up_reports.get().report.document == new.document
    undoing.undo(operation=done, by=secretariat)
    assert [row for row, _mark in contradictions.of(old)] == [other]
    assert old.follow_up_reports.get().report.document == old.document
