"""The practice form: a real update's, in short."""

from django import forms
from django.utils.translation import gettext_lazy as _

from focal_points.models import Status


class PracticeForm(forms.Form):
    """What was done, how far it is, what shows it."""

    narrative = forms.CharField(
        label=_("What was done"),
        help_text=_("Invent something: two sentences are enough."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )
    status = forms.ChoiceField(
        label=_("Status you propose"),
        choices=[
            ("", _("choose…")),
            *((one.value, one.label) for one in Status if one != Status.NOT_ASSESSED),
        ],
        required=False,
    )
    link = forms.URLField(
        label=_("Link to evidence"),
        help_text=_("Invent that too: https://law.example/shelters"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )


class PracticeContestForm(forms.Form):
    """Why it is not ours: a real contest's, in short."""

    reason = forms.CharField(
        label=_("Why it is not your institution's"),
        help_text=_("Invent something, and say whose it may be."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
