"""What the secretariat adds to a recommendation: title, texts, tags, parts, cluster."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from focal_points.forms.keys import MOST
from recommendations.models import Cluster, Tag
from recommendations.services.parts import Wanted
from recommendations.uhri.parts import Span


class TitleForm(forms.Form):
    """By which people here know it."""

    title = forms.CharField(label=_("Short title"), max_length=200, required=False)


class TextForm(forms.Form):
    """One text in one language. `seen` is what the writer started from."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=60_000
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=60_000)


class TagForm(forms.Form):
    """One tag of the vocabularies, grouped by kind."""

    tag = forms.ModelChoiceField(label=_("Tag"), queryset=Tag.objects.none(), empty_label=_("choose…"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags = Tag.objects.in_use().prefetch_related("names")
        self.fields["tag"].queryset = tags  # type: ignore[attr-defined]
        groups: dict[str, list[tuple[int, str]]] = {}
        if not self.is_bound:
            for tag in tags:
                groups.setdefault(str(tag.get_kind_display()), []).append((tag.pk, f"{tag.name}"))
            self.fields["tag"].choices = [  # type: ignore[attr-defined]
                ("", _("choose…")),
                *((kind, sorted(rows, key=lambda row: row[1])) for kind, rows in groups.items()),
            ]


class ClusterForm(forms.Form):
    """Which cluster it belongs to."""

    cluster = forms.ModelChoiceField(
        label=_("Cluster"), queryset=Cluster.objects.none(), empty_label=_("choose…")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clusters = Cluster.objects.filter(archived_at=None).prefetch_related("texts")
        self.fields["cluster"].queryset = clusters  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why an institution no longer answers for it."""

    because = forms.CharField(label=_("Why"), max_length=500, required=False)


class PartForm(forms.Form):
    """One part: its letter and title; the span is shown, and a part can be left out."""

    keep = forms.BooleanField(label=_("A part"), required=False, initial=True)
    label = forms.CharField(label=_("Letter"), max_length=10, required=False)
    title = forms.CharField(label=_("Short title"), max_length=200, required=False)
    starts = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
    ends = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)


PartFormSet = forms.formset_factory(PartForm, extra=0, max_num=60, absolute_max=60)


def part_rows(standing: Sequence[Wanted], proposed: Sequence[Span]) -> list[dict[str, Any]]:
    """Rows to begin with: the parts as they are, else those found in the text."""
    if standing:
        return [{"keep": True, **part} for part in standing]
    return [
        {"keep": True, "label": f"({span.letter})", "title": "", "starts": span.start, "ends": span.end}
        for span in proposed
    ]


def wanted_parts(formset: Any) -> list[Wanted]:
    """What the service takes: the rows that are kept."""
    return [
        Wanted(label=row["label"], title=row["title"], starts=row["starts"], ends=row["ends"])
        for row in formset.cleaned_data
        if row.get("keep")
    ]
