"""What ends a reading before anything is written: one sentence that says where, and what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "empty": _("The source is empty. Please download the file again."),
    "missing": _("There is no file %(name)s. Please check the path."),
    "unknown_kind": _(
        "This is not a file that UHRI gives out. Please use .json, .json.gz, .jsonl, .xlsx or .csv."
    ),
    "document": _(
        "This is a document, not an export. OHCHR’s thematic lists (.docx) are taken in under "
        "“Import a table”."
    ),
    "other_kind": _(
        "The file is called %(name)s but holds %(found)s. Please check which file it is, and name it so."
    ),
    "html_page": _(
        "This is a web page, not an export. Please open the address in a browser to see what it says, "
        "then download the export itself."
    ),
    "no_array": _(
        "The file holds no list of records: a UHRI export in JSON begins with “[”. "
        "If it has one record on each line, name it .jsonl."
    ),
    "truncated": _(
        "The source breaks off after record %(place)s: its end is missing. Please download the file again."
    ),
    "after_end": _(
        "There is more after the end of the list, behind record %(place)s. Please download it again."
    ),
    "bad_json": _(
        "Record %(place)s is not valid JSON (near byte %(byte)s). Please download the file again, "
        "or mend that record."
    ),
    "encoding": _("Record %(place)s is not in UTF-8. Please save the file as UTF-8, or download it again."),
    "encoding_utf16": _("The file is in UTF-16. Please save it as UTF-8."),
    "record_too_large": _("Record %(place)s is larger than %(limit)s MB. This is not a UHRI export."),
    "too_large": _("Unpacked, the file is larger than %(limit)s MB. This is not a UHRI export."),
    "too_many_rows": _("The file has more than %(limit)s rows. Please divide it."),
    "cell_too_long": _("A cell in row %(place)s is longer than %(limit)s characters. Please shorten it."),
    "bad_archive": _("The compressed file is damaged. Please download it again."),
    "bad_workbook": _("The workbook cannot be opened: %(detail)s. Please save it again as .xlsx."),
    "old_workbook": _(
        "This is an old or a password-protected Excel file. Please save it as .xlsx, without a password."
    ),
    "xml_entities": _("The workbook defines XML entities, which Excel never does. It was not opened."),
    "no_header": _(
        "No row of headings was found in the first lines. UHRI's columns are called “Text”, "
        "“OHCHR Annotation Id”, “Countries Concerned” and so on. Other tables are taken in under "
        "“Import a table”."
    ),
    "no_ids": _(
        "The table has no column “OHCHR Annotation Id”: without it no record can be known again. Please "
        "export it from UHRI with all columns, or take it in as a table of your own."
    ),
    "bad_table": _("Row %(place)s cannot be read: %(detail)s. Please save the table again as CSV, in UTF-8."),
    "bad_labels": _("The file of labels %(name)s cannot be read: %(detail)s."),
}


class UnreadableSource(Exception):
    """The source as a whole cannot be read. `code` is for programs, `str()` for the person at the screen."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % self.values
