"""Tables of other kinds, made from invented recommendations."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl

from recommendations.services import table_workbooks
from recommendations.tables.columns import TEMPLATE
from recommendations.tables.upr_info import COLUMNS


def upr_row(**given: Any) -> dict[str, str]:
    """One row of UPR Info."""
    return {
        "To": "Halvora",
        "To-Rgrp": "GRULAC",
        "To-Org": "OAS, ACS",
        "Text": "Open shelters in all districts",
        "From": "Peru",
        "From-Rgrp": "GRULAC",
        "From-Org": "OAS",
        "Response": "Accepted",
        "Action": "5",
        "Issue": "Women's rights,Right to health",
        "Session": "20",
        **given,
    }


def upr_info(
    folder: Path, rows: list[dict[str, str]], *, encoding: str = "mac_roman", end: str = "\r"
) -> Path:
    """UPR Info's file as it is given out: Mac Roman, lines that end in CR alone."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "upr-info.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def upr_info_workbook(folder: Path, rows: list[dict[str, str]]) -> Path:
    """The same as a workbook, behind a sheet that says what it is."""
    book = openpyxl.Workbook()
    book.active.append(["Recommendations, as taken out of the database"])
    sheet = book.create_sheet("Data")
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([int(row[name]) if row[name].isdigit() else row[name] for name in COLUMNS])
    path = folder / "upr-info.xlsx"
    book.save(path)
    return path


def filled(folder: Path, rows: list[dict[str, Any]], name: str = "filled.xlsx") -> Path:
    """Our template with rows below its examples."""
    path = folder / name
    with table_workbooks.template() as file:
        path.write_bytes(file.read())
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    places = {column.key: place for place, column in enumerate(TEMPLATE, start=1)}
    for number, row in enumerate(rows, start=sheet.max_row + 1):
        for key, value in row.items():
            cell = sheet.cell(number, places[key], value)
            if isinstance(value, str):
                cell.data_type = "s"  # words, whatever they begin with
    book.save(path)
    return path


def order(**given: Any) -> dict[str, Any]:
    """A row of the template: an order of a judgment."""
    return {
        "mechanism": "CEDAW",
        "document_kind": "judgment",
        "document_title": "Case of the Village",
        "paragraph": "4",
        "text": "The State shall publish this judgment.",
        **given,
    }


def workbook(
    folder: Path, rows: list[list[Any]], name: str = "table.xlsx", **sheets: list[list[Any]]
) -> Path:
    """Any other table."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    book.save(folder / name)
    return folder / name
