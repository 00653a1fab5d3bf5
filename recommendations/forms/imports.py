"""What is asked of whoever begins or confirms an import."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from recommendations.models import StagedRecord
from recommendations.services import uhri_runs
from recommendations.uhri.countries import COUNTRIES


class SourceForm(forms.Form):
    """A file or an address, and whose records are wanted."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A full export (.json, .json.gz), a search saved as .xlsx or .csv, or .jsonl."),
    )
    address = forms.CharField(
        label=_("or address"),
        required=False,
        max_length=400,
        widget=forms.URLInput,
    )
    country = forms.CharField(label=_("State"), max_length=100, help_text=_("Any name of it, or its code."))
    complete = forms.BooleanField(
        label=_("The source lists every record of this State"),
        required=False,
        help_text=_("What it does not list is then marked as gone. A full export always does."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home = settings.HOME_STATE
        self.fields["country"].initial = uhri_runs.country_name(home) if COUNTRIES.is_code(home) else home
        hosts = ", ".join(settings.UHRI_ALLOWED_HOSTS)
        self.fields["address"].help_text = _("Only from: %(hosts)s") % {"hosts": hosts}

    def clean_country(self) -> str:
        """The ISO3 code behind the name."""
        try:
            return uhri_runs.country_code(self.cleaned_data["country"])
        except uhri_runs.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(found.get("file")) == bool(found.get("address")):
            self.add_error("file", _("Choose a file, or give an address: one of the two."))
        return found


class ConfirmForm(forms.Form):
    """The one thing that needs a word of its own."""

    accepts_gone = forms.BooleanField(label=_("Mark these records as gone"), required=False)
    accepts_rejected = forms.BooleanField(
        label=_("Leave out the rows that cannot be read, write the others"), required=False
    )


class SettleForm(forms.Form):
    """What of that which waits is meant, and whether it is written or left."""

    act = forms.ChoiceField(choices=[("write", ""), ("leave", "")])
    everything = forms.BooleanField(required=False)
    hold = forms.ChoiceField(choices=StagedRecord.Hold.choices, required=False)
    place = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("place") if hasattr(self.data, "getlist") else []
        places = [value for value in given if value.isdecimal() and len(value) < 10]
        self.fields["place"].choices = [(value, value) for value in places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`places`: those that were ticked, or None for all."""
        found: dict[str, Any] = super().clean() or {}
        found["places"] = None if found.get("everything") else found.get("place", [])
        if found["places"] == []:
            raise forms.ValidationError(_("Nothing was chosen."))
        return found
