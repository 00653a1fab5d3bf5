"""What an institution answers to an assignment, and to an update it signs or takes away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focal_points.forms.keys import MOST
from focal_points.models import Institution


class VersionForm(forms.Form):
    """The version that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)


class ContestForm(VersionForm):
    """Why it is not ours, and whose it may be."""

    reason = forms.CharField(
        label=_("Why it is not your institution's"),
        help_text=_("The secretariat reads this, and decides."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    proposed = forms.ModelChoiceField(
        label=_("Whose it may be"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=_("I do not know"),
    )

    def __init__(self, *args: Any, without: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposed: Any = self.fields["proposed"]
        proposed.queryset = Institution.objects.current().for_list().exclude(pk=without)


class CommentForm(VersionForm):
    """What has to change before it can be signed."""

    comment = forms.CharField(
        label=_("What has to change"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )


class WithdrawForm(forms.Form):
    """Why this update is put away."""

    because = forms.CharField(label=_("Why"), max_length=500)
