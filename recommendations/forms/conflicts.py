"""The choice between what UHRI says and what the house says, or something new."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.models import ImportConflict
from recommendations.services import conflict_decisions

State = ImportConflict.State


class DecideForm(forms.Form):
    """One of three; the third with its words."""

    choice = forms.ChoiceField(
        label=_("What shall stand here?"),
        choices=[
            (State.KEPT, _("Keep ours")),
            (State.TAKEN, _("Take UHRI’s")),
            (State.ANEW, _("Write it anew")),
        ],
        widget=forms.RadioSelect,
    )
    anew = forms.CharField(label=_("Anew"), required=False, max_length=100_000, widget=forms.Textarea)

    def __init__(self, conflict: ImportConflict, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = conflict_decisions.possible(conflict.field)
        if possible:
            self.fields["anew"] = forms.ChoiceField(
                label=_("Anew"), required=False, choices=[("", _("choose…")), *possible]
            )
        elif not conflict.is_text:
            self.fields["anew"].widget = forms.TextInput()
        else:
            self.fields["anew"].widget.attrs |= {"rows": 8, "lang": conflict.language, "dir": "auto"}
            self.fields["anew"].initial = conflict.ours
