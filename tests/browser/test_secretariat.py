"""The secretariat takes a file of UHRI's in, and gives out what it asks."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from nmrf.demo.loading.files import export
from tests.browser.person import Person

SignedIn = Callable[..., Person]
NEW = "0e0f6b52-62d4-4dfc-9a1c-6f2f3f7a0001"
EDUCATION, HEALTH = "Ministry of Education and Research", "Ministry of Health"
LONG = 40_000  # milliseconds a worker may take


def newer_export(path: Path) -> Path:
    """The demonstration's own file, a month later: one added, one changed, one doubled."""
    records = json.loads(export().read_text(encoding="utf-8"))
    added = {
        **records[0],
        "AnnotationId": "0e0f6b52-62d4-4dfc-9a1c-6f2f3f7a0001",
        "Text": "90. Fund crisis centres.",
    }
    records[1] = {**records[1], "Text": records[1]["Text"] + " Report on it every year."}
    path.write_text(json.dumps([*records, added, records[2]]), encoding="utf-8")
    return path


def test_an_import_is_seen_before_it_is_written_and_can_be_undone(signed_in: SignedIn, tmp_path: Path):
    person = signed_in("secretariat")
    page = person.page
    person.clicks("Import from UHRI", "link")
    page.get_by_label("File").set_input_files(newer_export(tmp_path / "export-full-en.json"))
    page.get_by_role("textbox", name="State").fill("Halvora")
    person.clicks("Read and compare")

    write = page.get_by_role("button", name=re.compile(r"Add 1, change 1, mark 0 as gone"))
    expect(write).to_be_visible(timeout=LONG)
    person.looks()
    sums = page.get_by_role("group", name="What was found")
    for name, count in {"New": 1, "Changed": 1, "Gone": 0, "Rejected": 1}.items():
        expect(sums.get_by_role("link", name=re.compile(rf"^{count} {name}"))).to_be_visible()
    person.clicks("Changed", "link", inside=sums)
    expect(page.locator("#records article ins")).to_contain_text("Report on it every year.")
    person.clicks("Rejected", "link", inside=sums)
    person.reads(re.compile("doubled|twice", re.I))

    write.click()
    expect(page.get_by_role("heading", name="Written")).to_be_visible(timeout=LONG)
    person.looks()
    person.reads("1 added, 1 changed, 0 marked as gone.")

    person.clicks("Undo this import", "link")
    person.clicks("Undo", inside=page.locator("main form"))
    expect(page.get_by_role("heading", name="Undone")).to_be_visible()
    person.goes_to("/recommendations/?q=%22fund+crisis+centres%22")
    person.reads("Nothing is found")


def test_one_and_a_whole_selection_are_given_out_and_taken_back(signed_in: SignedIn):
    person = signed_in("secretariat")
    page = person.page
    person.goes_to("/work/recommendations/?mechanism=CRC&unassigned=1")
    person.presses(page.locator("main table a[data-step]").first)
    page.get_by_label("Institution", exact=True).first.select_option(label=EDUCATION)
    person.clicks("Assign", inside=page.locator("main"))
    expect(page.get_by_role("row", name=re.compile(EDUCATION))).to_be_visible()

    person.goes_to("/work/recommendations/?mechanism=CRC&unassigned=1")
    before = page.locator("h1").inner_text()
    page.get_by_label(re.compile("the whole selection of")).check()
    person.clicks("Assign these")
    page.get_by_label("Lead").select_option(label=HEALTH)
    person.clicks("Assign", inside=page.locator("main"))
    note = page.get_by_role("status")
    expect(note.get_by_role("button", name="Undo")).to_be_visible()
    person.goes_to("/work/recommendations/?mechanism=CRC&unassigned=1")
    assert page.locator("h1").inner_text() != before

    person.goes_to("/work/operations/")
    person.presses(page.locator("main table a").first)
    person.clicks("Undo")
    person.goes_to("/work/recommendations/?mechanism=CRC&unassigned=1")
    assert page.locator("h1").inner_text() == before
