"""Why a record that was taken in should be looked at, in words; `uhri.please_look` finds the reasons."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommendations.uhri import please_look as found

WORDS: dict[str, str | Promise] = {
    found.EMPTY_TEXT: _("the text is empty"),
    found.ANNEX: _("it is an annex"),
    found.STATE_RESPONSE: _("it is a reply of the State"),
    found.UNREADABLE_DATE: _("a date could not be read"),
    found.UNREADABLE_VALUE: _("a value could not be read"),
    found.UNKNOWN_LABEL: _("a label is not known here yet"),
    found.NO_COUNTRY: _("it names no State"),
    found.ENGLISH_INSTEAD: _("an English text stands for a translation"),
    "replaces": _("it seems to replace a record of an earlier issue"),
}


def in_words(codes: list[str]) -> list[str]:
    """The reasons as a person reads them; one that is not known here stands as it came."""
    return [str(WORDS.get(code, code)) for code in codes]
