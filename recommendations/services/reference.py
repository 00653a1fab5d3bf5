"""Loads what the field agrees upon: States, mechanisms, treaties, themes, people concerned, SDGs, rights.

The files in `recommendations/data/` are facts (names, codes, dates). Loading again adds what is new and
mends what the house did not touch; it never removes a row.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from nmrf.base import history
from recommendations.models import (
    Country,
    CountryName,
    Instrument,
    Mechanism,
    MechanismName,
    RightArticle,
    RightTheme,
    Tag,
    TagName,
)

DATA = Path(__file__).resolve().parent.parent / "data"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


@transaction.atomic
def load(*, by: Any = None) -> dict[str, int]:
    """Load all files; answers how many rows of each kind the register now has."""
    with history.recorded(by=by, action="reference.load", door="command"):
        _countries()
        _instruments()
        _mechanisms()
        _tags()
        _rights()
    return {
        "states": Country.objects.count(),
        "mechanisms": Mechanism.objects.count(),
        "instruments": Instrument.objects.count(),
        "tags": Tag.objects.count(),
    }


def add_mechanism(*, code: str, kind: str, names: dict[str, str], position: int = 500) -> Mechanism:
    """A mechanism that is not in the file (a national inquiry, an invented court); its names by language."""
    mechanism, _ = Mechanism.objects.get_or_create(code=code, defaults={"kind": kind, "position": position})
    for language, name in names.items():
        MechanismName.objects.get_or_create(
            mechanism=mechanism, language=language, is_alias=False, defaults={"name": name}
        )
    return mechanism


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _countries() -> None:
    rows = list(_rows("countries.csv"))
    known = {country.iso3: country for country in Country.objects.all()}
    new = [
        Country(iso3=row["iso3"], iso2=row["iso2"], region=row["region"])
        for row in rows
        if row["iso3"] not in known
    ]
    known |= {country.iso3: country for country in Country.objects.bulk_create(new)}
    names = _name_rows(rows, known, key="iso3", prefix="name_")
    _add_names(CountryName, "country", names)


def _instruments() -> None:
    known = set(Instrument.objects.values_list("code", flat=True))
    Instrument.objects.bulk_create(
        Instrument(
            code=row["code"],
            title=row["title"],
            adopted_on=row["adopted_on"] or None,
            in_force_on=row["in_force_on"] or None,
        )
        for row in _rows("instruments.csv")
        if row["code"] not in known
    )


def _mechanisms() -> None:
    rows = list(_rows("mechanisms.csv"))
    instruments = {instrument.code: instrument for instrument in Instrument.objects.all()}
    known = {mechanism.code: mechanism for mechanism in Mechanism.objects.all()}
    new = [
        Mechanism(
            code=row["code"],
            kind=row["kind"],
            position=int(row["position"]),
            symbol_prefix=row["symbol_prefix"],
            uhri_label=row["uhri_label"],
            instrument=instruments.get(row["instrument"]),
        )
        for row in rows
        if row["code"] not in known
    ]
    known |= {mechanism.code: mechanism for mechanism in Mechanism.objects.bulk_create(new)}
    names = _name_rows(rows, known, key="code", prefix="names_")
    _add_names(MechanismName, "mechanism", names)
    for row in rows:
        for column in (column for column in row if column.startswith("acronym_") and row[column]):
            MechanismName.objects.filter(
                mechanism=known[row["code"]],
                language=column.removeprefix("acronym_"),
                is_alias=False,
                acronym="",
            ).update(acronym=row[column])


def _tags() -> None:
    rows = list(_rows("tags.csv"))
    known = {(tag.kind, tag.code): tag for tag in Tag.objects.all()}
    new = [
        Tag(kind=row["kind"], code=row["code"], position=int(row["position"]))
        for row in rows
        if (row["kind"], row["code"]) not in known
    ]
    added = Tag.objects.bulk_create(new)
    known |= {(tag.kind, tag.code): tag for tag in added}
    parents = {(row["kind"], row["code"]): row["parent"] for row in rows if row["parent"]}
    for tag in added:
        tag.parent = known.get((tag.kind, parents.get((tag.kind, tag.code), "")))
    Tag.objects.bulk_update(added, ["parent"], batch_size=500)
    keyed = {f"{kind}:{code}": tag for (kind, code), tag in known.items()}
    for row in rows:
        row["key"] = f"{row['kind']}:{row['code']}"
    _add_names(TagName, "tag", _name_rows(rows, keyed, key="key", prefix=""))


def _rights() -> None:
    """The articles on which rights rest, and the themes under which they are filed: what is missing."""
    tags = {(tag.kind, tag.code): tag for tag in Tag.objects.filter(merged_into=None)}
    instruments = {instrument.code: instrument for instrument in Instrument.objects.all()}
    articles = set(RightArticle.objects.values_list("right_id", "instrument_id", "article"))
    known = set(RightArticle.objects.values_list("right_id", flat=True))
    links = set(RightTheme.objects.values_list("right_id", flat=True))
    new_articles, new_links = [], []
    for row in _rows("rights.csv"):
        right = tags.get((Tag.Kind.RIGHT, row["right"]))
        if right is None:
            continue
        if right.pk not in known:
            new_articles += _articles(right, row["articles"], instruments, articles)
        if right.pk not in links:
            themes = (tags.get((Tag.Kind.THEME, code)) for code in row["themes"].split("|") if code)
            new_links += [RightTheme(right=right, theme=theme) for theme in themes if theme]
    RightArticle.objects.bulk_create(new_articles)
    RightTheme.objects.bulk_create(new_links)


def _articles(
    right: Tag, listed: str, instruments: dict[str, Instrument], known: set[tuple[int, int, str]]
) -> list[RightArticle]:
    """Those of treaties that the register has, in their order."""
    found = []
    for position, cited in enumerate(filter(None, listed.split("|"))):
        code, _space, article = cited.partition(" ")
        instrument = instruments.get(code)
        if instrument and (right.pk, instrument.pk, article) not in known:
            known.add((right.pk, instrument.pk, article))
            found.append(RightArticle(right=right, instrument=instrument, article=article, position=position))
    return found


def _name_rows(
    rows: list[dict[str, str]], known: dict[str, Any], *, key: str, prefix: str
) -> list[tuple[Any, str, str, bool]]:
    """(thing, language, name, is alias) for every name in the rows; aliases are English."""
    found: list[tuple[Any, str, str, bool]] = []
    for row in rows:
        thing = known[row[key]]
        found += [
            (thing, language, row[prefix + language].strip(), False)
            for language in LANGUAGES
            if row[prefix + language].strip()
        ]
        found += [(thing, "en", alias.strip(), True) for alias in row["aliases"].split("|") if alias.strip()]
    return found


def _add_names(model: Any, owner: str, names: list[tuple[Any, str, str, bool]]) -> None:
    """Add the names that are missing; one that the house changed stays as it is."""
    owners = f"{owner}_id"
    shown = set(model.objects.filter(is_alias=False).values_list(owners, "language"))
    aliases = set(model.objects.filter(is_alias=True).values_list(owners, "name"))
    new = []
    for thing, language, name, is_alias in names:
        mark = (thing.pk, name) if is_alias else (thing.pk, language)
        seen = aliases if is_alias else shown
        if mark not in seen:
            seen.add(mark)
            new.append(model(**{owner: thing}, language=language, name=name, is_alias=is_alias))
    model.objects.bulk_create(new, batch_size=2000)
