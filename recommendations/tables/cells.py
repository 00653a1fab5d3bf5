"""Why a cell cannot be taken, and what would be right: the sentences."""

from django.utils.translation import gettext_lazy as _

CELLS = {
    "empty": _("This cell must be filled in."),
    "no_date": _("This is no date. Write it as 2024-03-31."),
    "two_dates": _("This may be two dates. Write it as 2024-03-31: year, month, day."),
    "no_choice": _("This is none of the values that can stand here: %(detail)s."),
    "no_number": _("This is no whole number."),
    "too_long": _("This is longer than %(detail)s characters."),
    "unknown_state": _("No State is called so here."),
    "no_value": _("This is a formula without a stored value. Open the file in Excel and save it again."),
    "error_value": _("This cell shows an error. Mend the formula, or write the value."),
    "no_sdg": _("This is no goal or target. Write codes, such as 5 or 16.3."),
    "no_language": _("This is no language here. Write its code: %(detail)s."),
    "no_mechanism": _("No mechanism is called so here. Choose one from the list, or have it added first."),
    "no_document": _("Give the document's symbol here, or its title in the next column."),
    "doubled": _("The same stands in row %(detail)s already."),
    "no_address": _("This is no web address; it begins with https://."),
}
