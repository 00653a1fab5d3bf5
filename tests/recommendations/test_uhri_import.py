"""An import from source to register: what counts as what, what is left alone, what is undone."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import Operation
from recommendations import registry
from recommendations.models import (
    Country,
    Document,
    ImportConflict,
    ImportRun,
    Mechanism,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    StagedRecord,
    Tag,
)
from recommendations.services import national_fields, uhri_runs, uhri_sources, uhri_undo
from tests.recommendations import uhri_samples as samples

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def source(tmp_path: Path) -> Any:
    """Writes records into a file of the kind that its name says."""
    writers = {
        ".json": samples.as_json,
        ".gz": samples.as_gzip,
        ".jsonl": samples.as_lines,
        ".xlsx": samples.as_workbook,
        ".csv": samples.as_table,
    }

    def write(records: list[Any], name: str = "export-full-en.json") -> Path:
        return writers[Path(name).suffix](tmp_path / name, records)

    return write


def preview(path: Path, country: str = "XAA", **more: Any) -> ImportRun:
    run = uhri_runs.begin(source=path.name, country=country, by=None, **more)
    return uhri_runs.read(run=run, reading=uhri_sources.reading(path, country=country))


def take_in(path: Path, country: str = "XAA", **more: Any) -> str:
    run = uhri_runs.apply(run=preview(path, country, **more), by=None)
    return uhri_runs.summary(run)


def line(**counts: int) -> str:
    names = ("created", "changed", "unchanged", "gone", "rejected")
    return " ".join(f"{name}={counts.get(name, 0)}" for name in names)


def events() -> int:
    """History rows of everything an import may touch."""
    models = ("Recommendation", "RecommendationText", "RecommendationTag", "Addressee", "Document", "Tag")
    return sum(apps.get_model("recommendations", f"{name}Event").objects.count() for name in models)


def one(number: int = 1) -> Recommendation:
    return Recommendation.objects.get(annotation_id=samples.guid(number))


def english(recommendation: Recommendation) -> str:
    return recommendation.texts.get(language="en", origin="uhri").text


# --- what is written ---------------------


def test_a_record_becomes_a_recommendation_with_all_that_it_says(source):
    assert take_in(source([samples.record(12), samples.upr(7)])) == line(created=2)

    treaty, review = one(12), one(7)
    assert (treaty.paragraph, treaty.paragraph_order) == ("12", [12])
    assert (treaty.kind, treaty.is_home) == ("recommendation", True)
    assert english(treaty) == "Shelters\nThe State party should open 12 shelters."
    assert treaty.document.mechanism.code == "CEDAW"
    assert treaty.document.kind == Document.Kind.CONCLUDING_OBSERVATIONS
    assert treaty.document.published_on == treaty.published_on
    codes = set(treaty.tags.values_list("tag__kind", "tag__code"))
    assert {("sdg", "5.2"), ("sdg", "16")} <= codes
    assert len(codes) == 5
    assert treaty.source_row["Symbol"] == "CEDAW/C/XAA/CO/6"
    assert (review.paragraph, review.upr_position, review.document.cycle) == ("127.7", "supported", 3)
    assert [state.country.iso3 for state in review.recommending_states.all()] == ["GNB"]
    assert review.document.session == "35"


def test_observations_are_kept_and_not_counted_as_recommendations(source):
    take_in(source([samples.record(1, AnnotationType="- Concerns/Observations")]))

    assert one().kind == Recommendation.Kind.OBSERVATION
    assert not Recommendation.objects.counted().exists()


def test_a_record_for_two_states_is_one_row_addressed_to_both(source):
    take_in(source([samples.record(1, Countries=["Tessenia", "Halvora"])]))

    assert set(one().addressees.values_list("country__iso3", flat=True)) == {"XAA", "XAB"}
    assert one().is_home


def test_records_of_other_states_are_kept_apart(source):
    take_in(source([samples.record(1, Countries=["Tessenia"])]), country="XAB")

    assert not one().is_home


@pytest.mark.parametrize(
    ("positions", "position", "partly"),
    [
        (["Supported"], "supported", False),
        (["- Noted"], "noted", False),
        (["Supported/Noted"], "noted", True),
        ([], "", False),
    ],
)
def test_upr_positions(source, positions, position, partly):
    take_in(source([samples.upr(1, UprPositions=positions)]))

    assert (one().upr_position, one().is_partly_supported) == (position, partly)


# --- twice, and in another shape ---------------------


@pytest.mark.parametrize("name", ["a.json", "a.json.gz", "a.jsonl", "a.xlsx", "a.csv"])
def test_a_second_run_reports_all_unchanged_and_writes_no_history(source, name):
    path = source([samples.record(1), samples.upr(2), samples.record(3, AnnotationId=None)], name)
    assert take_in(path) == line(created=2, rejected=1)
    before, operations = events(), Operation.objects.count()

    assert take_in(path) == line(unchanged=2, rejected=1)

    assert (events(), Operation.objects.count()) == (before, operations)


@pytest.mark.parametrize("first", ["a.json", "a.xlsx", "a.csv"])
@pytest.mark.parametrize("second", ["b.json", "b.xlsx", "b.csv"])
def test_what_a_shape_does_not_carry_is_no_change(source, first, second):
    records = [samples.record(1), samples.upr(2)]
    take_in(source(records, first))
    before = events()

    assert take_in(source(records, second)) == line(unchanged=2)
    assert events() == before


def as_saved(day_form: str, moment_form: str, records: list[Any]) -> list[Any]:
    """The records with their dates as Excel shows, and so saves, them."""

    def shown(value: str, form: str) -> str:
        moment = dt.datetime.fromisoformat(value)
        return form.format(m=moment, hour=moment.hour % 12 or 12, half="AM" if moment.hour < 12 else "PM")

    return [
        {
            **one,
            "PublicationDate": shown(one["PublicationDate"], day_form),
            "PublicationDateOnUhri": shown(one["PublicationDateOnUhri"], moment_form),
        }
        for one in records
    ]


@pytest.mark.parametrize(
    ("day_form", "moment_form"),
    [
        ("{m:%d/%m/%Y}", "{m:%d/%m/%Y %H:%M}"),
        ("{m.month}/{m.day}/{m.year}", "{m.month}/{m.day}/{m.year} {hour}:{m:%M} {half}"),
        ("{m:%d.%m.%y}", "{m:%d.%m.%Y %H:%M}"),
        ("{m:%Y/%m/%d}", "{m:%Y/%m/%d %H:%M}"),
        ("{m:%Y-%m-%d}", "{m:%Y-%m-%d}"),
    ],
)
@pytest.mark.parametrize("first", ["export-full-en.json", "saved.csv"])
def test_a_search_saved_as_csv_anywhere_changes_nothing(source, day_form, moment_form, first):
    records = [
        samples.record(1, PublicationDate="2024-03-01T00:00:00"),
        samples.record(
            2, PublicationDate="2024-05-28T00:00:00", PublicationDateOnUhri="2024-06-07T15:59:27.3"
        ),
    ]
    saved = as_saved(day_form, moment_form, records)
    given = {"export-full-en.json": records, "saved.csv": saved}
    then = next(name for name in given if name != first)

    assert take_in(source(given[first], first)) == line(created=2)

    assert one(1).published_on == dt.date(2024, 3, 1)
    before = events()
    assert take_in(source(given[then], then)) == line(unchanged=2)
    assert events() == before


def test_dates_that_nothing_tells_stay_empty_until_something_does(source):
    unclear = samples.record(1, PublicationDate="12/02/2024", PublicationDateOnUhri="03/04/2024 10:53")
    assert take_in(source([unclear], "a.csv")) == line(created=1)
    assert (one().published_on, one().please_look) == (None, ["unreadable_date"])

    decided = samples.record(2, PublicationDate="28/02/2024", PublicationDateOnUhri="03/04/2024 10:53")
    assert take_in(source([unclear, decided], "b.csv")) == line(created=1, changed=1)

    assert one().published_on == dt.date(2024, 2, 12)


def test_dates_that_can_be_read_in_two_ways_are_read_as_the_register_knows_them(source):
    known = samples.record(1, PublicationDate="2024-12-02T00:00:00", PublicationDateOnUhri=None)
    take_in(source([known]))
    table = [
        samples.record(1, PublicationDate="12/2/2024", PublicationDateOnUhri=None),
        samples.record(2, PublicationDate="3/4/2024", PublicationDateOnUhri="5/6/2024 11:59"),
    ]

    assert take_in(source(table, "search.csv")) == line(unchanged=1, created=1)

    assert one(2).published_on == dt.date(2024, 3, 4)


def test_order_of_tags_spacing_and_spelling_of_labels_are_no_change(source):
    take_in(source([samples.record(1)]))
    given = samples.record(1)
    given["Themes"] = [" Right  to health ", "- Violence against women"]
    given["Sdgs"] = ["16 - Paz", "5.2 - reworded"]
    given["Body"] = "Committee on the Elimination of Discrimination against Women"
    given["Text"] = "Shelters 1.The State   party should open 1 shel ters."
    given["Countries"] = ["HALVORA"]
    given["Symbol"] = "CEDAW/C/XAA/CO/6 "
    given["PublicationDateOnUhri"] = "2024-04-02T10:53:45"

    assert take_in(source([given])) == line(unchanged=1)


# --- changed ---------------------


def test_a_changed_text_keeps_the_old_one_and_shows_the_difference(source):
    take_in(source([samples.record(1)]))
    changed = samples.record(1, Text="1. The State party must open 1 accessible shelters.")
    run = preview(source([changed]))

    staged = run.records.get()
    assert staged.verdict == StagedRecord.Verdict.CHANGED
    assert staged.differences["text:en"]["old"].startswith("Shelters")
    uhri_runs.apply(run=run, by=None)

    assert english(one()) == "The State party must open 1 accessible shelters."
    versions = apps.get_model("recommendations", "RecommendationTextEvent").objects.filter(pgh_label="insert")
    assert versions.filter(text__startswith="Shelters").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"Themes": ["Right to health"]}, "themes"),
        ({"AffectedPersons": []}, "persons"),
        ({"Sdgs": ["5.2 - x"]}, "sdgs"),
        ({"AnnotationType": "- Concerns/Observations"}, "kind"),
        ({"PublicationDate": "2024-03-09T00:00:00"}, "published_on"),
        ({"PublicationDateOnUhri": "2024-04-02T11:00:00"}, "uhri_published_at"),
        ({"Countries": ["Halvora", "Tessenia"]}, "states"),
        ({"Symbol": "CEDAW/C/XAA/CO/6/REV.1"}, "symbol"),
        ({"Body": "- CRC"}, "mechanism"),
    ],
)
def test_each_changed_field_is_found_written_and_settled(source, changes, field):
    take_in(source([samples.record(1)]))
    path = source([samples.record(1, **changes)])

    run = preview(path)
    assert list(run.records.get().differences) == [field]
    assert uhri_runs.summary(uhri_runs.apply(run=run, by=None)) == line(changed=1)

    assert take_in(path) == line(unchanged=1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"UprPositions": ["Noted"]}, "position"),
        ({"UprRecommendingCountry": ["Guinea-Bissau", "Peru"]}, "recommending"),
        ({"UprCycle": "4th cycle"}, "cycle"),
        ({"Text": "127.9 Continue to train judges (Guinea-Bissau);"}, "paragraph"),
    ],
)
def test_each_changed_upr_field_is_found_written_and_settled(source, changes, field):
    take_in(source([samples.upr(1)]))
    path = source([samples.upr(1, **changes)])

    assert list(preview(path).records.get().differences) == [field]
    assert take_in(path) == line(changed=1)
    assert take_in(path) == line(unchanged=1)


def test_a_reissued_symbol_renames_the_document_once_for_all_its_records(source):
    take_in(source([samples.record(number) for number in (1, 2, 3)]))

    take_in(source([samples.record(number, Symbol="CEDAW/C/XAA/CO/6/REV.1") for number in (1, 2, 3)]))

    assert Document.objects.get().symbol == "CEDAW/C/XAA/CO/6/REV.1"


def test_a_reissue_with_new_ids_is_proposed_not_decided(source):
    take_in(source([samples.record(1)]))
    new = samples.record(2, Symbol="CEDAW/C/XAA/CO/6/REV.1", DocumentId=samples.guid(900_009))
    new["Text"] = samples.record(1)["Text"].replace("open", "also open")

    run = preview(source([samples.record(1), new]))

    looks = run.records.get(annotation_id=samples.guid(2)).please_look
    assert [(look["code"], look["detail"]) for look in looks] == [("replaces", str(one(1).public_id))]
    uhri_runs.apply(run=run, by=None)
    assert one(2).please_look == ["replaces"]
    assert one(1).replaced_by is None


# --- gone, and back ---------------------


def test_what_a_full_export_no_longer_has_is_marked_gone_kept_and_restored_when_it_returns(source):
    both, alone = source([samples.record(1), samples.record(2)]), [samples.record(1)]
    take_in(both)

    assert take_in(source(alone)) == line(unchanged=1, gone=1)
    assert one(2).gone_at
    assert take_in(source(alone)) == line(unchanged=1)

    assert take_in(source([samples.record(1), samples.record(2)])) == line(unchanged=1, changed=1)
    assert one(2).gone_at is None


@pytest.mark.parametrize("name", ["b.jsonl", "b.xlsx", "b.csv"])
def test_a_part_of_the_records_marks_nothing_as_gone_unless_it_is_called_complete(source, name):
    take_in(source([samples.record(1), samples.record(2)]))
    part = source([samples.record(1)], name)

    assert take_in(part) == line(unchanged=1)
    assert take_in(part, complete=True) == line(unchanged=1, gone=1)


def test_what_is_listed_but_rejected_is_not_gone(source):
    take_in(source([samples.record(1), samples.record(2)]))

    assert take_in(source([samples.record(1), samples.record(2, Text="x" * 1_100_000)])) == line(
        unchanged=1, rejected=1
    )


def test_other_states_records_do_not_go(source):
    take_in(source([samples.record(1), samples.record(2, Countries=["Tessenia"])]), country="all")

    assert take_in(source([samples.record(1)])) == line(unchanged=1)


def test_too_many_gone_is_refused_until_it_is_accepted(source):
    take_in(source([samples.record(number) for number in range(1, 31)]))
    few = source([samples.record(number) for number in range(1, 10)])

    with pytest.raises(uhri_runs.Refused) as refused:
        take_in(few)
    assert refused.value.code == "too_many_gone"
    assert not Recommendation.objects.exclude(gone_at=None).exists()

    assert take_in(few, accepts_gone=True) == line(unchanged=9, gone=21)


def test_twenty_gone_are_not_too_many_nor_is_a_fifth(source):
    take_in(source([samples.record(number) for number in range(1, 31)]))
    assert take_in(source([samples.record(number) for number in range(1, 11)])) == line(unchanged=10, gone=20)


def test_a_record_that_moved_to_another_state_is_changed_not_gone(source):
    take_in(source([samples.record(1), samples.record(2)]))

    assert take_in(source([samples.record(1), samples.record(2, Countries=["Tessenia"])])) == line(
        unchanged=1, changed=1
    )
    assert not one(2).is_home


# --- please look ---------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Text": ""}, "empty_text"),
        ({"Text": "7"}, "empty_text"),
        ({"Text": "Annex"}, "annex"),
        ({"Text": "<p>Introduction</p>"}, "annex"),
        ({"Text": "Comments by the Government of Halvora are not indexed"}, "annex"),
        ({"Text": "Response of Halvora: accepted"}, "state_response"),
        ({"Themes": ["Right to the sea"]}, "unknown_label"),
        ({"AffectedPersons": ["Lighthouse keepers"]}, "unknown_label"),
        ({"Body": "- SR Lighthouses", "Symbol": "A/HRC/60/8"}, "unknown_label"),
        ({"Countries": ["Halvora", "Atlantis"]}, "unknown_label"),
        ({"PublicationDate": "soon"}, "unreadable_date"),
    ],
)
def test_what_is_odd_is_kept_counted_as_created_and_listed(source, changes, code):
    run = preview(source([samples.record(1, **changes)]))

    assert uhri_runs.summary(run) == line(created=1)
    assert run.counts["please_look"] == 1
    assert [look["code"] for look in run.records.get().please_look] == [code]
    uhri_runs.apply(run=run, by=None)
    assert one().please_look == [code]
    assert take_in(source([samples.record(1, **changes)])) == line(unchanged=1)


def test_a_reply_of_the_state_is_no_recommendation(source):
    take_in(source([samples.upr(1, Text="Response of Halvora: accepted")]))

    assert one().kind == Recommendation.Kind.REPLY


def test_unknown_labels_become_tags_and_mechanisms_that_are_not_mapped_yet(source):
    take_in(
        source([samples.record(1, Themes=["Right to the sea"], Body="- SR Lighthouses", Symbol="A/HRC/60/8")])
    )

    theme = Tag.objects.get(kind="theme", is_unmapped=True)
    assert (theme.name, theme.code) == ("Right to the sea", "right-to-the-sea")
    mechanism = Mechanism.objects.get(is_unmapped=True)
    assert (mechanism.name, mechanism.kind) == ("SR Lighthouses", Mechanism.Kind.SPECIAL_PROCEDURE)


def test_a_record_without_body_or_symbol_finds_a_place(source):
    take_in(source([samples.record(1, Body="-", Symbol="", DocumentId=None)]))

    assert one().document.mechanism.code == "unnamed-body"


# --- languages ---------------------

FRENCH = "1. L’État partie devrait ouvrir des centres d’accueil dans toutes les provinces du pays."


def test_another_language_joins_the_same_recommendation(source):
    take_in(source([samples.record(1)]))
    french = samples.record(1, Text=FRENCH, Themes=["Droit à la santé"], AnnotationType="- Recommandations")

    assert take_in(source([french], "export-full-fr.json")) == line(changed=1)

    assert set(one().texts.values_list("language", "is_original")) == {("en", True), ("fr", False)}
    assert one().texts.get(language="fr").text == FRENCH.removeprefix("1. ")
    assert not Tag.objects.filter(is_unmapped=True).exists()
    assert take_in(source([french], "export-full-fr.json")) == line(unchanged=1)
    assert take_in(source([samples.record(1)])) == line(unchanged=1)


def test_it_does_not_matter_which_language_comes_first(source):
    spanish = samples.record(
        1,
        Text="1. El Estado parte debería abrir un refugio en cada una de las provincias del país.",
        AnnotationType="- Recomendaciones",
        Body="- Comité de otro nombre",
        Themes=["Violencia contra la mujer"],
        Sdgs=["5.2 - Eliminar la violencia", "16 - Paz, Justicia e Instituciones"],
    )
    take_in(source([spanish], "export-full-es.json"))
    assert (one().document.mechanism.code, one().kind) == ("CEDAW", "recommendation")
    assert one().texts.get().is_original

    assert take_in(source([samples.record(1)])) == line(changed=1)
    assert set(one().texts.values_list("language", "is_original")) == {("en", True), ("es", False)}
    themes = one().tags.filter(tag__kind="theme").values_list("tag__code", flat=True)
    assert set(themes) == {"violence-women", "health"}
    assert take_in(source([spanish], "export-full-es.json")) == line(unchanged=1)
    assert take_in(source([samples.record(1)])) == line(unchanged=1)


def test_english_under_another_language_is_noticed_and_not_kept(source):
    take_in(source([samples.record(1)]))

    run = preview(source([samples.record(1)], "export-full-fr.json"))

    assert uhri_runs.summary(run) == line(unchanged=1)
    assert [look["code"] for look in run.records.get().please_look] == ["english_instead"]


def test_the_sites_languages_become_texts_of_one_recommendation(source):
    from_site = {
        "annotationId": samples.guid(1),
        "documentId": samples.guid(2),
        "symbol": "CEDAW/C/XAA/CO/6",
        "bodyId": samples.guid(3),
        "countryIds": [samples.guid(4)],
        "en": "12. The State party should open shelters in all of the provinces.",
        "fr": FRENCH,
        "ar": "12- ينبغي للدولة الطرف أن تفتح ملاجئ.",
        "ru": "12. The State party should open shelters in all of the provinces.",
    }

    take_in(source([from_site], "a.jsonl"))

    assert set(one().texts.values_list("language", flat=True)) == {"en", "fr", "ar"}
    assert one().paragraph == "12"


# --- national work is never touched ---------------------


def test_corrections_plain_wording_titles_and_national_tags_survive(source, secretariat):
    take_in(source([samples.record(1)]))
    mine = one()
    for origin in ("correction", "plain"):
        RecommendationText.objects.create(
            recommendation=mine, language="en", origin=origin, text=origin, by=secretariat
        )
    own = Tag.objects.filter(kind="theme").exclude(uses__recommendation=mine).first()
    RecommendationTag.objects.create(recommendation=mine, tag=own, origin="national")
    Recommendation.objects.filter(pk=mine.pk).update(title="Shelters", is_followup=True)

    take_in(source([samples.record(1, Text="1. Another text.", Themes=[])]))

    assert set(mine.texts.values_list("origin", "text")) == {
        ("uhri", "Another text."),
        ("correction", "correction"),
        ("plain", "plain"),
    }
    assert mine.tags.filter(origin="national").get().tag == own
    mine.refresh_from_db()
    assert (mine.title, mine.is_followup) == ("Shelters", True)


def test_a_position_set_here_is_never_written_over_by_an_import(source, secretariat):
    take_in(source([samples.upr(1)]))
    row = one()
    values = {"upr_position": "noted", "is_partly_supported": False}
    noted = national_fields.noted(row, values, secretariat)
    Recommendation.objects.filter(pk=row.pk).update(**values, national_fields=noted)

    assert take_in(source([samples.upr(1, Themes=["Right to health"])])) == line(changed=1)
    assert one().upr_position == "noted"
    assert not ImportConflict.objects.exists()

    assert take_in(source([samples.upr(1, UprPositions=["Supported/Noted"])])) == line(changed=1)
    assert (one().upr_position, one().is_partly_supported) == ("noted", False)
    conflict = ImportConflict.objects.get()
    assert (conflict.field, conflict.before, conflict.now, conflict.ours) == (
        "position",
        "supported",
        "supported/noted",
        "noted",
    )


def test_an_empty_text_takes_nothing_away(source):
    take_in(source([samples.record(1)]))

    assert take_in(source([samples.record(1, Text="")])) == line(unchanged=1)
    assert english(one()).startswith("Shelters")


# --- whole or not at all, one after the other ---------------------


def test_nothing_is_written_before_confirmation(source):
    preview(source([samples.record(1)]))

    assert not Recommendation.objects.exists()


def test_a_failure_while_writing_leaves_nothing_half_done(source, monkeypatch):
    run = preview(source([samples.record(number) for number in range(1, 4)]))

    def fail(keys: Any) -> None:
        raise RuntimeError("the search table is away")

    registry.on_change(fail)
    try:
        with pytest.raises(RuntimeError):
            uhri_runs.apply(run=run, by=None)
    finally:
        registry._listeners.remove(fail)

    assert not Recommendation.objects.exists()
    assert not Operation.objects.exists()
    run.refresh_from_db()
    assert run.state == ImportRun.State.PREVIEW


def test_a_preview_that_another_import_overtook_is_not_written(source):
    late = preview(source([samples.record(1)], "late.json"))
    take_in(source([samples.record(1), samples.record(2)]))

    with pytest.raises(NotNow) as stale:
        uhri_runs.apply(run=late, by=None)

    assert stale.value.code == "stale_preview"


def test_a_run_is_written_once(source):
    run = uhri_runs.apply(run=preview(source([samples.record(1)])), by=None)

    with pytest.raises(NotNow):
        uhri_runs.apply(run=run, by=None)


def test_rooms_above_are_told_once_of_everything_that_changed(source):

    take_in(source([samples.record(1), samples.record(2), samples.record(3)]))
    told: list[set[int]] = []

    def listen(keys: Any) -> None:
        told.append(set(keys))

    registry.on_change(listen)
    try:
        take_in(source([samples.record(1, Themes=[]), samples.record(2), samples.record(4)]))
    finally:
        registry._listeners.remove(listen)

    assert told == [{one(number).pk for number in (1, 3, 4)}]


# --- undo ---------------------


def test_an_import_is_undone_as_a_whole(source, secretariat):
    take_in(source([samples.record(1), samples.record(2)]))
    changed = samples.record(1, Text="1. Another text.", Themes=["Right to the sea"])
    run = uhri_runs.apply(run=preview(source([changed, samples.record(3)])), by=secretariat)
    assert uhri_runs.summary(run) == line(created=1, changed=1, gone=1)

    undone = uhri_runs.undo(run=run, by=secretariat)

    assert undone.operation.kept == []
    assert english(one(1)).startswith("Shelters")
    assert set(one(1).tags.filter(tag__kind="theme").values_list("tag__is_unmapped", flat=True)) == {False}
    assert one(2).gone_at is None
    assert not Recommendation.objects.filter(annotation_id=samples.guid(3)).exists()
    assert not Tag.objects.filter(is_unmapped=True).exists()
    assert take_in(source([changed, samples.record(2), samples.record(3)])) == line(
        created=1, changed=1, unchanged=1
    )


def test_undo_leaves_whole_what_carries_national_work_and_says_so(source, secretariat):
    run = uhri_runs.apply(run=preview(source([samples.record(1), samples.record(2)])), by=secretariat)
    with history.recorded(by=secretariat, action="test.correct"):
        RecommendationText.objects.create(
            recommendation=one(1), language="en", origin="correction", text="Better.", by=secretariat
        )

    undone = uhri_runs.undo(run=run, by=secretariat)

    assert english(one(1)).startswith("Shelters")
    assert one(1).tags.count() == 5
    assert not Recommendation.objects.filter(annotation_id=samples.guid(2)).exists()
    assert any("CEDAW/C/XAA/CO/6" in row["what"] for row in undone.operation.kept)


def test_undo_after_a_later_run_puts_back_only_what_the_later_one_left(source, secretariat):
    take_in(source([samples.record(1), samples.record(2)]))
    first = uhri_runs.apply(
        run=preview(source([samples.record(1, Text="1. Second."), samples.record(2, Text="2. Second.")])),
        by=secretariat,
    )
    take_in(source([samples.record(1, Text="1. Third."), samples.record(2, Text="2. Second.")]))

    uhri_runs.undo(run=first, by=secretariat)

    assert english(one(1)) == "Third."
    assert english(one(2)).startswith("Shelters")


def test_a_record_that_a_later_run_changed_stays_whole_when_the_run_that_made_it_is_undone(
    source, secretariat
):
    first = uhri_runs.apply(run=preview(source([samples.record(1), samples.record(2)])), by=secretariat)
    take_in(source([samples.record(1, Text="1. Second."), samples.record(2)]))

    undone = uhri_runs.undo(run=first, by=secretariat)

    assert (one(1).tags.count(), one(1).addressees.count(), english(one(1))) == (5, 1, "Second.")
    assert not Recommendation.objects.filter(annotation_id=samples.guid(2)).exists()
    (told,) = undone.operation.kept
    assert told["what"] == "recommendation: CEDAW/C/XAA/CO/6, para. 1"
    assert "“UHRI import: export-full-en.json”" in told["why"]


def test_what_went_back_in_part_is_looked_at_anew_by_the_next_import(source, secretariat):
    take_in(source([samples.record(1)]))
    second = uhri_runs.apply(
        run=preview(source([samples.record(1, Text="1. Second.", Themes=["Right to health"])])),
        by=secretariat,
    )
    third = [samples.record(1, Text="1. Third.", Themes=["Right to health"])]
    take_in(source(third))

    uhri_runs.undo(run=second, by=secretariat)

    assert one(1).tags.filter(tag__kind="theme").count() == 2
    assert english(one(1)) == "Third."
    assert take_in(source(third)) == line(changed=1)
    assert one(1).tags.filter(tag__kind="theme").count() == 1


def test_the_forecast_tells_by_name_what_is_shown_and_costs_no_query_for_each(source, secretariat):
    records = [samples.record(number) for number in range(1, 41)]
    first = uhri_runs.apply(run=preview(source(records)), by=secretariat)
    take_in(source([{**record, "Text": "1. Other."} for record in records]))
    cost = {}
    for number in (1, 40):
        with CaptureQueriesContext(connection) as queries:
            found = uhri_undo.forecast(first, named=number)
        cost[number] = len(queries)
        names = [one["what"] for one in found.kept if "CEDAW/C/XAA/CO/6, para." in one["what"]]
        assert (len(found.kept), len(names)) == (40, number)

    assert cost[1] == cost[40]


@pytest.mark.parametrize("who", ["owner", "stakeholder", "nobody", "administrator"])
def test_only_the_secretariat_imports_and_undoes(source, secretariat, who, request):
    run = uhri_runs.apply(run=preview(source([samples.record(1)])), by=secretariat)
    person = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        uhri_runs.undo(run=run, by=person)
    with pytest.raises(PermissionDenied):
        uhri_runs.begin(source="x", country="XAA", by=person)


def test_a_state_that_the_table_has_not_is_added(source):
    Country.objects.filter(iso3="GNB").delete()

    take_in(source([samples.upr(1)]))

    assert one().recommending_states.get().country.name == "Guinea-Bissau"
