"""The form in which an institution answers a request: one text a question, each on its own version."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from focal_points.forms.keys import MOST
from focal_points.forms.verification import day_field
from focal_points.models import RequestAnswer
from focal_points.services.requests.answers import LONGEST, Said

OWN = ("text", "not_ours", "unfinished", "version", "was")


def mark_of(text: str, is_not_ours: bool, is_unfinished: bool) -> str:
    """By which an answer is known that nobody touched in the form."""
    said = "\n".join(text.replace("\r\n", "\n").strip().split("\n"))
    whole = f"{said}\0{bool(is_not_ours)}\0{bool(is_unfinished)}"
    return hashlib.md5(whole.encode(), usedforsecurity=False).hexdigest()[:16]


@dataclass(frozen=True)
class Field:
    """The parts of the form that belong to one question."""

    answer: RequestAnswer
    text: forms.BoundField
    not_ours: forms.BoundField
    unfinished: forms.BoundField
    hidden: Sequence[forms.BoundField]


class AnswersForm(forms.Form):
    """All answers of one institution that are in its hands."""

    tab = forms.UUIDField(widget=forms.HiddenInput)
    instead_of = forms.UUIDField(widget=forms.HiddenInput, required=False)
    opened_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    language = forms.ChoiceField(label=_("Language of your answers"), choices=settings.LANGUAGES)

    def __init__(
        self, data: Any = None, *, answers: Sequence[RequestAnswer], language: str, **kwargs: Any
    ) -> None:
        super().__init__(data, initial={"tab": uuid4(), "language": language}, **kwargs)
        self.answers = [one for one in answers if one.is_writable]
        for one in self.answers:
            self._add(one)

    def _add(self, one: RequestAnswer) -> None:
        name = f"a{one.pk}"
        self.fields[f"{name}-text"] = forms.CharField(
            label=_("Answer"),
            required=False,
            max_length=LONGEST,
            strip=False,
            initial=one.text,
            widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        )
        self.fields[f"{name}-not_ours"] = forms.BooleanField(
            label=_("Not a matter of our institution (say whose in the answer)"),
            required=False,
            initial=one.is_not_ours,
        )
        self.fields[f"{name}-unfinished"] = forms.BooleanField(
            label=_("Not finished: keep it here when the others are sent"),
            required=False,
            initial=one.is_unfinished,
        )
        self.fields[f"{name}-version"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=one.version, max_value=MOST
        )
        self.fields[f"{name}-was"] = forms.CharField(
            widget=forms.HiddenInput,
            required=False,
            max_length=16,
            initial=mark_of(one.text, one.is_not_ours, one.is_unfinished),
        )

    def of(self, answer: RequestAnswer) -> Field | None:
        """The fields of one answer; None where it is out of the institution's hands."""
        name = f"a{answer.pk}"
        if f"{name}-text" not in self.fields:
            return None
        text, not_ours, unfinished, version, was = (self[f"{name}-{part}"] for part in OWN)
        return Field(answer, text, not_ours, unfinished, (version, was))

    def said(self) -> Mapping[int, Said]:
        """What somebody touched; what stands as it stood when the page was opened says nothing."""
        found = {}
        for one in self.answers:
            text, not_ours, unfinished, version, was = (
                self.cleaned_data.get(f"a{one.pk}-{part}") for part in OWN
            )
            if version is not None and mark_of(text or "", bool(not_ours), bool(unfinished)) != was:
                found[one.pk] = Said(version, text or "", bool(not_ours), bool(unfinished))
        return found

    def goes_on_from(self, current: Sequence[RequestAnswer]) -> None:
        """A form that is shown again after a conflict stands on these versions now, with its own words."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for one in current:
            data[f"a{one.pk}-version"] = str(one.version)
            data[f"a{one.pk}-was"] = mark_of(one.text, one.is_not_ours, one.is_unfinished)
        self.data = data

    @property
    def place(self) -> dict[str, Any]:
        """Which tab this is, and whose text it took over, for the buffers."""
        return {name: self.cleaned_data.get(name) for name in ("tab", "instead_of", "opened_at")}


class AcceptForm(forms.Form):
    """An answer is in order; it is kept for when the same is asked again."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)
    keep = forms.BooleanField(label=_("Keep it for when the same is asked again"), required=False)
    valid_from = day_field(_("It holds from"), required=False)
    valid_to = day_field(_("until"), required=False)
    is_shared = forms.BooleanField(label=_("Every institution may use it"), required=False)


class BackForm(forms.Form):
    """What has to change."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)
    comment = forms.CharField(
        label=_("What has to change"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )
