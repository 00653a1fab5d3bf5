"""Which column of a table is what, what holds for every row, and what unknown values mean."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.services.table_mappings import Look
from recommendations.tables.columns import BY_KEY, COLUMNS, MECHANISM
from recommendations.tables.mapped import NOTHING
from recommendations.tables.vocabulary import TableVocabulary

CONSTANTS = (
    "mechanism",
    "document_kind",
    "symbol",
    "document_title",
    "case_number",
    "session",
    "language",
    "kind",
)
DAY_FIRST = {"": None, "day": True, "month": False}


class ColumnsForm(forms.Form):
    """One choice for each column of the table, and what no column says."""

    def __init__(self, *args: Any, look: Look, words: TableVocabulary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look = look
        choices = [("", _("not taken in")), *((column.key, column.heading) for column in COLUMNS)]
        for one in look.guesses:
            self.fields[f"column_{one.place}"] = forms.ChoiceField(
                label=one.heading or str(one.place + 1), choices=choices, required=False, initial=one.key
            )
        for key in CONSTANTS:
            self.fields[f"constant_{key}"] = _constant(key, words, look.constants.get(key, ""))
        self.fields["day_first"] = forms.ChoiceField(
            label=_("A date such as 3/4/2024"),
            required=False,
            choices=[
                ("", _("as the other dates of the column tell")),
                ("day", _("is 3 April: the day stands first")),
                ("month", _("is 4 March: the month stands first")),
            ],
        )
        self.fields["name"] = forms.CharField(
            label=_("Keep this under the name"),
            required=False,
            max_length=120,
            initial=look.mapping.name if look.mapping else "",
            help_text=_("It is offered again where a table has these headings. Left empty, it is not kept."),
        )

    def columns(self) -> dict[int, str]:
        """Place → our column."""
        return {
            one.place: self.cleaned_data[f"column_{one.place}"]
            for one in self.look.guesses
            if self.cleaned_data.get(f"column_{one.place}")
        }

    def constants(self) -> dict[str, str]:
        """What holds for every row."""
        return {key: self.cleaned_data.get(f"constant_{key}", "").strip() for key in CONSTANTS}

    def pairs(self) -> list[tuple[Any, Any]]:
        """Each column of the table with its choice, for the page."""
        return [(one, self[f"column_{one.place}"]) for one in self.look.guesses]

    def others(self) -> list[Any]:
        """The other questions, for the page."""
        return [self[name] for name in (*(f"constant_{key}" for key in CONSTANTS), "day_first", "name")]

    def clean(self) -> dict[str, Any]:
        """A column of ours is one column of theirs, but for labels, which are put together."""
        found: dict[str, Any] = super().clean() or {}
        again = [key for key, times in Counter(self.columns().values()).items() if times > 1]
        several = [
            str(BY_KEY[key].heading)
            for key in again
            if BY_KEY[key].holds not in ("labels", "sdgs", "long", "states")
        ]
        if several:
            raise forms.ValidationError(
                _("Chosen for two columns: %(names)s") % {"names": ", ".join(several)}
            )
        return found


class ValuesForm(forms.Form):
    """One choice for each value that nobody knows."""

    def __init__(
        self, *args: Any, unknown: Mapping[str, Mapping[str, int]], words: TableVocabulary, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        for key, values in unknown.items():
            for number, (value, times) in enumerate(values.items()):
                self.fields[f"{key}_{number}"] = forms.ChoiceField(
                    label=value,
                    required=False,
                    choices=[
                        ("", _("do not take these rows in (%(times)s)") % {"times": times}),
                        (NOTHING, _("means nothing: leave the field empty")),
                        *_choices(key, words),
                    ],
                )

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Heading of our column, and the choices below it, for the page."""
        return [
            (BY_KEY[key].heading, [self[f"{key}_{number}"] for number in range(len(values))])
            for key, values in self.unknown.items()
        ]

    def values(self) -> dict[str, dict[str, str]]:
        """Key → value → what it means."""
        return {
            key: {value: self.cleaned_data.get(f"{key}_{number}", "") for number, value in enumerate(values)}
            for key, values in self.unknown.items()
        }


def _constant(key: str, words: TableVocabulary, initial: str) -> forms.Field:
    column = BY_KEY[key]
    choices = _choices(key, words)
    if choices:
        return forms.ChoiceField(
            label=column.heading,
            required=False,
            initial=initial,
            choices=[("", _("none, or as the column says")), *choices],
        )
    return forms.CharField(
        label=column.heading, required=False, initial=initial, max_length=column.longest or 20, help_text=""
    )


def _choices(key: str, words: TableVocabulary) -> list[tuple[str, Any]]:
    if BY_KEY[key].holds == MECHANISM:
        return [(name, name) for name in words.mechanism_names]
    if key in words.choices:
        return [(value, label) for value, label in words.choices[key].items() if value]
    return []
