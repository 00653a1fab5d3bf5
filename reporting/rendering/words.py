"""What a report says by itself, in the report's own language: labels, numbers of headings, dates.

Every function answers in the language that is active; renderers work under
`translation.override(draft.language)`.
"""

import datetime
from collections.abc import Sequence

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LRI, PDI = "\u2066", "\u2069"
"""Around a stretch that reads left to right whatever stands beside it, such as a symbol."""

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_ARABIC_ORDINALS = (
    "أولًا", "ثانيًا", "ثالثًا", "رابعًا", "خامسًا", "سادسًا", "سابعًا", "ثامنًا", "تاسعًا", "عاشرًا",
)  # fmt: skip
_ARABIC_LETTERS = (
    "ألف", "باء", "جيم", "دال", "هاء", "واو", "زاي", "حاء", "طاء", "ياء", "كاف", "لام", "ميم", "نون",
    "سين", "عين", "فاء", "صاد", "قاف", "راء",
)  # fmt: skip


def isolated(text: str) -> str:
    """A symbol or number kept in its own direction inside a sentence of the other one."""
    return f"{LRI}{text}{PDI}" if text and translation.get_language_bidi() else text


def heading_number(level: int, index: int) -> str:
    """How the UN numbers headings: I., II.; A., B. In Arabic, ordinals and the names of letters."""
    arabic = translation.get_language() == "ar"
    if level == 1:
        if arabic and index < len(_ARABIC_ORDINALS):
            return _ARABIC_ORDINALS[index]
        return f"{roman(index + 1)}."
    if arabic and index < len(_ARABIC_LETTERS):
        return f"{_ARABIC_LETTERS[index]}-"
    return f"{chr(ord('A') + index)}." if index < 26 else f"A{chr(ord('A') + index - 26)}."


def roman(number: int) -> str:
    """1 to 39 in capitals."""
    written = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


def heading(number: str, title: str) -> str:
    """A heading as it is set, with its number before it."""
    return f"{number}\u2002{title}"


def paragraph_number(number: int) -> str:
    """The number of a paragraph as it stands in the margin."""
    return f"{number}."


def articles(numbers: Sequence[int], key: str) -> str:
    """Which articles a sub-section is about; two numbers whose key has a dash are a range."""
    if not numbers:
        return ""
    if len(numbers) == 1:
        return _("Article %(number)s") % {"number": numbers[0]}
    if len(numbers) == 2 and "-" in key:
        return _("Articles %(first)s to %(last)s") % {"first": numbers[0], "last": numbers[1]}
    listed = _(", ").join(str(number) for number in numbers[:-1])
    return _("Articles %(list)s and %(last)s") % {"list": listed, "last": numbers[-1]}


def day(date: datetime.date | None) -> str:
    """A date in words, *21 November 2026*; in French the first of a month is *1er*."""
    if date is None:
        return ""
    said = date_format(date, "j F Y")
    is_first = date.day == 1 and translation.get_language() == "fr"
    return said.replace("1 ", "1er ", 1) if is_first else said


def count(number: int) -> str:
    """A number with the language's thousands separator."""
    return number_format(number, force_grouping=True)


def length(words: int, limit: int | None) -> str:
    """How long the report is, of how much it may be."""
    if limit is None:
        return ngettext("%(n)s word; no limit is known", "%(n)s words; no limit is known", words) % {
            "n": count(words)
        }
    return _("%(words)s words of %(limit)s") % {"words": count(words), "limit": count(limit)}


def paragraphs(first: int, last: int) -> str:
    """A range of paragraphs as the contents give it."""
    if first == last:
        return _("para. %(number)s") % {"number": first}
    return _("paras. %(range)s") % {"range": isolated(f"{first}–{last}")}


def counts_sentence(total: int, counted: Sequence[tuple[str, int]]) -> str:
    """All counts of a strip in one line, for those who do not see it."""
    head = ngettext("%(n)s recommendation", "%(n)s recommendations", total) % {"n": count(total)}
    if not counted:
        return head
    tail = _(", ").join(
        _("%(n)s %(status)s") % {"n": count(n), "status": word.lower()} for word, n in counted
    )
    return _("%(whole)s: %(parts)s") % {"whole": head, "parts": tail}


def original_in(language_name: str) -> str:
    """The mark behind a text that is quoted as it was written."""
    return _("[Original: %(language)s]") % {"language": language_name}


def labels() -> dict[str, str]:
    """The fixed words that both the Word file and the PDF set."""
    return {
        "contents": _("Contents"),
        "before_sending": _("Before it is sent"),
        "figure": _("Figure 1."),
        "figure_caption": _("Recommendations by verified status"),
        "figure_2": _("Figure 2."),
        "figure_2_caption": _("The same, section by section"),
        "annex": _("%(label)s: %(title)s")
        % {"label": _("Annex"), "title": _("All recommendations and their status")},
        "quoted": _("Texts quoted in the language of the original"),
        "draft": _("Draft"),
        "gap": _("Gap."),
        "demo": _("Demonstration: this State, its people and its progress are invented."),
    }
