"""Shapes of what is decided on recurring requests."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

MOST = 300


class AboveForm(forms.Form):
    """Confirm all groups from this likeness on, in hundredths."""

    score = forms.IntegerField(label=_("From a likeness of"), min_value=50, max_value=100, initial=90)


class TitleForm(forms.Form):
    """A short title for a request."""

    title = forms.CharField(label=_("Short title"), max_length=200, required=False)


class ClusterForm(forms.Form):
    """The code of the cluster to be made of a request."""

    code = forms.SlugField(label=_("Code of the new cluster"), max_length=60)
    name = forms.CharField(label=_("Its name"), max_length=200)


def chosen(data: QueryDict, name: str) -> list[UUID]:
    """The recommendations ticked under this name; what is no key is left out."""
    found = []
    for value in data.getlist(name)[:MOST]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
