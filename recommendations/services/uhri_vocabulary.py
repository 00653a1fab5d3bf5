"""UHRI's labels and the rows behind them: matched through every name and alias, made where none fits."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q
from django.utils.text import slugify

from recommendations.models import Country, CountryName, Mechanism, MechanismName, Tag, TagName
from recommendations.uhri import vocab
from recommendations.uhri.countries import COUNTRIES, fold_name
from recommendations.uhri.known import UNNAMED_BODY, KnownLabels
from recommendations.uhri.records import ENGLISH, UhriRecord

_SPECIAL = ("sr ", "wg ", "ie ", "special rapporteur", "independent expert", "working group")


@dataclass
class Vocabulary(KnownLabels):
    """One look at the reference tables, for the length of a run."""

    mechanism_kinds: dict[int, str] = field(default_factory=dict)
    mechanism_names: dict[int, str] = field(default_factory=dict)
    tag_names: dict[int, str] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Vocabulary":
        """Names in all languages, aliases and codes, folded."""
        found = cls()
        moved = _moved(Mechanism)
        for mechanism in Mechanism.objects.order_by(F("merged_into").asc(nulls_first=True), "pk"):
            found._add_mechanism(mechanism, [mechanism.code, mechanism.uhri_label])
        for owner, name, acronym in MechanismName.objects.values_list("mechanism", "name", "acronym"):
            for spelling in filter(None, (name, acronym)):
                found.mechanisms.setdefault(vocab.fold(spelling), owner)
        found.mechanisms = {label: moved.get(pk, pk) for label, pk in found.mechanisms.items()}
        names = TagName.objects.exclude(tag__kind=Tag.Kind.RIGHT).order_by("is_alias")
        for tag, kind, name, language, is_alias in names.values_list(
            "tag", "tag__kind", "name", "language", "is_alias"
        ):
            found.tags.setdefault((kind, vocab.fold(name)), tag)
            if language == ENGLISH and not is_alias:
                found.tag_names[tag] = name
        for tag, kind, code in Tag.objects.filter(~Q(kind=Tag.Kind.RIGHT)).values_list("pk", "kind", "code"):
            if kind == Tag.Kind.SDG:
                found.tags[kind, code.casefold()] = tag
            found.tag_names.setdefault(tag, code)
        moved = _moved(Tag)
        found.tags = {label: moved.get(pk, pk) for label, pk in found.tags.items()}
        found.states = own_spellings()
        COUNTRIES.learn(found.states)
        found.countries = dict(Country.objects.values_list("iso3", "pk"))
        found.codes = {pk: iso3 for iso3, pk in found.countries.items()}
        return found

    def _add_mechanism(self, mechanism: Mechanism, spellings: list[str]) -> None:
        self.mechanism_kinds[mechanism.pk] = mechanism.kind
        self.mechanism_names[mechanism.pk] = mechanism.uhri_label or mechanism.code
        for spelling in filter(None, spellings):
            self.mechanisms.setdefault(vocab.fold(spelling), mechanism.pk)

    # --- creating what is missing; call inside the run's operation ------------------------------------

    def ensure_mechanism(self, record: UhriRecord) -> int:
        """The record's mechanism; one that nobody knows is made, and marked as not mapped yet."""
        if found := self.mechanism_of(record):
            return found
        label = record.body_label
        is_special = label.casefold().startswith(_SPECIAL)
        mechanism = Mechanism.objects.create(
            code=_free_code(label, set(Mechanism.objects.values_list("code", flat=True)))
            if label
            else UNNAMED_BODY,
            kind=Mechanism.Kind.SPECIAL_PROCEDURE if is_special else Mechanism.Kind.OTHER_UN,
            uhri_label=label[:200],
            is_unmapped=True,
        )
        MechanismName.objects.create(
            mechanism=mechanism, language=ENGLISH, name=label or "Body not named in UHRI"
        )
        self._add_mechanism(mechanism, [mechanism.code, label])
        return mechanism.pk

    def ensure_tags(self, record: UhriRecord) -> dict[str, set[int]]:
        """Tags of the record by kind; unknown labels become tags that are not mapped yet."""
        found: dict[str, set[int]] = {
            kind: set() for kind in (Tag.Kind.THEME, Tag.Kind.PERSONS, Tag.Kind.SDG)
        }
        for kind, label, code in self.labels_of(record):
            found[kind].add(self.ensure_tag(kind, label, code, record.language))
        return found

    def ensure_tag(self, kind: str, label: str, code: str, language: str) -> int:
        """The tag behind one label; made, and marked as not mapped yet, where there is none."""
        return self.tag_of(kind, label, code) or self._new_tag(kind, label, code, language)

    def _new_tag(self, kind: str, label: str, code: str, language: str) -> int:
        taken = set(Tag.objects.filter(kind=kind).values_list("code", flat=True))
        tag = Tag.objects.create(
            kind=kind, code=code or _free_code(label, taken), position=9000, is_unmapped=True
        )
        TagName.objects.create(tag=tag, language=language, name=label)
        self.tags[kind, code.casefold() if code else vocab.fold(label)] = tag.pk
        self.tag_names[tag.pk] = label
        return tag.pk

    def ensure_countries(self, codes: set[str]) -> set[int]:
        """Keys of States; one that the file of States has and the table has not is added."""
        for code in codes - self.countries.keys():
            known = COUNTRIES.by_code[code]
            country = Country.objects.create(iso3=code, iso2=known.iso2, region=known.region)
            for language, name in known.names.items():
                if name:
                    country.names.create(language=language, name=name)
            self.countries[code], self.codes[country.pk] = country.pk, code
        return {self.countries[code] for code in codes}


def _moved(model: Any) -> dict[int, int]:
    """Entries that the house merged → what they are now."""
    return dict(model.objects.exclude(merged_into=None).values_list("pk", "merged_into"))


def own_spellings() -> dict[str, str]:
    """Spellings of States, folded → ISO3: those that were mapped here among them."""
    rows = CountryName.objects.filter(is_alias=True).values_list("name", "country__iso3")
    return {fold_name(name): iso3 for name, iso3 in rows}


def _free_code(label: str, taken: set[str]) -> str:
    base = slugify(label)[:50] or "label"
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code
