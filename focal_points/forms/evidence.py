"""Evidence handed in with the update form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from focal_points.forms.updates import READERS


class FilesInput(forms.ClearableFileInput):
    """Several at once."""

    allow_multiple_selected = True


class EvidenceForm(forms.Form):
    """Files or one link, for the whole or for a part, internal or public."""

    prefix = "evidence"

    uploads = forms.FileField(label=_("Files"), widget=FilesInput(attrs={"multiple": True}), required=False)
    link = forms.CharField(
        label=_("Or a link"),
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=300)
    is_public = forms.TypedChoiceField(
        label=_("Who may open it"),
        choices=READERS,
        widget=forms.RadioSelect,
        coerce=bool,
        empty_value=False,  # type: ignore[arg-type]
        required=False,
        initial="1",
    )
