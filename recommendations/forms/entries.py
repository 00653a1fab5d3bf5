"""The paragraphs of a document entered by hand: one by one, or many out of a pasted text."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from recommendations import pasted
from recommendations.document_kinds import Asked, asked_of
from recommendations.forms.documents import day_field
from recommendations.models import Country, Document, Recommendation, Tag
from recommendations.services.entries import Entry
from recommendations.tables.recommending import states_at_end

LONGEST = 60_000
WORDS = {Recommendation.Kind.ORDER: _("Deadline"), Recommendation.Kind.PLEDGE: _("To be done by")}


def kinds_of(asked: Asked) -> list[tuple[str, Any]]:
    """What a document of this kind holds, the usual first."""
    return [(kind, Recommendation.Kind(kind).label) for kind in asked.holds]


class EntryForm(forms.Form):
    """One recommendation, order, remedy or pledge of a document."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Recommendation.Kind)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)
    title = forms.CharField(label=_("Short title"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}), required=False, max_length=LONGEST
    )
    due_on = day_field(_("To be done by"))
    recommending = forms.ModelMultipleChoiceField(
        label=_("Recommending States"),
        queryset=Country.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Hold Ctrl or ⌘ to choose several."),
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        queryset=Tag.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Hold Ctrl or ⌘ to choose several."),
    )
    persons = forms.ModelMultipleChoiceField(
        label=_("People concerned"),
        queryset=Tag.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = asked_of(document.kind)
        self.fields["kind"].choices = kinds_of(asked)  # type: ignore[attr-defined]
        self.fields["due_on"].label = WORDS.get(Recommendation.Kind(asked.holds[0]), _("To be done by"))
        for name, kind in (("themes", Tag.Kind.THEME), ("persons", Tag.Kind.PERSONS)):
            tags = Tag.objects.filter(kind=kind, retired_at=None).prefetch_related("names")
            self.fields[name].queryset = tags  # type: ignore[attr-defined]
        if asked.names_states:
            states = Country.objects.prefetch_related("names").order_by("iso3")
            self.fields["recommending"].queryset = states  # type: ignore[attr-defined]
        else:
            del self.fields["recommending"]


class PasteForm(forms.Form):
    """A whole numbered text."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    kind = forms.ChoiceField(label=_("Each paragraph is"), choices=Recommendation.Kind)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=1_000_000,
        help_text=_("Each paragraph begins on its own line with its number: 12., 118.42, 214 (1), (a)."),
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds_of(asked_of(document.kind))  # type: ignore[attr-defined]


class PastedRow(forms.Form):
    """One paragraph found in the text, to be corrected before it is saved."""

    KEEP, JOIN, LEAVE = "keep", "join", "leave"
    TAKEN = [
        (KEEP, _("a paragraph")),
        (JOIN, _("goes with the one above")),
        (LEAVE, _("left out")),
    ]
    taken = forms.ChoiceField(label=_("This is"), choices=TAKEN, initial=KEEP)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Recommendation.Kind)
    due_on = day_field(_("Deadline"))
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=LONGEST
    )

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds_of(asked)  # type: ignore[attr-defined]


PastedRows = forms.formset_factory(
    PastedRow, extra=0, max_num=pasted.MOST, absolute_max=pasted.MOST, validate_max=True
)


def rows_of(found: Iterable[pasted.Pasted], kind: str) -> list[dict[str, Any]]:
    """The table to begin with."""
    return [
        {"taken": PastedRow.KEEP, "paragraph": one.paragraph, "kind": kind, "text": one.text} for one in found
    ]


def entries_of(rows: Iterable[dict[str, Any]], language: str, asked: Asked) -> list[Entry]:
    """What the service takes: rows put together where somebody said so, and without those left out."""
    kept: list[dict[str, Any]] = []
    for row in rows:
        if row["taken"] == PastedRow.JOIN and kept:
            kept[-1] = kept[-1] | {"text": f"{kept[-1]['text']}\n{_whole(row)}"}
        elif row["taken"] != PastedRow.LEAVE:
            kept.append(row)
    known = _states(kept) if asked.names_states else {}
    return [
        Entry(
            text=row["text"],
            language=language,
            paragraph=row["paragraph"],
            kind=row["kind"],
            due_on=row["due_on"],
            recommending=[known[code] for code in states_at_end(row["text"]).codes if code in known],
        )
        for row in kept
    ]


def _whole(row: dict[str, Any]) -> str:
    """A number that turned out to be none goes back into the text."""
    return " ".join(filter(None, [row["paragraph"], row["text"]]))


def _states(rows: list[dict[str, Any]]) -> dict[str, Country]:
    """Code → State, for all that stand in brackets at the end of a text."""
    codes = {code for row in rows for code in states_at_end(row["text"]).codes}
    return {country.iso3: country for country in Country.objects.filter(iso3__in=codes)}
