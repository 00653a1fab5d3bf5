"""The real records that lie beside the clone go through the same door."""

import csv
import io
import json
from collections import Counter
from typing import Any

import pytest
from django.conf import settings

from recommendations.uhri.clean import plain
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.languages import is_english_instead
from recommendations.uhri.paragraphs import take_number
from recommendations.uhri.parts import propose_parts
from recommendations.uhri.reading import Reading
from recommendations.uhri.sources import Source

DATA = settings.BASE_DIR.parent / "shared" / "data"
SITE = DATA / "uhri-api-many-countries-6lang.jsonl"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real records (../shared/data) are not here"),
]


def read(name: str, state: str | None, beside: bool = True) -> list[Any]:
    return list(Reading(Source(DATA / name), state=state, labels_beside=beside).records())


@pytest.fixture(scope="module")
def texts() -> list[dict[str, str]]:
    with SITE.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_the_full_export_is_read_whole():
    reading = Reading(Source(DATA / "uhri-peru-en.full-export.json"), state="PER")

    (one,) = reading.records()

    assert reading.is_full_export
    assert (one.odd, one.states, one.body_label, one.upr_cycle) == ((), ("PER",), "CRC", None)
    assert (take_number(one.text).paragraph, len(one.themes), len(one.sdgs)) == ("4", 7, 3)


def test_records_under_other_names_are_read():
    found = read("uhri-australia-en.normalised.json", "AUS")

    assert len(found) == 15
    assert Counter(one.annotation_type for one in found) == {"Concerns/Observations": 8, "Recommendations": 7}
    assert all(one.published_on and not one.odd for one in found)


def test_the_sites_answers_are_read_with_all_their_languages():
    found = read(SITE.name, None)

    assert len(found) == 500
    assert sum(bool(one.states) for one in found) == 500
    assert {len(one.texts) for one in found} == {6}
    assert not any(one.odd for one in found)
    assert Counter(one.uhri_published_at is None for one in found)[True] > 0


def test_without_labels_symbols_alone_name_body_and_state_of_treaty_bodies():
    found = read(SITE.name, None, beside=False)

    assert sum(bool(one.states) for one in found) >= 264


def test_paragraph_numbers_are_found_and_agree_between_languages(texts):
    found = Counter()
    disagree = 0
    for one in texts:
        english = take_number(plain(one["en"])).paragraph
        found["en"] += bool(english)
        for language in ("fr", "es", "ru", "zh"):
            paragraph = take_number(plain(one[language])).paragraph
            found[language] += bool(paragraph)
            disagree += bool(paragraph and english and paragraph != english)

    assert found["en"] >= 480
    assert min(found.values()) >= 400
    assert disagree <= 60  # UN translations number some paragraphs otherwise


def test_lettered_requests_are_proposed_in_order(texts):
    divided = 0
    for one in texts:
        spans = propose_parts(plain(one["en"]))
        divided += bool(spans)
        assert [span.letter for span in spans] == [chr(97 + place) for place in range(len(spans))]

    assert divided >= 100


def test_true_translations_are_not_taken_for_english(texts):
    mistaken = sum(
        is_english_instead(plain(one[language]), language)
        for one in texts
        for language in ("fr", "es", "ar", "ru", "zh")
    )
    english = sum(
        is_english_instead(plain(one["en"]), language) for one in texts for language in ("fr", "es", "ar")
    )

    assert mistaken <= 3
    assert english >= 1480


def test_every_state_that_upr_info_names_is_known():
    unknown = set()
    for path in DATA.glob("uprinfo-*.csv"):
        text = path.read_text(encoding="mac_roman").replace("\r", "\n")
        for row in csv.DictReader(io.StringIO(text)):
            unknown |= {
                name for name in (row.get("To"), row.get("From")) if name and not COUNTRIES.find(name)
            }

    assert unknown - {"To", "From", "&#40;Unknown&#41;"} == set()
