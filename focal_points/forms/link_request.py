"""The form behind a link to a request: the questions that are still open, with a field each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focal_points.models import RequestAnswer
from focal_points.services.requests.answers import LONGEST


class LinkRequestForm(forms.Form):
    """At least one answer; questions left empty stay open."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, answers: Sequence[RequestAnswer]) -> None:
        super().__init__(data)
        self.answers = list(answers)
        self.errors_elsewhere: list[str] = []
        for one in self.answers:
            self.fields[f"a{one.pk}"] = forms.CharField(
                label=_("Answer"),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            )

    @property
    def parts(self) -> list[tuple[RequestAnswer, forms.BoundField]]:
        """Each question with its field."""
        return [(one, self[f"a{one.pk}"]) for one in self.answers]

    def clean(self) -> dict[str, Any]:
        """Somebody who sends it says something."""
        data = super().clean() or {}
        if not any(str(value).strip() for value in data.values()):
            raise forms.ValidationError(_("Answer at least one question."))
        return data

    def said(self) -> dict[int, str]:
        """Answer (by key) → words, where there are some."""
        found = {one.pk: self.cleaned_data.get(f"a{one.pk}", "").strip() for one in self.answers}
        return {key: words for key, words in found.items() if words}

    def refuse(self, fields: Mapping[str, Any]) -> None:
        """What a service found missing."""
        self.errors_elsewhere += [str(message) for message in fields.values()]

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """(anchor, message) of everything that is wrong, in the order of the page."""
        found = [
            (self[name].auto_id if name in self.fields else "main", str(message))
            for name, messages in self.errors.items()
            for message in messages
        ]
        return found + [("main", message) for message in self.errors_elsewhere]
