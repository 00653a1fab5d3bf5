"""What ends the reading of a table before anything is written: one sentence that says what to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from nmrf.base.errors import HouseError

MESSAGES = {
    "missing": _("There is no file %(name)s. Please check the path."),
    "empty": _("The file is empty. Please save or download it again."),
    "damaged": _(
        "The file is damaged and cannot be opened. Please save it again in the program it comes from."
    ),
    "too_large": _("Unpacked, the file is larger than %(limit)s MB. No list of recommendations is."),
    "xml_entities": _("The file declares XML entities, which Word and Excel never do. It was not opened."),
    "old_word": _(
        "This is an old or a password-protected Word file. Please save it as .docx, without a password."
    ),
    "old_excel": _(
        "This is an old or a password-protected Excel file. Please save it as .xlsx, without a password."
    ),
    "no_word": _(
        "This is no Word file (.docx): it holds %(found)s. Please hand in the list as OHCHR sent it."
    ),
    "no_table_file": _(
        "This is no table: it holds %(found)s. Please hand in an Excel file (.xlsx) or a CSV file."
    ),
    "web_page": _("This is a web page, not the file itself. Please download the file."),
    "encoding": _("The letters in the file cannot be read. Please save it as CSV in UTF-8, or as .xlsx."),
    "bad_row": _(
        "Row %(row)s cannot be read: %(detail)s. Please save the table again as CSV in UTF-8, or as .xlsx."
    ),
    "too_many_rows": _("The table has more than %(limit)s rows. Please divide it."),
    "too_many_columns": _(
        "The table has more than %(limit)s columns. Please take out those that are not needed."
    ),
    "cell_too_long": _("The cell %(at)s holds more than %(limit)s characters. Please shorten it."),
    "no_list": _(
        "No thematic list was found in this file: there is no table with a column of recommendations and one "
        "of positions or themes."
    ),
    "no_recommendation": _("The table holds no recommendation."),
    "other_state": _("This is the list of %(found)s, not of %(country)s. Nothing was written."),
    "which_state": _("The file does not say which State it is about. Please name the State."),
    "which_symbol": _(
        "The file does not tell the symbol of the working group's report. Please give it, for example "
        "A/HRC/28/15."
    ),
    "bad_symbol": _("“%(symbol)s” is no symbol of a United Nations document, such as A/HRC/28/15."),
    "no_upr_info": _(
        "These are not the columns of UPR Info. Needed are at least To, Text, From, Response and Session. "
        "Missing: %(missing)s"
    ),
    "no_template": _(
        "These are not the columns of our template. Please download the template and fill it in, or take the "
        "file in as a table of another system."
    ),
    "no_mapping": _(
        "There is neither a file nor a kept mapping called “%(name)s”. Kept mappings: %(known)s."
    ),
    "bad_mapping": _(
        "The mapping cannot be read: %(detail)s. It is JSON: columns (heading → ours), and where needed "
        "values, constants, sheet, heading, dates."
    ),
    "no_column": _("“%(name)s” is no column of ours. There are: %(known)s."),
    "no_headings": _("The table has no row of headings with all columns of the mapping. Missing: %(names)s"),
    "mapping_lacks": _("The mapping does not say enough. %(detail)s"),
    "several_documents": _("The table is about %(number)s sessions; a symbol can be given for one only."),
}


class UnreadableTable(HouseError):
    """The file as a whole cannot be taken. `code` is for programs, `str()` for the person at the screen."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(str(MESSAGES[code]) % values, code=code)
        self.values = values
