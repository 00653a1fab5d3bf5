"""Sources in each of UHRI's shapes, made from invented records."""

import csv
import gzip
import json
import uuid
from pathlib import Path
from typing import Any

import openpyxl

COLUMNS = {
    "Text": "Text",
    "Countries Concerned": "Countries",
    "Reccomending Body": "Body",
    "Document Symbol": "Symbol",
    "Themes": "Themes",
    "Affected Persons": "AffectedPersons",
    "Sdgs": "Sdgs",
    "Document Publication Date": "PublicationDate",
    "UPR Reccomending States": "UprRecommendingCountry",
    "UPR Position": "UprPositions",
    "Type": "AnnotationType",
    "OHCHR Annotation Id": "AnnotationId",
    "UPR Session": "UprSession",
    "Regions Concerned": "Regions",
    "Recommending Regions": "UprRecommendingRegions",
    "Date of publication on UHRI": "PublicationDateOnUhri",
}


def guid(number: int) -> str:
    return str(uuid.UUID(int=number))


def record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One record as the full export has it; a treaty body's unless told otherwise."""
    return {
        "AnnotationId": guid(number),
        "DocumentId": guid(900_001),
        "Symbol": "CEDAW/C/XAA/CO/6",
        "AnnotationType": "- Recommendations",
        "Body": "- CEDAW",
        "Countries": ["Halvora"],
        "Regions": ["Western Europe & Others"],
        "Text": f"<p>Shelters</p><p>{number}. The State party should open {number} shelters.</p>",
        "PublicationDate": "2024-03-01T00:00:00",
        "PublicationDateOnUhri": "2024-04-02T10:53:45.827",
        "Themes": ["Violence against women", "Right to health"],
        "AffectedPersons": ["Women & girls"],
        "Sdgs": ["5.2 - End all violence against and exploitation of women", "16 - PEACE, JUSTICE"],
        "UprCycle": None,
        "UprSession": [],
        "UprPositions": [],
        "UprRecommendingCountry": [],
        "UprRecommendingRegions": [],
        **changes,
    }


def upr(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A UPR record of the same State."""
    said = {
        "DocumentId": guid(900_002),
        "Symbol": "A/HRC/44/X7",
        "Body": "- UPR",
        "Text": f"127.{number} Continue to train judges (Guinea-Bissau);",
        "UprCycle": "3rd cycle",
        "UprSession": ["35th Session - January 2020"],
        "UprPositions": ["Supported"],
        "UprRecommendingCountry": ["Guinea-Bissau"],
        "UprRecommendingRegions": ["Africa"],
    }
    return record(number, **{**said, **changes})


def as_json(path: Path, records: list[Any]) -> Path:
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return path


def as_gzip(path: Path, records: list[Any]) -> Path:
    path.write_bytes(gzip.compress(json.dumps(records).encode()))
    return path


def as_lines(path: Path, records: list[Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


def row(one: dict[str, Any]) -> dict[str, Any]:
    """The record as a row of the XLSX: lines with "- ", dates as Excel keeps them."""
    found: dict[str, Any] = {}
    for column, key in COLUMNS.items():
        value = one.get(key)
        if isinstance(value, list):
            value = "\r\n".join(f"- {part}" for part in value)
        found[column] = value
    return found


def as_workbook(path: Path, records: list[dict[str, Any]], columns: list[str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(columns or list(COLUMNS))
    for one in records:
        cells = row(one)
        cells["Document Publication Date"] = 45352  # 1 March 2024
        cells["Date of publication on UHRI"] = 45384.45400263889
        sheet.append(list(cells.values()))
    book.save(path)
    return path


def as_table(
    path: Path, records: list[dict[str, Any]], encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(row(one) for one in records)
    return path
