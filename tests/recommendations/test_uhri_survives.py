"""What UHRI is known to give out, point by point, in the shapes in which it comes: all of it survives."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from recommendations.models import Recommendation, Tag
from recommendations.services import uhri_runs
from tests.recommendations import uhri_samples as samples
from tests.recommendations.test_uhri_import import line, one, preview, source, take_in

pytestmark = pytest.mark.usefixtures("reference")
__all__ = ["source"]

NAMES = ["a.json", "a.xlsx", "a.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_several_recommending_states_with_hyphens_commas_brackets_and_former_names(source: Any, name: str):
    given = {
        "Guinea-Bissau": "GNB",
        "Bolivia (Plurinational State of)": "BOL",
        "Iran (Islamic Republic of)": "IRN",
        "Korea, Republic of": "KOR",
        "Côte d'Ivoire": "CIV",
        "Swaziland": "SWZ",
        "Turkey": "TUR",
        "Cape Verde": "CPV",
        "Czech Republic": "CZE",
        "State of Palestine*": "PSE",
        "Holy See": "VAT",
    }
    record = samples.upr(1, UprRecommendingCountry=list(given))

    assert take_in(source([record], name)) == line(created=1)

    found = set(one().recommending_states.values_list("country__iso3", flat=True))
    assert found == set(given.values())
    assert one().please_look == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "countries", [["Peru"], ["PERU"], ["Pérou"], ["PE"], ["Peru*"], ["Chile", "Peru"], []]
)
def test_a_state_is_found_by_any_name_code_and_asterisk_or_in_the_symbol(
    source: Any, name: str, countries: list[str]
):
    record = samples.record(1, Countries=countries, Symbol="CRC/C/PER/CO/6-7", Body="- CRC")
    theirs = samples.record(2, Countries=["Chile"], Symbol="CRC/C/CHL/CO/6", Body="- CRC")

    assert take_in(source([record, theirs], name), country="PER") == line(created=1)


def test_a_record_that_names_no_state_anywhere_is_nobodys_and_is_listed_for_all(source: Any):
    nobody = samples.record(1, Countries=[], Symbol="A/HRC/60/8", Body="- SR Housing")

    run = preview(source([nobody]), country="all")

    assert "no_country" in [look["code"] for look in run.records.get().please_look]


@pytest.mark.parametrize(
    "spaced", [" Right to health", "Right  to health ", "RIGHT TO HEALTH", "- Right to health"]
)
def test_a_known_label_is_known_whatever_its_case_and_spaces(source: Any, spaced: str):
    before = Tag.objects.count()

    take_in(source([samples.record(1, Themes=[spaced], AffectedPersons=["women & Girls "])]))

    assert Tag.objects.count() == before
    assert one().please_look == []


def test_the_unknown_date_is_none_and_no_fault(source: Any):
    take_in(source([samples.record(1, PublicationDateOnUhri="1900-01-01T00:00:00", PublicationDate=None)]))

    assert (one().uhri_published_at, one().published_on, one().please_look) == (None, None, [])


@pytest.mark.parametrize("given", ["2010-01-05T12:27:06", "2010-01-05T12:27:06.5", "2010-01-05T12:27:06.827"])
def test_moments_have_any_number_of_digits_behind_the_second(source: Any, given: str):
    take_in(source([samples.record(1, PublicationDateOnUhri=given)]))

    assert one().uhri_published_at.replace(microsecond=0) == dt.datetime(2010, 1, 5, 12, 27, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize("empty", [None, "", [], "-", "absent"])
def test_every_field_may_be_empty_in_any_way_or_missing(source: Any, empty: Any):
    """But for the id and the State, without which there is no record of ours."""
    record = samples.upr(1)
    for key in set(record) - {"AnnotationId", "Countries"}:
        if empty == "absent":
            del record[key]
        else:
            record[key] = empty

    assert take_in(source([record, samples.record(2)])) == line(created=2)

    assert "empty_text" in one().please_look
    assert one().document.mechanism.code == "unnamed-body"


def test_unknown_keys_are_kept_with_the_row(source: Any):
    take_in(source([samples.record(1, NewColumn="kept", Another=[1, {"a": 2}])]))

    assert (one().source_row["NewColumn"], one().source_row["Another"]) == ("kept", [1, {"a": 2}])


def test_nothing_is_skipped_silently(source: Any):
    records: list[Any] = [
        samples.record(1, Text=""),
        samples.record(2, Text="Annex II"),
        samples.record(3, Text="Comments by the Government of Halvora are not indexed"),
        samples.upr(4, Text="Response of Halvora: noted"),
        samples.record(5, AnnotationType="-"),
        samples.record(6, AnnotationType="- Others"),
        samples.record(7, AnnotationId="7"),
        "stray",
    ]

    run = preview(source(records))

    assert uhri_runs.summary(run) == line(created=6, rejected=2)
    assert run.counts["please_look"] == 4
    uhri_runs.apply(run=run, by=None)
    assert Recommendation.objects.count() == 6
    assert Recommendation.objects.counted().count() == 3  # the first three: UHRI calls them recommendations


def test_tags_that_are_wrong_at_scale_are_shown_with_a_warning(source: Any, client: Any):
    from focal_points.services import search_table

    take_in(source([samples.record(number, Themes=["Reservations"]) for number in (1, 2)]))
    search_table.refresh()

    page = client.get("/figures/").content.decode()

    assert "clearly by mistake" in page


def test_a_truncated_tail_leaves_nothing_half_done(source: Any, tmp_path: Path):
    whole = source([samples.record(number) for number in range(1, 40)]).read_bytes()
    cut = tmp_path / "export-full-en.json"
    cut.write_bytes(whole[: len(whole) * 2 // 3])

    with pytest.raises(Exception, match="breaks off"):
        take_in(cut)
    assert not Recommendation.objects.exists()
