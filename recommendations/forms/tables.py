"""What is asked of whoever hands in a table."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from recommendations.models import ImportRun
from recommendations.services import uhri_runs
from recommendations.uhri.countries import COUNTRIES

Kind = ImportRun.Kind
ABOUT = {
    Kind.THEMATIC_LIST: _("The Word file that OHCHR sends after a review, as it came (.docx)."),
    Kind.UPR_INFO: _("A table downloaded from UPR Info (.csv or .xlsx)."),
    Kind.TEMPLATE: _("Our template, filled in (.xlsx or .csv)."),
    Kind.TABLE: _("Any other table (.xlsx or .csv). You say which column is what; the answer is kept."),
}
ASKS_SYMBOL = (Kind.THEMATIC_LIST, Kind.UPR_INFO)


class TableForm(forms.Form):
    """A file of the chosen kind, and whose recommendations are wanted."""

    file = forms.FileField(label=_("File"))
    country = forms.CharField(
        label=_("State"), max_length=100, help_text=_("Any name of it, or its code; “all” for every State.")
    )
    symbol = forms.CharField(
        label=_("Symbol of the report"),
        required=False,
        max_length=120,
        help_text=_("Only where the file does not tell it, for example A/HRC/28/15."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        home = settings.HOME_STATE
        self.fields["country"].initial = uhri_runs.country_name(home) if COUNTRIES.is_code(home) else home
        self.fields["file"].help_text = ABOUT[Kind(kind)]
        if kind not in ASKS_SYMBOL:
            del self.fields["symbol"]

    def clean_country(self) -> str:
        """The ISO3 code behind the name."""
        try:
            return uhri_runs.country_code(self.cleaned_data["country"])
        except uhri_runs.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
