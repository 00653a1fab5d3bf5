"""A table on its way into the register: compared, written, read again, undone, beside UHRI's own records."""

from pathlib import Path
from typing import Any

import pytest

from recommendations.models import (
    Document,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    TableEntry,
    Tag,
)
from recommendations.models import RecommendationText as Text
from recommendations.services import table_runs, uhri_runs
from tests.recommendations.tables import samples
from tests.recommendations.tables.word_samples import SOURCE, WordList, row

pytestmark = pytest.mark.usefixtures("reference")


def read(path: Path, kind: str, country: str = "XAA", **options: Any):
    run = table_runs.begin(kind=kind, source=path.name, country=country, by=None, **options)
    return table_runs.read(run=run, reading=table_runs.reading(run, path))


def write(path: Path, kind: str, country: str = "XAA", **options: Any):
    return table_runs.apply(run=read(path, kind, country, **options), by=None)


def counts(run) -> tuple[int, ...]:
    return tuple(run.counts[name] for name in ("created", "changed", "unchanged", "rejected"))


def history_rows() -> int:
    return sum(
        model.pgh_event_model.objects.count()
        for model in (Recommendation, Text, RecommendationTag, TableEntry, Document)
    )


@pytest.fixture
def a_list(tmp_path: Path) -> Path:
    made = WordList()
    made.add(row(1))
    made.add(row(2, "Noted", states="Peru, Guinea-Bissau"))
    return made.save(tmp_path)


def test_a_list_is_written_with_everything_it_says(a_list):
    run = write(a_list, "thematic-list")

    assert counts(run) == (2, 0, 0, 0)
    one = Recommendation.objects.get(paragraph="118.2")
    assert (one.document.symbol, one.document.session, one.document.cycle) == ("A/HRC/42/9", "33", 3)
    assert (one.upr_position, one.upr_position_source) == ("noted", "A/HRC/42/9/Add.1 - Para. 3")
    assert (one.annotation_id, one.paragraph_order, one.kind) == (None, [118, 2], "recommendation")
    assert {state.country.iso3 for state in one.recommending_states.all()} == {"PER", "GNB"}
    assert {tag.tag.code for tag in one.tags.all()} == {"health", "women-girls"}
    assert {tag.origin for tag in one.tags.all()} == {"national"}
    assert one.texts.get().text == "Open 2 shelters in all districts (Peru, Guinea-Bissau);"
    assert one.texts.get().origin == "national"


def test_a_second_reading_changes_nothing_and_leaves_no_history(a_list):
    write(a_list, "thematic-list")
    before = history_rows()

    again = write(a_list, "thematic-list")

    assert counts(again) == (0, 0, 2, 0)
    assert again.operation is None
    assert history_rows() == before


def test_undo_takes_all_of_it_back(a_list, secretariat):
    run = write(a_list, "thematic-list")

    uhri_runs.undo(run=run, by=secretariat)

    assert not Recommendation.objects.exists()
    assert not TableEntry.objects.exists()
    run.refresh_from_db()
    assert run.state == "undone"
    assert counts(read(a_list, "thematic-list")) == (2, 0, 0, 0)


def test_what_the_list_changed_is_changed_and_what_the_house_changed_stays(tmp_path, a_list):
    write(a_list, "thematic-list")
    Recommendation.objects.filter(paragraph="118.1").update(upr_position="noted")
    made = WordList()
    made.add(
        [f"118.1 Open one shelter in all districts (Peru);\n{SOURCE}", "Pending", "Right to education", ""]
    )
    made.add(row(2, "Supported", states="Peru, Guinea-Bissau"))

    run = write(made.save(tmp_path), "thematic-list")

    assert counts(run) == (0, 2, 0, 0)
    first, second = Recommendation.objects.order_by("paragraph_order")
    assert first.texts.get().text == "Open one shelter in all districts (Peru);"
    assert {tag.tag.code for tag in first.tags.all()} == {"education", "women-girls"}
    assert (first.upr_position, second.upr_position) == ("noted", "supported")
    looks = run.records.get(place=1).please_look
    assert [look["code"] for look in looks] == ["changed_here"]


def uhri_record(**given: Any) -> Recommendation:
    """A recommendation as UHRI's import leaves it."""
    from recommendations.models import Addressee, Country, Mechanism

    document, _made = Document.objects.get_or_create(
        mechanism=Mechanism.objects.get(code="UPR"), symbol="A/HRC/42/9", defaults={"cycle": 3}
    )
    one = Recommendation.objects.create(
        annotation_id=given.pop("annotation_id", "00000000-0000-0000-0000-000000000001"),
        document=document,
        paragraph=given.pop("paragraph", "118.1"),
        is_home=True,
        **given,
    )
    Addressee.objects.create(recommendation=one, country=Country.objects.get(iso3="XAA"))
    RecommendationText.objects.create(
        recommendation=one, language="en", origin="uhri", is_original=True, text="Open 1 shelter now (Peru);"
    )
    return one


def test_a_recommendation_of_uhri_is_given_what_it_lacks_and_keeps_its_words(a_list):
    known = uhri_record()

    run = write(a_list, "thematic-list")

    assert counts(run) == (1, 1, 0, 0)
    known.refresh_from_db()
    assert (known.upr_position, known.upr_position_source) == ("supported", "A/HRC/42/9/Add.1 - Para. 3")
    assert known.texts.get().text == "Open 1 shelter now (Peru);"
    assert Recommendation.objects.filter(paragraph="118.1").count() == 1
    assert [look["code"] for look in run.records.get(place=1).please_look] == ["other_text"]
    assert counts(write(a_list, "thematic-list")) == (0, 0, 2, 0)


def test_uhris_own_tags_stay_its_own(a_list):
    known = uhri_record(upr_position="supported")
    education = Tag.objects.get(code="education")
    RecommendationTag.objects.create(recommendation=known, tag=education, origin="uhri")

    write(a_list, "thematic-list")

    assert {(tag.tag.code, tag.origin) for tag in known.tags.all()} == {
        ("education", "uhri"),
        ("women-girls", "national"),
    }


def test_a_list_in_another_language_gives_uhris_record_its_text(tmp_path):
    known = uhri_record()
    made = WordList(
        ("Recommandation", "Position", "Liste complète des thèmes", "Évaluation"), "EPU de Halvora (3e cycle)"
    )
    made.add([f"118.1 Ouvrir des centres (Pérou);\n{SOURCE}", "Acceptée", "Right to health", ""])

    write(made.save(tmp_path), "thematic-list")

    assert {(text.language, text.origin) for text in known.texts.all()} == {
        ("en", "uhri"),
        ("fr", "national"),
    }


def test_rows_of_one_request_are_one_recommendation_with_several_states(tmp_path):
    path = samples.upr_info(
        tmp_path,
        [
            samples.upr_row(),
            samples.upr_row(From="Guinea Bissau"),
            samples.upr_row(Text="Close prisons in Côte d’Azur", Response="Noted"),
            samples.upr_row(To="Peru"),
        ],
    )

    run = write(path, "upr-info")

    assert (counts(run), run.counts["in_source"]) == ((2, 0, 0, 0), 4)
    one, other = Recommendation.objects.order_by("position")
    assert {state.country.iso3 for state in one.recommending_states.all()} == {"PER", "GNB"}
    assert (one.upr_position, other.upr_position) == ("supported", "noted")
    assert other.texts.get().text == "Close prisons in Côte d’Azur"
    assert (one.document.symbol, one.document.session, one.document.cycle) == ("", "20", 2)
    assert one.document_id == other.document_id
    assert "session 20" in one.document.title
    assert one.table_entries.get().said["extra"] == {
        "action": ["5"],
        "issues": ["Women's rights", "Right to health"],
    }
    assert counts(write(path, "upr-info")) == (0, 0, 2, 0)


def test_two_answers_to_one_request_are_partly_supported_and_to_be_seen(tmp_path):
    rows = [samples.upr_row(), samples.upr_row(From="Guinea Bissau", Response="Noted")]

    run = write(samples.upr_info(tmp_path, rows), "upr-info")

    one = Recommendation.objects.get()
    assert (one.upr_position, one.is_partly_supported) == ("noted", True)
    assert run.records.get().please_look[0]["code"] == "two_positions"


def test_a_request_of_upr_info_and_of_the_list_is_one(tmp_path):
    rows = [samples.upr_row(Text="Open 1 shelters in all districts", Session="33")]
    write(samples.upr_info(tmp_path, rows), "upr-info")
    made = WordList()
    made.add(row(1))

    run = write(made.save(tmp_path), "thematic-list")

    assert counts(run) == (0, 1, 0, 0)
    one = Recommendation.objects.get()
    assert (one.paragraph, one.document.symbol) == ("118.1", "A/HRC/42/9")
    assert Document.objects.count() == 1


def test_all_takes_every_state(tmp_path):
    rows = [samples.upr_row(), samples.upr_row(To="Guinea Bissau"), samples.upr_row(To="Narnia")]

    run = write(samples.upr_info(tmp_path, rows), "upr-info", "all")

    assert counts(run) == (2, 0, 0, 1)
    assert Document.objects.count() == 2
    assert run.records.get(verdict="rejected").reason == "unknown_state"


def test_the_template_brings_what_uhri_does_not_have(tmp_path):
    path = samples.filled(
        tmp_path, [samples.order(due_on="31.3.2025"), samples.order(paragraph="5", text="Pay.")]
    )

    run = write(path, "template")

    assert counts(run) == (2, 0, 0, 0)
    one = Recommendation.objects.get(paragraph="4")
    assert (one.kind, one.document.kind, one.document.title) == ("order", "judgment", "Case of the Village")
    assert one.due_on.isoformat() == "2025-03-31"
    assert Document.objects.count() == 1
    assert counts(write(path, "template")) == (0, 0, 2, 0)


def test_good_rows_of_a_template_are_written_and_bad_ones_named(tmp_path):
    bad = samples.order(paragraph="6", mechanism="Nobody", due_on="soon")

    run = write(samples.filled(tmp_path, [samples.order(), bad]), "template")

    assert counts(run) == (1, 0, 0, 1)
    cells = run.records.get(verdict="rejected").payload["cells"]
    assert [(cell["at"], cell["reason"]) for cell in cells] == [("B7", "no_mechanism"), ("Z7", "no_date")]


def test_what_was_entered_is_taken_out_mended_and_handed_in_again(tmp_path):
    write(samples.filled(tmp_path, [samples.order()]), "template")
    TableEntry.objects.all().delete()
    from recommendations.services import table_workbooks

    path = tmp_path / "entered.xlsx"
    with table_workbooks.entered() as file:
        path.write_bytes(file.read())
    assert counts(read(path, "template")) == (0, 0, 1, 0)
    import openpyxl

    book = openpyxl.load_workbook(path)
    cell = next(
        cell
        for line in book.worksheets[1].iter_rows()
        for cell in line
        if cell.value == "The State shall publish this judgment."
    )
    cell.value = "The State shall publish this judgment twice."
    book.save(path)

    assert counts(write(path, "template")) == (0, 1, 0, 0)
    assert Recommendation.objects.get().texts.get().text.endswith("twice.")


def test_nothing_of_a_state_is_refused_and_leaves_nothing(tmp_path):
    run = table_runs.begin(kind="upr-info", source="a.csv", country="PER", by=None)

    with pytest.raises(uhri_runs.Refused, match="The one row of the table is not about Peru"):
        table_runs.read(
            run=run, reading=table_runs.reading(run, samples.upr_info(tmp_path, [samples.upr_row()]))
        )

    assert not Recommendation.objects.exists()
