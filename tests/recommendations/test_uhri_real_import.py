"""The real records beside the clone go through the importer into the register, twice."""

import pytest
from django.apps import apps
from django.conf import settings

from recommendations.models import Recommendation, RecommendationText
from recommendations.services import uhri_runs, uhri_sources

DATA = settings.BASE_DIR.parent / "shared" / "data"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real records (../shared/data) are not here"),
    pytest.mark.usefixtures("reference"),
]


def take_in(name: str, country: str) -> str:
    run = uhri_runs.begin(source=name, country=country, by=None)
    reading = uhri_sources.reading(DATA / name, country=country, beside=True)
    run = uhri_runs.apply(run=uhri_runs.read(run=run, reading=reading), by=None)
    return uhri_runs.summary(run)


def versions_kept() -> int:
    return apps.get_model("recommendations", "RecommendationTextEvent").objects.count()


@pytest.mark.parametrize(
    ("name", "country", "records"),
    [
        ("uhri-peru-en.full-export.json", "PER", 1),
        ("uhri-australia-en.normalised.json", "AUS", 15),
        ("uhri-api-many-countries-6lang.jsonl", "all", 500),
        ("uhri-api-many-countries-6lang.jsonl", "PER", 9),
    ],
)
def test_real_records_come_in_once_and_are_unchanged_the_second_time(name, country, records):
    assert take_in(name, country) == f"created={records} changed=0 unchanged=0 gone=0 rejected=0"
    versions = versions_kept()

    assert take_in(name, country) == f"created=0 changed=0 unchanged={records} gone=0 rejected=0"

    assert versions_kept() == versions
    assert Recommendation.objects.count() == records


def test_six_languages_are_six_texts_of_one_recommendation():
    take_in("uhri-api-many-countries-6lang.jsonl", "all")

    assert RecommendationText.objects.count() >= 500 * 6 - 5
    assert RecommendationText.objects.filter(is_original=True, language="en").count() == 500
