"""Workbooks as other programs write them: strings in line, in runs, shared; dates of both calendars."""

import zipfile
from pathlib import Path

import pytest

from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.sources import Source

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADING = "<row>" + "".join(
    f'<c t="inlineStr"><is><t>{name}</t></is></c>'
    for name in ("OHCHR Annotation Id", "Text", "Document Symbol", "Document Publication Date")
)


def book(path: Path, cells: str, *, strings: str = "", mac: bool = False, namespace: str = MAIN) -> Source:
    """A workbook whose one row under the headings holds these cells."""
    parts = {
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
        'Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{RELATIONS}">'
        f'<workbookPr date1904="{int(mac)}"/>'
        '<sheets><sheet name="a" r:id="c1"/><sheet name="b" r:id="s1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="c1" Type="{RELATIONS}/chartsheet" Target="charts/c.xml"/>'
        f'<Relationship Id="s1" Type="{RELATIONS}/worksheet" Target="sheets/one.xml"/>'
        f'<Relationship Id="t1" Type="{RELATIONS}/sharedStrings" Target="strings.xml"/>'
        f'<Relationship Id="y1" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{namespace}"><numFmts count="1">'
        '<numFmt numFmtId="170" formatCode="dd\\.mm\\.yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>',
        "xl/strings.xml": f'<sst xmlns="{namespace}">{strings}</sst>',
        "xl/sheets/one.xml": f'<worksheet xmlns="{namespace}"><dimension ref="A1:D7"/><sheetData>'
        f'{HEADING}</row><row r="7">{cells}</row></sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return Source(path)


@pytest.mark.parametrize("namespace", [MAIN, STRICT])
def test_strings_in_runs_in_line_and_escaped(tmp_path, namespace):
    shared = (
        "<si><r><t>Open </t></r><r><t>shelters</t></r><rPh><t>read aloud</t></rPh></si>"
        '<si><t xml:space="preserve">two_x000D_\nlines</t></si>'
    )
    cells = '<c r="A7" t="s"><v>0</v></c><c r="B7" t="s"><v>1</v></c>'
    cells += '<c r="D7" t="inlineStr"><is><t>x</t></is></c>'
    source = book(tmp_path / "a.xlsx", cells, strings=shared, namespace=namespace)

    [(place, row)] = list(source.values())

    assert place == source.total == 7
    assert row == {
        "OHCHR Annotation Id": "Open shelters",
        "Text": "two\r\nlines",
        "Document Symbol": None,
        "Document Publication Date": "x",
    }


@pytest.mark.parametrize(("mac", "serial"), [(False, "46078"), (True, "44616")])
def test_dates_count_from_the_workbooks_own_epoch(tmp_path, mac, serial):
    source = book(tmp_path / "a.xlsx", f'<c r="B7"><v>12</v></c><c r="D7" s="1"><v>{serial}</v></c>', mac=mac)

    [(_place, row)] = list(source.values())

    assert row["Document Publication Date"].date().isoformat() == "2026-02-25"
    assert row["Text"] == 12


def test_a_string_that_is_not_there_ends_the_reading(tmp_path):
    source = book(tmp_path / "a.xlsx", '<c r="A7" t="s"><v>5</v></c>', strings="<si><t>a</t></si>")

    with pytest.raises(UnreadableSource):
        list(source.values())
