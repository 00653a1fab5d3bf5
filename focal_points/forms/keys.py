"""Forms of one button: nothing to fill in, or only which row is meant."""

from django import forms

MOST = 2**31 - 1  # what the database's integers hold


class NoForm(forms.Form):
    """A button."""


class KeyForm(forms.Form):
    """A button beside a row."""

    key = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)
