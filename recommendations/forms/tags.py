"""Vocabularies: an entry's names, aliases and place; what an unknown label is mapped to."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from recommendations.models import Country, Mechanism, Tag

LONGEST = 400
LANGUAGES = {code.split("-")[0]: language for code, language in settings.LANGUAGES}
"""Names are kept by language, whatever its script: `zh` where the interface says `zh-hans`."""


def tree_choices(tags: list[Tag]) -> list[tuple[Any, str]]:
    """Entries in the order of their tree, those under others moved in."""
    under: dict[int | None, list[Tag]] = {}
    known = {tag.pk for tag in tags}
    for tag in tags:
        under.setdefault(tag.parent_id if tag.parent_id in known else None, []).append(tag)
    found: list[tuple[Any, str]] = []

    def walk(parent: int | None, depth: int) -> None:
        for tag in under.get(parent, []):
            found.append((tag.pk, "\u2003" * depth + tag.name))
            walk(tag.pk, depth + 1)

    walk(None, 0)
    return found


class TreeField(forms.ModelChoiceField):
    """One entry of a vocabulary, in the order of its tree."""

    def offer(self, kind: str, *, without: Tag | None = None) -> None:
        """Entries in use of this vocabulary."""
        tags = list(Tag.objects.in_use().filter(kind=kind, is_unmapped=False).prefetch_related("names"))
        tags = [tag for tag in tags if without is None or tag.pk != without.pk]
        self.queryset = Tag.objects.filter(pk__in=[tag.pk for tag in tags])
        self.choices = [("", self.empty_label or ""), *tree_choices(tags)]


class NamesForm(forms.Form):
    """A name in each language of the house; `names` answers them by language."""

    def __init__(self, *args: Any, names: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in LANGUAGES.items():
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name, %(language)s") % {"language": language},
                required=False,
                max_length=LONGEST,
                initial=(names or {}).get(code, ""),
            )
        self.order_fields([*(f"name_{code}" for code in LANGUAGES), *self.fields])

    @property
    def names(self) -> dict[str, str]:
        """Language → name, of those filled in."""
        return {code: self.cleaned_data.get(f"name_{code}", "") for code in LANGUAGES}


class EntryForm(NamesForm):
    """One entry: names, other spellings, and what it stands under."""

    parent = TreeField(
        queryset=Tag.objects.none(), required=False, label=_("Under"), empty_label=_("nothing")
    )
    aliases = forms.CharField(
        label=_("Also called"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: older labels and codes by which imports know it."),
    )

    def __init__(self, *args: Any, kind: str, tag: Tag | None = None, **kwargs: Any) -> None:
        names = {row.language: row.name for row in tag.names.all() if not row.is_alias} if tag else {}
        super().__init__(*args, names=names, **kwargs)
        self.fields["parent"].offer(kind, without=tag)  # type: ignore[attr-defined]
        if tag is not None:
            self.fields["parent"].initial = tag.parent_id
            aliases = [row.name for row in tag.names.all() if row.is_alias]
            self.fields["aliases"].initial = "\n".join(aliases)

    @property
    def alias_list(self) -> list[str]:
        """Each line that says something."""
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]


class MergeForm(forms.Form):
    """Into which entry it goes."""

    into = TreeField(queryset=Tag.objects.none(), label=_("It is the same as"), empty_label=_("choose…"))

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].offer(tag.kind, without=tag)  # type: ignore[attr-defined]


class MechanismMergeForm(forms.Form):
    """Which body it is."""

    into = forms.ModelChoiceField(
        queryset=Mechanism.objects.none(), label=_("It is the same as"), empty_label=_("choose…")
    )

    def __init__(self, *args: Any, mechanism: Mechanism, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Mechanism.objects.filter(merged_into=None, is_unmapped=False).exclude(pk=mechanism.pk)
        self.fields["into"].queryset = rows.prefetch_related("names")  # type: ignore[attr-defined]


class MechanismAcceptForm(NamesForm):
    """It is a body of its own."""

    kind = forms.ChoiceField(label=_("Family"), choices=Mechanism.Kind)

    def __init__(self, *args: Any, mechanism: Mechanism, **kwargs: Any) -> None:
        names = {row.language: row.name for row in mechanism.names.all() if not row.is_alias}
        super().__init__(*args, names=names, **kwargs)
        self.fields["kind"].initial = mechanism.kind


class StateForm(forms.Form):
    """Which State a label means."""

    label = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)
    country = forms.ModelChoiceField(
        queryset=Country.objects.none(), label=_("It means"), empty_label=_("choose…")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = Country.objects.prefetch_related("names").order_by("iso3")  # type: ignore[attr-defined]
