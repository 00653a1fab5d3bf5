"""Documents and recommendations entered by hand."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from recommendations.models import Document, Mechanism, Recommendation, Tag


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DescriptionForm(forms.Form):
    """What the house may say of any document."""

    title = forms.CharField(label=_("Title"), max_length=400, required=False)
    session = forms.CharField(label=_("Session"), max_length=120, required=False)
    address = forms.URLField(label=_("Address"), max_length=400, required=False, assume_scheme="https")
    adopted_on = _day(_("Adopted"))
    published_on = _day(_("Published"))
    followup_due_on = _day(_("Follow-up report due"))
    next_report_due_on = _day(_("Next report due"))


class DocumentForm(DescriptionForm):
    """A document that no import brings."""

    mechanism = forms.ModelChoiceField(
        label=_("Mechanism"), queryset=Mechanism.objects.none(), empty_label=_("choose…")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind)
    symbol = forms.CharField(
        label=_("Symbol or number"), max_length=120, required=False, help_text=_("As it is cited.")
    )
    field_order = ["mechanism", "kind", "title", "symbol", "session", "address"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mechanism"].queryset = Mechanism.objects.prefetch_related("names")  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    """One recommendation or order of a document."""

    KINDS = [
        (kind.value, kind.label)
        for kind in (
            Recommendation.Kind.RECOMMENDATION,
            Recommendation.Kind.ORDER,
            Recommendation.Kind.OBSERVATION,
            Recommendation.Kind.OTHER,
        )
    ]
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)
    title = forms.CharField(label=_("Short title"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}), required=False, max_length=60_000
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        queryset=Tag.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Hold Ctrl or ⌘ to choose several."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = Tag.objects.filter(kind=Tag.Kind.THEME).prefetch_related("names")
        self.fields["themes"].queryset = themes  # type: ignore[attr-defined]
