"""Documents of every kind entered by form; their paragraphs one by one or pasted; marks on them."""

import pytest
from django.urls import reverse

from focal_points.services import search_table
from nmrf.base.models import Operation
from recommendations.document_kinds import KINDS
from recommendations.models import (
    Document,
    FollowUpReport,
    Instrument,
    Mechanism,
    Recommendation,
    Reservation,
)
from tests.factories import CountryFactory, DocumentFactory, MechanismFactory, RecommendationFactory


@pytest.fixture
def page(client, secretariat):
    CountryFactory()
    client.force_login(secretariat)
    return client


def at(name, *args):
    return reverse(f"recommendations:{name}", args=args)


def entered(**given):
    mechanism = MechanismFactory(code="court", kind="court")
    return Document.objects.create(**{"mechanism": mechanism, "kind": "judgment", "title": "A v. H", **given})


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_of_each_kind_asks_for_what_fits_it(page, kind):
    asked = KINDS[kind]
    body = MechanismFactory(code=f"body-{kind}", kind=asked.families[0])
    address = at("document-new") + f"?kind={kind}"

    form = page.get(address).context["form"]
    assert set(form.fields) == {"kind", "mechanism", "title", *asked.fields}

    typed = {"kind": kind, "mechanism": body.pk, "title": "Of that kind"}
    treaty = Instrument.objects.create(code=kind, title="A")
    for name in asked.fields:
        typed[name] = {
            "instrument": treaty.pk,
            "cycle": "3",
            "visited_from": "2024-02-01",
            "visited_until": "2024-02-09",
            "address": "https://court.example/1",
        }.get(name, "2024-03-01" if name.endswith("_on") else f"{name} 1")
    assert page.post(address, typed).status_code == 302
    made = Document.objects.get()
    for name in asked.fields:
        assert getattr(made, name), name
    assert page.get(at("document-work", made.public_id)).status_code == 200
    assert page.get(made.get_absolute_url()).status_code == 200


def test_without_a_kind_the_kinds_are_offered(page):
    assert len(page.get(at("document-new")).context["kinds"]) == len(KINDS)
    assert page.post(at("document-new"), {"kind": "poem"}).status_code == 422


def test_a_visit_that_ends_before_it_began_is_refused_beside_its_field(page):
    body = MechanismFactory(code="SR", kind="special-procedure")
    typed = {
        "kind": "visit-report",
        "mechanism": body.pk,
        "title": "Visit",
        "visited_from": "2024-03-02",
        "visited_until": "2024-03-01",
    }
    response = page.post(at("document-new"), typed)
    assert response.status_code == 422
    assert "visited_until" in response.context["form"].errors


def test_a_new_body_is_added_on_the_way(page):
    address = at("mechanism-new") + "?kind=regional-report"
    typed = {"kind": "regional", "name": "Commission of the Northern Coast", "acronym": "CNC"}

    response = page.post(address, typed)

    made = Mechanism.objects.get(code="cnc")
    assert response["Location"].endswith(f"?kind=regional-report&mechanism={made.pk}")
    assert (made.kind, made.short) == ("regional", "CNC")
    assert str(made.pk) in page.get(response["Location"]).content.decode()
    assert page.post(address, typed).status_code == 422


def test_what_was_entered_is_mended_and_what_uhri_brought_keeps_its_symbol(page):
    document, other = entered(symbol="CASE 1/2024"), entered(symbol="CASE 2/2024")
    here = at("document-work", document.public_id)
    typed = {"kind": "judgment", "mechanism": document.mechanism_id, "title": "B v. H"}
    assert page.post(here, typed | {"symbol": "case 2/2024"}).status_code == 422
    assert page.post(here, typed | {"symbol": "", "title": ""}).status_code == 422
    assert page.post(here, typed | {"symbol": "case 3/2024"}).status_code == 302
    document.refresh_from_db()
    assert (document.symbol, document.title, other.symbol) == ("CASE 3/2024", "B v. H", "CASE 2/2024")

    theirs = DocumentFactory(uhri_id="00000000-0000-0000-0000-000000000009", session="1")
    typed = {"symbol": "MINE", "title": "Ours", "session": "2", "published_on": theirs.published_on}
    assert page.post(at("document-work", theirs.public_id), typed).status_code == 302
    kept = Document.objects.get(pk=theirs.pk)
    assert (kept.symbol, kept.title, kept.national_fields) == (theirs.symbol, "Ours", ["session"])


PASTED = "1. Pay the families (Peru, Viet Nam);\n2. Publish the judgment.\n3. Train judges."


def paste(page, document, text=PASTED, kind="order"):
    return page.post(at("document-paste", document.public_id), {"language": "en", "kind": kind, "text": text})


def rows_typed(response, **changes):
    """The table as it came, with some cells typed over."""
    rows = response.context["rows"]
    typed = {"language": response.context["language"], "rest": response.context["rest"]}
    typed |= {f"rows-{name}": len(rows.forms) for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    for form in rows.forms:
        for name in form.fields:
            typed[form.add_prefix(name)] = form[name].value() or ""
    return typed | {f"rows-{key}": value for key, value in changes.items()}


def test_a_pasted_text_is_looked_over_corrected_and_saved_as_one_operation(page, secretariat):
    document = entered()
    table = paste(page, document)
    assert not Recommendation.objects.exists()

    typed = rows_typed(
        table,
        **{
            "0-due_on": "2027-01-01",
            "1-taken": "join",
            "2-paragraph": "3 bis",
            "2-text": "Train all judges.",
        },
    )
    response = page.post(at("document-paste", document.public_id), typed)

    rows = list(document.recommendations.in_document_order())
    assert [(row.paragraph, str(row.kind), row.original.text) for row in rows] == [
        ("1", "order", "Pay the families (Peru, Viet Nam);\n2 Publish the judgment."),
        ("3 bis", "order", "Train all judges."),
    ]
    assert str(rows[0].due_on) == "2027-01-01"
    operation = Operation.objects.get()
    assert (operation.size, str(operation.pk) in response["Location"]) == (2, True)
    undo = reverse("focal_points:operation-undo", args=[operation.pk])
    assert page.post(undo).status_code == 302
    assert not Recommendation.objects.exists()
    assert search_table.drift() == 0


def test_recommending_states_are_read_from_the_brackets_of_a_review(page):
    for code in ("PER", "VNM"):
        CountryFactory(iso3=code)
    review = entered(mechanism=MechanismFactory(code="UPR", kind="upr"), kind="upr-report")

    page.post(at("document-paste", review.public_id), rows_typed(paste(page, review, kind="recommendation")))

    first = review.recommendations.get(paragraph="1")
    assert set(first.recommending_states.values_list("country__iso3", flat=True)) == {"PER", "VNM"}


def test_what_is_wrong_in_the_table_is_said_beside_its_row(page):
    document = entered()
    typed = rows_typed(paste(page, document), **{"1-paragraph": "1", "2-text": ""})

    response = page.post(at("document-paste", document.public_id), typed)

    assert response.status_code == 422
    assert [bool(form.errors) for form in response.context["rows"].forms] == [False, True, True]
    assert not Recommendation.objects.exists()


def test_a_text_too_long_for_one_table_is_entered_in_two(page):
    document = entered()
    table = paste(page, document, "\n".join(f"{n}. Pay {n}." for n in range(1, 231)))
    assert len(table.context["rows"].forms) == 200

    rest = page.post(at("document-paste", document.public_id), rows_typed(table))

    assert document.recommendations.count() == 200
    assert rest.context["form"]["text"].value().startswith("201\tPay 201.")
    second = paste(page, document, rest.context["form"]["text"].value())
    assert len(second.context["rows"].forms) == 30


def test_what_is_typed_past_the_form_breaks_nothing(page):
    document = entered()
    typed = rows_typed(paste(page, document), **{"0-text": "Pay\x00.", "1-kind": "poem"})
    assert page.post(at("document-paste", document.public_id), typed).status_code == 422
    typed = rows_typed(paste(page, document)) | {"language": "\x00'; drop"}
    assert page.post(at("document-paste", document.public_id), typed).status_code == 302
    assert set(document.recommendations.values_list("texts__language", flat=True)) == {"en"}
    here = at("document-work", document.public_id)
    for query in ({"done": "-" * 36}, {"done": "\x00"}, {"page": "x"}, {"done": "9" * 36}):
        assert page.get(here, query).status_code == 200
    picks = {"pick": ["x", "9" * 17, "-1", "\x00"], "followup-due_on": "2024-01-01"}
    assert page.post(at("document-followup", document.public_id), picks).status_code == 422


def test_what_is_there_already_is_left_and_listed(page):
    document = entered()
    page.post(at("document-paste", document.public_id), rows_typed(paste(page, document)))
    page.post(
        at("document-paste", document.public_id), rows_typed(paste(page, document, PASTED + "\n4. More."))
    )

    assert document.recommendations.count() == 4
    assert len(Operation.objects.earliest("-at").skipped) == 3


@pytest.fixture
def observations(page):
    document = DocumentFactory(mechanism=MechanismFactory(code="CAT"))
    rows = [RecommendationFactory(document=document) for _ in range(3)]
    search_table.refresh(None)
    return document, rows


def test_ticked_paragraphs_are_marked_and_the_report_on_them_is_noted(page, observations):
    document, rows = observations
    typed = {"pick": [rows[0].pk, rows[2].pk], "followup-due_on": "2024-05-01"}
    assert page.post(at("document-followup", document.public_id), typed).status_code == 302
    assert set(document.recommendations.filter(is_followup=True)) == {rows[0], rows[2]}
    assert page.post(at("document-followup", document.public_id), {}).status_code == 422

    new = at("document-report", document.public_id)
    assert page.post(new, {"sent_on": "2024-06-01"}).status_code == 422
    typed = {"sent_on": "2024-06-01", "symbol": "cat/c/xaa/fco/1", "paragraphs": [rows[0].pk]}
    assert page.post(new, typed).status_code == 302
    report = FollowUpReport.objects.get()
    change = at("follow-up-change", report.public_id)
    assert page.get(change).context["form"]["symbol"].value() == "CAT/C/XAA/FCO/1"
    assert page.post(change, typed | {"sent_on": "2024-06-02"}).status_code == 302
    html = page.get(at("document-work", document.public_id)).content.decode()
    assert "sent 2 June 2024" in html
    assert page.post(at("follow-up-remove", report.public_id)).status_code == 302
    assert not FollowUpReport.objects.exists()


def test_ticked_recommendations_of_a_review_get_their_position(page):
    review = DocumentFactory(mechanism=MechanismFactory(code="UPR", kind="upr"), kind="upr-report")
    rows = [RecommendationFactory(document=review) for _ in range(2)]
    typed = {
        "pick": [row.pk for row in rows],
        "position-position": "partly",
        "position-source": "A/HRC/1/ADD.1",
    }

    assert page.post(at("document-positions", review.public_id), typed).status_code == 302
    assert review.recommendations.filter(is_partly_supported=True, upr_position="noted").count() == 2
    assert page.post(at("document-positions", review.public_id), {"pick": rows[0].pk}).status_code == 422


def test_a_treaty_with_its_reservation_is_noted_and_shown_to_all(page, client):
    new = at("treaty-new")
    assert page.post(new, {"code": "NCC", "title": "Convention of the Northern Coast"}).status_code == 302
    assert page.post(new, {"code": "ncc", "title": "Again"}).status_code == 422
    treaty = Instrument.objects.get()
    here = at("treaty-detail", treaty.pk)
    assert page.post(here, {"ratified_on": "2001-02-03", "denounced_on": "2000-01-01"}).status_code == 422
    assert page.post(here, {"ratified_on": "2001-02-03"}).status_code == 302
    typed = {
        "reserve-kind": "reservation",
        "reserve-articles": "4 (2)",
        "reserve-language": "en",
        "reserve-text": "Not bound by it.",
        "reserve-made_on": "2001-02-03",
    }
    reserve = at("treaty-reserve", treaty.pk)
    assert page.post(reserve, typed | {"reserve-text": ""}).status_code == 422
    assert page.post(reserve, typed).status_code == 302
    row = Reservation.objects.get()
    assert "Not bound by it." in page.get(here).content.decode()

    client.logout()
    public = client.get(reverse("reporting:treaties")).content.decode()
    assert "binds since 3 February 2001" in public
    assert f"reservation-{row.public_id}" in public


def test_proposals_are_decided_on_their_page(page):
    for text in ("Abolish the night court for tenants.", "Maintain the night court for tenants."):
        RecommendationFactory(text=text)
    assert page.post(at("care-look")).status_code == 302
    mark = page.get(at("care")).context["page"].object_list[0]

    assert page.post(at("care-decide", mark.pk), {"holds": "yes"}).status_code == 302

    assert page.get(at("care")).context["contradictory"] == 1
    assert page.post(at("care-decide", mark.pk), {"holds": "yes"}).status_code == 404


def test_a_wording_is_tried_and_nothing_is_saved(page):
    response = page.post(at("smart-check"), {"language": "en", "text": "Continue to promote equality."})

    assert [hint.asks for hint in response.context["hints"]] == ["actor", "doing", "measure", "time"]
    assert page.post(at("smart-check"), {"language": "en", "text": ""}).context["hints"] is None
