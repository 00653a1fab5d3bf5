"""Real tables: OHCHR's two lists for Slovenia, and all five files of UPR Info."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from recommendations.models import Mechanism, Recommendation, TableEntry, Tag
from recommendations.services import reference, table_runs
from recommendations.tables import thematic_list, upr_info
from recommendations.tables.records import RejectedRow, TableRecord
from recommendations.uhri import encodings

DATA = settings.BASE_DIR.parent / "shared" / "data"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real records (../shared/data) are not here"),
]
LISTS = {"upr20": (163, "A/HRC/28/15", 20, 2), "upr48": (254, "A/HRC/59/15", 48, 4)}
FILES = sorted(DATA.glob("uprinfo-*.csv"))
ROWS = {"1-5": 3576, "6-9": 5341, "10-13": 6841, "14-17": 5870, "17-20": 5594}


def the_list(name: str) -> Path:
    return DATA / f"ohchr-thematic-list-slovenia-{name}-en.docx"


@pytest.mark.parametrize(("name", "facts"), LISTS.items(), ids=list(LISTS))
def test_every_numbered_line_of_the_list_is_one_recommendation(name, facts):
    count, symbol, session, cycle = facts
    numbers = re.findall(r"^(\d+\.\d+)", the_list(name).with_suffix(".txt").read_text(encoding="utf-8"), re.M)

    found = thematic_list.read(the_list(name), state="SVN")
    records = list(found.records())

    assert (found.symbol, found.session, found.cycle) == (symbol, session, cycle)
    assert all(isinstance(one, TableRecord) for one in records)
    assert sorted(one.paragraph for one in records) == sorted(numbers)
    assert len(records) == count
    assert all(one.position in ("supported", "noted") and one.recommending for one in records)
    assert all(one.position_source.startswith(f"{symbol}/Add.1") for one in records)
    assert not any(one.looks for one in records)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_of_upr_info_is_in_one_recommendation(path):
    content = path.read_bytes()

    found = upr_info.read(path, state="")
    records = list(found.records())

    assert encodings.likely(content)[0] == "mac_roman"
    assert found.rows == ROWS[re.search(r"sessions-([\d-]+)-en", path.name)[1]]
    assert not any(isinstance(one, RejectedRow) for one in records)
    assert len({one.key for one in records}) == len(records)
    assert all(one.position and one.document.cycle for one in records)


@pytest.mark.django_db
def test_the_lists_labels_are_all_known_through_their_old_names_and_codes():
    reference.load()

    for name, (count, *_facts) in LISTS.items():
        run = table_runs.begin(kind="thematic-list", source=name, country="SVN", by=None)
        run = table_runs.read(run=run, reading=table_runs.reading(run, the_list(name)))
        table_runs.apply(run=run, by=None)
        assert (run.counts["created"], run.counts["please_look"]) == (count, 0)

    assert not Tag.objects.filter(is_unmapped=True).exists()
    assert not Mechanism.objects.filter(is_unmapped=True).exists()


@pytest.mark.django_db
def test_upr_info_and_the_list_of_the_same_review_meet():
    """Most requests to Slovenia of session 20 stand in both; none of them is doubled."""
    reference.load()
    run = table_runs.begin(kind="thematic-list", source="list", country="SVN", by=None)
    table_runs.apply(
        run=table_runs.read(run=run, reading=table_runs.reading(run, the_list("upr20"))), by=None
    )

    path = next(path for path in FILES if "17-20" in path.name)
    run = table_runs.begin(kind="upr-info", source="upr-info", country="SVN", by=None)
    run = table_runs.apply(run=table_runs.read(run=run, reading=table_runs.reading(run, path)), by=None)

    both = run.counts["changed"]
    assert both > 150
    assert run.counts["created"] + both == sum(
        1 for one in upr_info.read(path, state="SVN").records() if isinstance(one, TableRecord)
    )
    assert Recommendation.objects.count() == 163 + run.counts["created"]
    assert TableEntry.objects.filter(kind="upr-info").count() == both + run.counts["created"]
