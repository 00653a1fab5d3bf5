"""What is said of recommendations, one or a selection: the State's position, the follow-up mark."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.forms.documents import day_field
from recommendations.models import Recommendation
from recommendations.services import positions

_LABELS = {
    Recommendation.Position.SUPPORTED.value: _("supported"),
    positions.PARTLY: _("supported in part (counted as noted)"),
    Recommendation.Position.NOTED.value: _("noted"),
    Recommendation.Position.PENDING.value: _("pending"),
}
_CHOICES: list[tuple[str, Any]] = [("", _("choose…")), *((code, _LABELS[code]) for code in positions.CHOICES)]


class PositionForm(forms.Form):
    """The State's position on a selection, with its day and source."""

    position = forms.ChoiceField(label=_("Position"), choices=_CHOICES)
    stated_on = day_field(_("Stated"))
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("The document in which the State says so, with its paragraph."),
    )


class OnePositionForm(PositionForm):
    """The State's position on one recommendation, with its own remarks."""

    remark = forms.CharField(
        label=_("Remarks of the State"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=20_000,
    )


class FollowUpMarkForm(forms.Form):
    """Until when the committee wants to be told."""

    due_on = day_field(_("Follow-up due"))
