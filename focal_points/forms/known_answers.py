"""What the secretariat fills in about a kept answer."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.forms.assigning import InstitutionField, WithInstitutions
from focal_points.forms.keys import MOST
from focal_points.forms.verification import day_field
from focal_points.models import KnownAnswer
from focal_points.services.known_answers.keeping import Written
from recommendations.models import Recommendation, Tag


class KnownAnswerForm(WithInstitutions):
    """Question, answer, for how long it holds, what it is about."""

    question = forms.CharField(
        label=_("Question"), widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}), max_length=4000
    )
    text = forms.CharField(
        label=_("Answer"), widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}), max_length=20_000
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    valid_from = day_field(_("It holds from"))
    valid_to = day_field(_("until"), required=False, help_text=_("Empty: until something changes."))
    institution = InstitutionField(label=_("Institution"), required=False, empty_label=_("the secretariat"))
    is_shared = forms.BooleanField(label=_("Every institution may use it"), required=False)
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        queryset=Tag.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("Hold Ctrl or ⌘ to choose several."),
    )
    because = forms.CharField(label=_("Why it is changed"), required=False, max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=MOST)

    def __init__(self, data: Any = None, *, known: KnownAnswer | None = None) -> None:
        names = (
            *("question", "text", "language", "valid_from", "valid_to"),
            *("institution", "is_shared", "version"),
        )
        initial = {name: getattr(known, name) for name in names} if known else {}
        initial["themes"] = [one.tag_id for one in known.themes.all()] if known else []
        super().__init__(data, initial={"valid_from": timezone.localdate()} | initial)
        self.known = known
        themes: Any = self.fields["themes"]
        themes.queryset = Tag.objects.filter(kind=Tag.Kind.THEME).prefetch_related("names")
        if known is None:
            del self.fields["because"]

    def goes_on_from(self, version: int) -> None:
        """A form that is shown again after a conflict stands on this version now, with its own words."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        self.data = data

    def written(self) -> Written:
        """For the service; recommendations stay as they are."""
        data = self.cleaned_data
        about = Recommendation.objects.filter(known_answers__known=self.known) if self.known else ()
        plain = {name: data[name] for name in ("question", "text", "language", "valid_from", "valid_to")}
        return Written(
            **plain,
            is_shared=data["is_shared"],
            institution=data["institution"],
            about=tuple(about),
            themes=tuple(data["themes"]),
        )


class ConfirmForm(forms.Form):
    """It still holds, until another day where one is given."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)
    valid_to = day_field(_("Now until"), required=False)


class RetireForm(forms.Form):
    """Why it is offered no more."""

    because = forms.CharField(label=_("Why"), max_length=500)
