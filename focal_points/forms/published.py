"""A letter from which the secretariat enters an update, and the note with which one is withdrawn."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.forms.answers import VersionForm
from focal_points.forms.verification import day_field


class LetterForm(forms.Form):
    """The institution's letter and its date."""

    letter = forms.FileField(
        label=_("Letter of the institution"),
        help_text=_("The house and the institution can open it, nobody else."),
    )
    letter_on = day_field(_("Date of the letter"), initial=timezone.localdate)


class RecallForm(VersionForm):
    """Why a verified update is taken off the record."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("Where the update was public, the public reads this note and its date."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    anew = forms.BooleanField(
        label=_("Put the same update back into the queue, to be decided anew"),
        help_text=_("Where the decision was wrong, and not what the institution said."),
        required=False,
    )
