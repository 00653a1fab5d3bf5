"""What the secretariat notes of one recommendation: its grade, its wording where it was entered here."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from focal_points.forms.keys import MOST
from focal_points.forms.verification import day_field
from recommendations import scales
from recommendations.document_kinds import asked_of
from recommendations.forms.entries import kinds_of
from recommendations.models import Country, FollowUpReport, Part, Recommendation, Reservation


class GradeForm(forms.Form):
    """What the mechanism itself thought of what was done, under its own scale alone."""

    marked = forms.ChoiceField(label=_("Grade"), required=True)
    scale = forms.CharField(label=_("Scale"), max_length=40, help_text=_("As the mechanism calls it."))
    grade = forms.CharField(label=_("Grade"), max_length=20)
    meaning = forms.CharField(label=_("Meaning"), max_length=300, required=False)
    part = forms.ModelChoiceField(
        label=_("Of"), queryset=Part.objects.none(), required=False, empty_label=_("the whole")
    )
    report = forms.ModelChoiceField(
        label=_("Report that was graded"),
        queryset=FollowUpReport.objects.none(),
        required=False,
        empty_label=_("not known"),
    )
    reference = forms.CharField(label=_("Document"), max_length=200, required=False)
    given_on = day_field(_("Given"))

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        offered = scales.of_mechanism(recommendation.document.mechanism.code)
        if offered:
            fields["marked"].choices = [("", _("choose…")), *_groups(offered)]
            for name in ("scale", "grade", "meaning"):
                del fields[name]
        else:
            del fields["marked"]
        fields["part"].queryset = recommendation.parts.filter(removed_at=None)
        fields["report"].queryset = recommendation.document.follow_up_reports.all()

    def clean(self) -> dict[str, Any]:
        """Scale and grade apart, however they were asked."""
        cleaned: dict[str, Any] = super().clean() or {}
        marked = cleaned.pop("marked", "")
        if marked:
            cleaned["scale"], _space, cleaned["grade"] = marked.partition("|")
        return cleaned


def _groups(offered: Sequence[scales.Scale]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The grades of each scale, under its years."""
    return [
        (
            f"{scale.code}{_years(scale.since, scale.until)}",
            [(f"{scale.code}|{grade.code}", f"{grade.code} — {grade.meaning}") for grade in scale.grades],
        )
        for scale in offered
    ]


def _years(since: date | None, until: date | None) -> str:
    if since and until:
        return f" ({since.year}–{until.year})"
    return " (" + say("since %(year)s") % {"year": since.year} + ")" if since else ""


class WordingForm(forms.Form):
    """A paragraph that was entered here, to be mended. `seen` is the text the writer started from."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Recommendation.Kind)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}), required=False, max_length=60_000
    )
    due_on = day_field(_("To be done by"), required=False)
    recommending = forms.ModelMultipleChoiceField(
        label=_("Recommending States"),
        queryset=Country.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Hold Ctrl or ⌘ to choose several."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=60_000)

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        asked = asked_of(recommendation.document.kind)
        choices = kinds_of(asked)
        if recommendation.kind not in asked.holds:
            choices.append((recommendation.kind, recommendation.get_kind_display()))
        fields["kind"].choices = choices
        if asked.names_states:
            fields["recommending"].queryset = Country.objects.prefetch_related("names").order_by("iso3")
        else:
            del fields["recommending"]


class StrikeForm(forms.Form):
    """Why it stands no longer."""

    because = forms.CharField(label=_("Why"), max_length=500)


class SentencesForm(forms.Form):
    """Where parts begin, in a text without letters: sentences to tick."""

    starts = forms.TypedMultipleChoiceField(
        label=_("A part begins with"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sentences: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].choices = sentences  # type: ignore[attr-defined]


class ContradictionForm(forms.Form):
    """The other recommendation, as people cite it, and why the two cannot both be done."""

    other = forms.CharField(
        label=_("The other one"),
        max_length=300,
        help_text=_("Symbol and paragraph, such as CEDAW/C/…/7 para. 23, or the address of its page."),
    )
    note = forms.CharField(
        label=_("Explanation"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2_000
    )


class TouchesForm(forms.Form):
    """Which reservation of the State it touches."""

    reservation = forms.ModelChoiceField(
        label=_("Reservation"), queryset=Reservation.objects.none(), empty_label=_("choose…")
    )

    def __init__(self, *args: Any, reservations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reservation"].queryset = reservations  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """A proposal, and whether it holds."""

    key = forms.IntegerField(min_value=1, max_value=MOST)
    holds = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes")
