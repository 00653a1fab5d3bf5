"""The invented State's files agree with one another and with the reference data."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from focal_points.models import Institution, Need, Obstacle, Status, Term, Trend
from nmrf.demo.loading import people
from nmrf.demo.loading.files import LANGUAGES, export, exports_in_other_languages, read

ROOT = Path(__file__).resolve().parent.parent.parent
LAST_DAY = "2026-11-20"
FATES = {
    "draft",
    "awaiting_validation",
    "submitted",
    "returned",
    "verified",
    "nothing_new",
    "awaiting_second",
}
CODES = {each["code"] for each in read("institutions")}
RECORDS = {each["AnnotationId"]: each for each in json.loads(export().read_text(encoding="utf-8"))}
NATIONAL = {
    (content["document"]["symbol"], row["paragraph"])
    for content in (read("judgment"), read("nhri"))
    for row in content["recommendations"]
}
PARTS = {each["annotation_id"]: {part["label"] for part in each["parts"]} for each in read("parts")}


def labels(kind: str) -> set[str]:
    """Every English label of a vocabulary, older ones included."""
    with (ROOT / "recommendations" / "data" / "tags.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    return {row["en"] for row in rows} | {alias for row in rows for alias in row["aliases"].split("|")}


def exists(match: dict[str, str]) -> bool:
    """Whether the match names a record of the export, or an entry of ours, and a part that is there."""
    if "annotation_id" not in match:
        return (match["symbol"], match["paragraph"]) in NATIONAL
    record = RECORDS.get(match["annotation_id"])
    known = record is not None and record["Symbol"] == match["symbol"]
    return known and match.get("part") in {None, *PARTS.get(match["annotation_id"], set())}


def test_export_has_the_shape_of_uhri_and_each_record_once():
    keys = {tuple(record) for record in RECORDS.values()}
    assert len(keys) == 1
    assert len(next(iter(keys))) == 18
    assert len(RECORDS) == len(json.loads(export().read_text(encoding="utf-8")))


def test_at_least_240_recommendations_are_for_the_invented_state():
    asks = [
        record
        for record in RECORDS.values()
        if "Halvora" in record["Countries"] and record["AnnotationType"] == "- Recommendations"
    ]
    assert len(asks) >= 240


@pytest.mark.parametrize("path", exports_in_other_languages(), ids=LANGUAGES)
def test_other_languages_belong_to_records_of_the_english_export(path: Path):
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert records
    assert {record["AnnotationId"] for record in records} <= set(RECORDS)


@pytest.mark.parametrize(("key", "kind"), [("Themes", "theme"), ("AffectedPersons", "persons")])
def test_labels_of_the_export_are_known(key: str, kind: str):
    used = {label.strip() for record in RECORDS.values() for label in record[key]}
    unknown = {"Digital inclusion & connectivity"} if kind == "theme" else set()  # for the list to look at
    assert used - labels(kind) == unknown


def test_institutions_are_of_every_kind_and_stand_under_known_ones():
    rows = read("institutions")
    assert len(rows) >= 36
    assert {row["kind"] for row in rows} == set(Institution.Kind.values)
    seen: set[str] = set()
    for row in rows:
        assert row["parent"] is None or row["parent"] in seen
        assert set(row["names"]) == {"en", "fr", "ar"}
        seen.add(row["code"])
    assert sum(row["kind"] == "subnational" and row["parent"] == "MRA" for row in rows) == 2


def test_people_belong_to_institutions_and_have_addresses_of_their_own():
    rows = read("people")
    assert len({row["email"] for row in rows}) == len(rows)
    for row in rows:
        assert row["email"].endswith(".example")
        assert (row["institution"] in CODES) == (row["role"] in Term.Role.values)
        assert row["ends_on"] is None or row["starts_on"] < row["ends_on"]


def test_institutions_that_want_a_validator_have_one_and_one_post_is_vacant():
    serving = [row for row in read("people") if row["institution"] and row["ends_on"] is None]
    validators = {row["institution"] for row in serving if row["role"] == "validator"}
    assert {row["code"] for row in read("institutions") if row["wants_validator"]} == validators
    assert CODES - {row["institution"] for row in serving if row["role"] == "focal_point"} == {"LCA"}


def test_each_sign_in_is_somebody_who_serves_today():
    serving = {row["email"] for row in read("people") if row["ends_on"] is None}
    assert set(people.SIGN_INS.values()) <= serving


def test_clusters_are_led_by_known_institutions_and_reached_by_known_themes():
    rows = read("clusters")
    assert 22 <= len(rows) <= 26
    for row in rows:
        assert {row["lead"], *row["supporting"]} <= CODES
        assert set(row["theme_labels"]) <= labels("theme")
        assert set(row["names"]) == set(row["desired_outcome"]) == {"en", "fr", "ar"}


@pytest.mark.parametrize("update", read("updates"), ids=lambda update: update["narrative"][:30])
def test_updates_stand_on_what_is_there(update: dict[str, Any]):
    assert update["institution"] in CODES
    assert all(exists(match) for match in update["match"])
    assert update["fate"] in FATES
    assert update["proposed_status"] in Status.values
    assert update["verified_status"] in {None, *Status.values}
    assert update["trend"] in {None, *Trend.values}
    assert set(update["obstacles"]) <= set(Obstacle.values)
    assert set(update["needs"]) <= set(Need.values)
    for name in ("period_from", "period_to", "effective_on", "submitted_on", "verified_on"):
        assert update[name] is None or update[name] <= LAST_DAY
    assert update["period_from"] <= update["period_to"]
    if update["fate"] == "verified":
        assert update["submitted_on"] < update["verified_on"]
        assert update["verified_reason"] or update["verified_status"] == update["proposed_status"]


def test_updates_show_every_status_fate_and_three_languages():
    rows = read("updates")
    assert {row["verified_status"] for row in rows} >= set(Status.values) - {"not_assessed"}
    assert {row["fate"] for row in rows} == FATES
    assert sum(row["fate"] != "verified" for row in rows) >= 25
    assert sum(row["language"] == "fr" for row in rows) >= 6
    assert sum(row["language"] == "ar" for row in rows) >= 3
    assert min(row["effective_on"] for row in rows if row["effective_on"]) < "2020-01-01"


def test_assignments_and_views_name_what_exists():
    given = read("assignments")
    for unit in given["units"]:
        assert exists(unit["match"])
        assert {unit["lead"], *unit["supporting"]} <= CODES
        assert unit["due_on"] is None or date.fromisoformat(unit["due_on"])
    for row in [*given["waiting"], *given["contested"], *given["left_alone"]]:
        assert exists(row)
    assert all(exists(view["match"]) and view["stated_on"] <= LAST_DAY for view in read("stakeholder_views"))
