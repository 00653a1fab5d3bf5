"""The columns of the table of institutions, people and terms: what each holds and what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from focal_points.models import Institution, Term
from recommendations.uhri.vocab import fold

TEXT, CODE, EMAIL, CHOICE, YES, DATE, BODY = "text", "code", "email", "choice", "yes", "date", "institution"
INSTITUTIONS, PEOPLE = "institutions", "people"
NAME = "name_"


@dataclass(frozen=True)
class Column:
    """One column of one of the two sheets."""

    key: str
    heading: Any
    help: Any
    holds: str = TEXT
    width: int = 24
    is_needed: bool = False


OF_INSTITUTIONS: tuple[Column, ...] = (
    Column(
        "code", _("Code"), _("Short, for addresses: health, court-3. It is never changed."), CODE, 18, True
    ),
    Column("kind", _("Kind"), _("Choose from the list."), CHOICE, 24, True),
    Column("level", _("Level"), _("Choose from the list; national where nothing is given."), CHOICE, 18),
    Column("parent", _("Stands under"), _("Code or name of the institution above it."), BODY, 24),
    Column(
        "contact", _("E-mail address of the institution"), _("For letters to the institution."), EMAIL, 30
    ),
    Column(
        "wants_validator",
        _("A validator signs"),
        _("Yes or no: somebody signs before an update is sent."),
        YES,
        14,
    ),
)
OF_PEOPLE: tuple[Column, ...] = (
    Column(
        "email",
        _("E-mail address of the person"),
        _("By it the person is known and signs in."),
        EMAIL,
        32,
        True,
    ),
    Column("name", _("Name of the person"), _("As it stands in letters."), TEXT, 28, True),
    Column(
        "language",
        _("Language of the person"),
        _("Choose from the list: mails are written in it."),
        CHOICE,
        16,
    ),
    Column("institution", _("Institution"), _("Code or name; it may stand in the other sheet."), BODY, 30),
    Column("role", _("Role there"), _("Choose from the list."), CHOICE, 18),
    Column("starts_on", _("From"), _("First day, as 2026-03-31. Left empty: today."), DATE, 13),
    Column("ends_on", _("To"), _("Last day, as 2027-03-31. Left empty: without an end."), DATE, 13),
)
CHOICES: Mapping[str, Mapping[str, Any]] = {
    "kind": dict(Institution.Kind.choices),
    "level": dict(Institution.Level.choices),
    "role": dict(Term.Role.choices),
    "language": dict(settings.LANGUAGES),
    "wants_validator": {"yes": _("yes"), "no": _("no")},
}
EXAMPLE_MARK = "#"


def names() -> tuple[Column, ...]:
    """One column of names for each language that the house offers."""
    return tuple(
        Column(
            f"{NAME}{code}",
            _("Name (%(language)s)") % {"language": get_language_info(code)["name_local"]},
            _("At least one name is needed."),
        )
        for code in settings.OFFERED_LANGUAGES
    )


def columns_of(sheet: str) -> tuple[Column, ...]:
    """The columns of a sheet, in order."""
    if sheet == PEOPLE:
        return OF_PEOPLE
    return (OF_INSTITUTIONS[0], OF_INSTITUTIONS[1], *names(), *OF_INSTITUTIONS[2:])


def column(key: str) -> Column:
    """By its key."""
    return next(one for one in (*columns_of(INSTITUTIONS), *OF_PEOPLE) if one.key == key)


def heading_of(key: str) -> str:
    """In the reader's language."""
    return str(column(key).heading)


def word_of(key: str, value: str) -> str:
    """A chosen value in the reader's language."""
    return str(CHOICES[key].get(value, value))


@cache
def spellings(key: str) -> dict[str, str]:
    """Label in every language, and the value itself, folded → value."""
    found = {fold(value): value for value in CHOICES[key]}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for value, label in CHOICES[key].items():
                found.setdefault(fold(str(label)), value)
    return found


@cache
def headings() -> dict[str, str]:
    """Heading in every language, and the key itself, folded → the column's key."""
    every = (*OF_INSTITUTIONS, *OF_PEOPLE)
    found = {fold(one.key): one.key for one in (*every, *names())}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for one in (*every, *names()):
                found.setdefault(fold(str(one.heading)), one.key)
    return found
