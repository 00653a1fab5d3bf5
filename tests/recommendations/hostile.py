"""Sources as no friend would send them: real records mangled in every way, in every shape of file."""

import csv
import gzip
import io
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from django.conf import settings
from hypothesis import strategies as st

from tests.recommendations import uhri_samples as samples

DATA = settings.BASE_DIR.parent / "shared" / "data"
STATE = "Halvora"

DATES = st.one_of(
    st.dates().map(str),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.sampled_from(
        "1900-01-01T00:00:00|0001-01-01|9999-12-31|2020-02-31|31.12.2020|12/31/2020|2020-W07-5|2020-366|46078"  # noqa: SIM905
        "|46078.5|soon||\u0662\u0660\u0662\u0660-\u0660\u0661-\u0660\u0661|2020-01-01T25:61:61Z"
        "|1 mars 2020|2020"
        "|20200101|2020-01-01T00:00:00.1234567|2020-01-01T00:00:00+14:00".split("|")
    ),
)
NASTY = st.sampled_from(
    [
        "",
        "\u202eevil\u202c \u2067x\u2069",  # turned round
        "\u200f\u200e\u200b\ufeff",
        "\x00\x01\x08\x0b\x1f\x7f\x85\u2028",
        '=HYPERLINK("http://x","y")',
        "+1+1",
        "@SUM(A1)",
        '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        "<script>alert(1)</script><img src=x onerror=y>",
        "&#0;&#xD800;&#1114112;&amp;amp;&lt;p&gt;",
        "\ud800",
        "Ã©tÃ© â€“ Ð¿Ñ€Ð°Ð²Ð°",  # mojibake
        "é é à",
        "- -\n- \n-",
        "\r\n\r\r\n",
        "(" * 500,
        "<b>" * 500,
        "1." * 300,
        "a" * 20_000,
        "ا" * 3_000,
        "\\u0000\\ud83d",
        "null",
        "NaN",
        "'; DROP TABLE recommendations; --",
        "%s %(x)s {0} {{ x }} {% x %}",
        "../../etc/passwd",
    ]
)
TEXT = st.text(max_size=120) | NASTY
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _real() -> list[dict[str, Any]]:
    """Real records where they lie beside the clone, addressed to the invented State."""
    found: list[dict[str, Any]] = []
    for name in ("uhri-peru-en.full-export.json", "uhri-australia-en.normalised.json"):
        if (DATA / name).is_file():
            rows = json.loads((DATA / name).read_text(encoding="utf-8"))
            found += [row for row in rows if isinstance(row, dict)][:40]
    for row in found:
        for key in ("Countries", "countries", "country"):
            if key in row:
                row[key] = [STATE] if isinstance(row[key], list) else STATE
    return found


RECORDS = [
    *(samples.record(number) for number in range(1, 15)),
    *(samples.upr(20 + n) for n in range(6)),
    *_real(),
]


@st.composite
def mangled(draw: st.DrawFn) -> Any:
    """A record with keys missing, doubled in another spelling, of the wrong type or more; or none at all."""
    if draw(st.integers(0, 11)) == 0:
        return draw(JUNK)
    one: dict[str, Any] = dict(draw(st.sampled_from(RECORDS)))
    keys = sorted(one)
    for key in draw(st.lists(st.sampled_from(keys), max_size=3)):
        one.pop(key, None)
    for key in draw(st.lists(st.sampled_from(keys), max_size=3)):
        one[key] = draw(DATES if "Date" in key else JUNK | NASTY)
    if draw(st.integers(0, 3)) == 0:
        one["Text"] = draw(TEXT)
    if draw(st.integers(0, 5)) == 0:
        one["AnnotationId"] = draw(
            st.sampled_from(["", None, "x", 7, samples.guid(1), samples.guid(1).upper()])
        )
    if draw(st.integers(0, 7)) == 0:
        one |= {key.lower(): value for key, value in list(one.items())[:4]}
    one.update(draw(st.dictionaries(st.text(max_size=8), JUNK, max_size=2)))
    return one


def _nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@st.composite
def sources(draw: st.DrawFn) -> tuple[str, bytes]:
    """Name and bytes of a file: records in one of the shapes, whole or damaged, or something made to hurt."""
    records = draw(st.lists(mangled(), min_size=1, max_size=5))
    if draw(st.integers(0, 5)) == 0:
        records.append(records[0])  # doubled
    shape = draw(st.sampled_from(["json", "json", "json", "jsonl", "gz", "csv", "xlsx", "bad"]))
    if shape == "bad":
        return draw(st.sampled_from(BAD))
    name, content = SHAPES[shape](records)
    if draw(st.integers(0, 6)) == 0:
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(st.binary(max_size=8)) + content[at + draw(st.integers(0, 30)) :]
    return name, content


def _json(records: list[Any]) -> tuple[str, bytes]:
    return "export-full-en.json", json.dumps(records).encode()


def _lines(records: list[Any]) -> tuple[str, bytes]:
    return "a.jsonl", "".join(json.dumps(one) + "\n" for one in records).encode()


def _gzip(records: list[Any]) -> tuple[str, bytes]:
    return "export-full-en.json.gz", gzip.compress(json.dumps(records).encode())


def _rows(records: list[Any]) -> list[list[Any]]:
    rows: list[list[Any]] = [list(samples.COLUMNS)]
    for one in records:
        row = samples.row(one) if isinstance(one, dict) else dict.fromkeys(samples.COLUMNS, one)
        rows.append(list(row.values()))
    return rows


def _csv(records: list[Any]) -> tuple[str, bytes]:
    out = io.StringIO()
    csv.writer(out).writerows(
        [
            [str(cell).encode("utf-8", "replace").decode().replace("\x00", "") for cell in row]
            for row in _rows(records)
        ]
    )
    return "a.csv", out.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, bool | int | float | None) and not (isinstance(value, int) and abs(value) > 10**15):
        return value
    text = str(value).encode("utf-8", "replace").decode()
    return openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text)[:32_000]


def _workbook(records: list[Any]) -> tuple[str, bytes]:
    book = openpyxl.Workbook()
    for row in _rows(records):
        book.active.append([_cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return "a.xlsx", out.getvalue()


def _bomb() -> bytes:
    """A workbook whose sheet unpacks to two hundred megabytes of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _piece in range(200):
                sheet.write(b"0" * (1 << 20))
    return out.getvalue()


_ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><worksheet>&j;</worksheet>"
)


def _with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", _ENTITIES)
        archive.writestr("xl/workbook.xml", _ENTITIES)
        archive.writestr("xl/worksheets/sheet1.xml", _ENTITIES)
    return out.getvalue()


SHAPES = {"json": _json, "jsonl": _lines, "gz": _gzip, "csv": _csv, "xlsx": _workbook}
BAD: list[tuple[str, bytes]] = [
    ("a.json", b""),
    ("a.json", b"[]"),
    ("a.json", b"{}"),
    ("a.json", b"null"),
    ("a.json", _nested(5_000).encode()),
    ("a.json", ('[{"AnnotationId": ' + _nested(200) + "}]").encode()),
    ("a.json", b"\xff\xfe" + "[{}]".encode("utf-16-le")),
    ("a.json", b"[" + b"9" * 100_000 + b"]"),
    ("a.json", b'[{"a": 1e999999}]'),
    ("a.json", b"<html><body>Log in</body></html>"),
    ("a.json.gz", gzip.compress(b"0" * 50_000_000)),
    ("a.json.gz", gzip.compress(b"[{}]")[:-9]),
    ("a.json.gz", b"\x1f\x8b\x08"),
    ("a.xlsx", b"PK\x03\x04 not a zip"),
    ("a.xlsx", _bomb()),
    ("a.xlsx", _with_entities()),
    ("a.csv", b"\x00" * 1000),
    ("a.csv", b'Text;OHCHR Annotation Id\n"never closed'),
    ("a.csv", b"a,b,c\n1,2,3\n"),
    ("a.pdf", b"%PDF-1.7\n%\xe2\xe3"),
]


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
