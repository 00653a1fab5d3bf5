"""Forms of one button: nothing to fill in, or only which row is meant."""

from django import forms


class NoForm(forms.Form):
    """A button."""


class KeyForm(forms.Form):
    """A button beside a row."""

    key = forms.IntegerField(widget=forms.HiddenInput)
